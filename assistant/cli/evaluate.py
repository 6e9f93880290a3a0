"""Measuring search, triage and routing, and comparing with the figures kept last."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant.cli.evaluate_language import print_entities, print_folds
from assistant.cli.progress import ProgressLines
from assistant.dialogue.triage import load_reader
from assistant.evaluation.routing import evaluate_routing
from assistant.evaluation.search import SearchEvaluation, evaluate_search
from assistant.evaluation.sets import FOLDER, SETS, Share
from assistant.evaluation.triage import evaluate_triage, specification_sentences
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.retrieval.encoder import load_encoder
from assistant.retrieval.encoding_processes import bulk_encoding
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.snapshot import Snapshot, ensure_snapshot
from assistant.retrieval.types import Encoder
from assistant.settings import Settings, load_settings

SPECIFICATION = Path("tests") / "unit" / "triage"
MOST_LOST = 0.01
"""A figure may fall by one point before the check fails, or by one row where a row is more than a point."""

MISSES_SHOWN = 15

Figures = dict[str, dict[str, float]]
"""Value and number of rows by name; 0 rows for a mean."""


def evaluate(check: bool = False, save: bool = False, split: str = "tuning", folds: bool = False) -> int:
    """Print every figure with its size and interval; return the exit code."""
    settings = load_settings()
    print(f"Split: {split}. Shares come with a 95 % interval and their counts.")
    figures = _kept(print_entities(settings))
    loaded = _load_search(settings)
    for prefix, folder in SETS.items():
        print(f"\n== {folder.as_posix()}")
        measured = _triage(settings, settings.root / folder, split)
        measured |= asyncio.run(_search(loaded, settings.root / folder, split))
        if (settings.root / folder / "routing.csv").exists():
            measured |= _routing(settings, settings.root / folder, split)
        figures |= {prefix + name: figure for name, figure in measured.items()}
    if folds:
        print_folds(settings)
    kept = settings.root / FOLDER / "figures.json"
    if save:
        kept.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"Kept in {kept.relative_to(settings.root)}.")
    return _compare(figures, kept) if check else 0


def _compare(figures: Figures, kept: Path) -> int:
    before: Figures = json.loads(kept.read_text(encoding="utf-8"))
    fallen = [name for name, figure in before.items() if _fell(name, figure, figures[name])]
    for name in fallen:
        print(f"FELL by more than a point: {name} from {before[name]['value']:.3f} to {figures[name]['value']:.3f}")
    if not fallen:
        print(f"No figure fell by more than a point since {kept.name} was kept.")
    return 1 if fallen else 0


def _fell(name: str, before: dict[str, float], now: dict[str, float]) -> bool:
    """Whether a figure got worse than allowed; of false alarms and wrong answers fewer are better."""
    gain = now["value"] - before["value"]
    loss = gain if name.endswith(("false_alarms", "wrong_answers")) else -gain
    one_row = 1.01 / now["of"] if now["of"] else 0.0
    return loss > max(MOST_LOST, one_row)


def _kept(shares: dict[str, Share]) -> Figures:
    return {name: {"value": round(one.value, 4), "of": one.of} for name, one in shares.items()}


def _triage(settings: Settings, folder: Path, split: str) -> Figures:
    reader = load_reader(settings.knowledge_folder / "triage")
    known = specification_sentences(settings.root / SPECIFICATION)
    known += specification_sentences(settings.knowledge_folder / "triage" / "second_reader")
    result = evaluate_triage(reader, folder / "triage", split, known)
    shares = {
        "triage.emergencies_found": result.emergencies_found,
        "triage.level_right": result.level_right,
        "triage.false_alarms": result.false_alarms,
        "triage.turns_right": result.turns_right,
    }
    _print("Triage", shares, result.left_out)
    for miss in result.misses[:MISSES_SHOWN]:
        print(f"    {miss.name}: expected {miss.expected.value}, got {miss.got.value}: {miss.text[:60]}")
    return _kept(shares)


def _load_search(settings: Settings) -> tuple[KnowledgeBase, Snapshot, Encoder]:
    """What every set is searched with; the model takes seconds to load."""
    knowledge = load_knowledge(settings.knowledge_folder)
    encoder = load_encoder(settings.encoder)
    bulk = bulk_encoding(encoder.name)
    return knowledge, ensure_snapshot(knowledge, encoder, settings.index_folder, ProgressLines(), bulk), encoder


async def _search(loaded: tuple[KnowledgeBase, Snapshot, Encoder], folder: Path, split: str) -> Figures:
    knowledge, snapshot, encoder = loaded
    with ThreadPoolExecutor(1) as pool:
        result = await evaluate_search(Retriever(snapshot, knowledge, encoder, pool), knowledge.entries, folder, split)
    shares = {
        "search.hit_at_1": result.hit_at_1,
        "search.hit_at_3": result.hit_at_3,
        "search.hit_at_5": result.hit_at_5,
        "search.answered": result.answered,
        "search.right_when_answered": result.right_when_answered,
        "search.wrong_answers": result.wrong_answers,
        "search.no_entry_wrong_answers": result.no_entry_wrong_answers,
    }
    _print(f"Search over {len(knowledge.entries)} entries", shares, result.left_out)
    _print_search_details(result)
    shares.pop("search.answered")
    means = {"search.mrr": result.mrr, "search.ndcg_at_10": result.ndcg_at_10}
    return _kept(shares) | {name: {"value": round(value, 4), "of": 0} for name, value in means.items()}


def _print_search_details(result: SearchEvaluation) -> None:
    print(f"  MRR {result.mrr:.3f}, nDCG@10 {result.ndcg_at_10:.3f}")
    print("  confidence: count, mean confidence, share right")
    for band, count, confidence, right in result.calibration:
        print(f"    {band}: {count:4d}  {confidence:.2f}  {right:.2f}")
    for one in [one for one in result.asked if one.rank is None or one.rank > 3][:MISSES_SHOWN]:
        got = one.result.hits[0].entry_id if one.result.hits else "nothing"
        print(f"    {one.row['id']}: {one.row['text'][:40]} -> {got}, expected {'|'.join(sorted(one.expected))}")
    for one in result.misled[:MISSES_SHOWN]:
        print(f"    answered out of scope: {one.row['text'][:40]} -> {one.result.hits[0].entry_id}")


def _routing(settings: Settings, folder: Path, split: str) -> Figures:
    result = evaluate_routing(settings.root, settings.model_path, folder, split)
    shares = {"routing.right": result.right}
    _print("Routing", shares, result.left_out)
    for text, expected, got in result.misses[:MISSES_SHOWN]:
        print(f"    expected {expected}, got {got}: {text[:60]}")
    return _kept(shares)


def _print(title: str, shares: dict[str, Share], left_out: int) -> None:
    print(f"\n{title} ({left_out} rows left out as too similar to what was trained on)")
    for name, one in shares.items():
        print(f"  {name:28} {one}")
