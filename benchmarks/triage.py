"""How long triage takes: loading the rules, and one message at the 50th and 99th hundredth.

python benchmarks/triage.py
"""

import time
from datetime import datetime, timezone
from pathlib import Path

import yaml

from assistant.dialogue.triage import load_reader
from assistant.domain.triage.situation import EMPTY_SITUATION

ROOT = Path(__file__).parents[1]


def sentences() -> list[str]:
    """All sentences of the specification."""
    found: list[str] = []
    for path in sorted((ROOT / "tests" / "unit" / "triage" / "specification").glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [item["say"] for item in content["positive"]] + content["negative"]
    return found


def main() -> None:
    """Measure and print."""
    started = time.perf_counter()
    reader = load_reader(ROOT / "knowledge_base" / "triage")
    loading = time.perf_counter() - started
    now = datetime.now(timezone.utc)
    texts = sentences()
    reader.read(texts[0], EMPTY_SITUATION, now)
    taken = []
    for text in texts * 3:
        started = time.perf_counter()
        reader.read(text, EMPTY_SITUATION, now)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    print(f"rules {reader.version} loaded in {loading:.2f} s")
    print(f"{len(taken)} messages: p50 {taken[len(taken) // 2]:.2f} ms, p99 {taken[int(len(taken) * 0.99)]:.2f} ms")
    for length in (200, 2_000, 20_000):
        text = "".join(texts)[:length]
        started = time.perf_counter()
        reader.read(text, EMPTY_SITUATION, now)
        print(f"{length} characters: {(time.perf_counter() - started) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
