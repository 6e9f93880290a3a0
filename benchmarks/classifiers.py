"""Compares intent classifiers on one split of the training data: quality, speed, memory, training time.

Run it with Rasa's interpreter from the repository's root, on a machine that does nothing else:

    python -m benchmarks.classifiers                  # ours and DIET with our features
    python -m benchmarks.classifiers ours stock       # by name; stock takes longest

Each candidate trains and answers in a process of its own, so that memory is its own too. The table goes to the screen
and to benchmarks/classifiers.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CANDIDATES = {
    "ours": (ROOT / "nlu_data/config.yml", "e5 + characters + cues + linear support vectors + our entities"),
    "diet": (ROOT / "benchmarks/stock_rasa/diet_with_e5.yml", "e5 + character counts + DIET, 40 epochs"),
    "stock": (ROOT / "benchmarks/stock_rasa/config.yml", "word and character counts + DIET, 100 epochs"),
}
TRAINING_SHARE = 0.8
SEED = 42
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}


@dataclass(frozen=True)
class Result:
    """Figures of one candidate; shares 0..1, times in milliseconds or seconds, memory in megabytes."""

    accuracy: float
    routing: float
    macro_f1: float
    p50_ms: float
    p95_ms: float
    resident_mb: float
    training_seconds: float
    trained_on: int
    tested_on: int


def actions_by_intent() -> dict[str, str]:
    """Which action the rules choose for each intent."""
    from rasa.shared.utils.io import read_yaml_file

    rules = [rule for file in sorted((ROOT / "nlu_data/rules").glob("*.yml")) for rule in read_yaml_file(file)["rules"]]
    return {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules}


async def measure(config: Path, folder: Path) -> Result:
    """Train on four fifths, parse the rest one by one."""
    import numpy as np
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from rasa.shared.nlu.training_data.loading import load_data
    from sklearn.metrics import accuracy_score, f1_score

    train, test = load_data(str(ROOT / "nlu_data/nlu")).train_test_split(TRAINING_SHARE, SEED)
    train.persist(str(folder / "train"))
    started = time.perf_counter()
    model = train_nlu(str(config), str(folder / "train"), str(folder), fixed_model_name="measured")
    seconds = time.perf_counter() - started

    agent = Agent.load(model)
    await agent.parse_message("预热")
    said, meant, times = [], [], []
    for message in test.intent_examples:
        started = time.perf_counter()
        parsed = await agent.parse_message(message.get("text"))
        times.append((time.perf_counter() - started) * 1000)
        ranking = [entry for entry in parsed["intent_ranking"] if entry["name"] != "nlu_fallback"]
        said.append(ranking[0]["name"])
        meant.append(message.get("intent"))
    actions = actions_by_intent()
    p50, p95 = np.percentile(times, [50, 95])
    return Result(
        accuracy=accuracy_score(meant, said),
        routing=accuracy_score([actions[name] for name in meant], [actions[name] for name in said]),
        macro_f1=f1_score(meant, said, average="macro"),
        p50_ms=p50,
        p95_ms=p95,
        resident_mb=resident_megabytes(),
        training_seconds=seconds,
        trained_on=len(train.intent_examples),
        tested_on=len(meant),
    )


def resident_megabytes() -> float:
    """Resident memory of this process now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def measure_apart(name: str) -> Result:
    """Measure a candidate in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.classifiers", "--only", name, "--folder", folder]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET}, check=True)  # noqa: S603 - our own command
        return Result(**json.loads((Path(folder) / "result.json").read_text(encoding="utf-8")))


def table(results: dict[str, Result]) -> str:
    """Markdown table, one candidate a line."""
    lines = [
        "| classifier | accuracy | routing | macro-F1 | p50 ms | p95 ms | resident MB | training s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {CANDIDATES[name][1]} | {r.accuracy:.3f} | {r.routing:.3f} | {r.macro_f1:.3f} | {r.p50_ms:.0f} "
        f"| {r.p95_ms:.0f} | {r.resident_mb:.0f} | {r.training_seconds:.0f} |"
        for name, r in results.items()
    ]
    return "\n".join(lines)


def report(results: dict[str, Result]) -> str:
    """The page that is kept."""
    any_result = next(iter(results.values()))
    return (
        "# Intent classifiers on one split of our data\n\n"
        f"Made by `python -m benchmarks.classifiers`: {any_result.trained_on} training and {any_result.tested_on} test "
        "messages, split by intent with seed 42.\n"
        "Routing counts a message as right when the rules would choose the right action. Times are of one parse in\n"
        "one process; memory includes what training left behind in that process.\n"
        "Times grow with whatever else the machine does: compare within the table.\n\n" + table(results) + "\n"
    )


def main() -> None:
    """Measure what was asked for, print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["ours", "diet"], help=f"of {', '.join(CANDIDATES)}")
    parser.add_argument("--only", choices=CANDIDATES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        result = asyncio.run(measure(CANDIDATES[options.only][0], options.folder))
        (options.folder / "result.json").write_text(json.dumps(asdict(result)), encoding="utf-8")
        return
    results = {name: measure_apart(name) for name in options.names}
    (ROOT / "benchmarks/classifiers.md").write_text(report(results), encoding="utf-8")
    print(table(results))


if __name__ == "__main__":
    main()
