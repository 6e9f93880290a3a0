"""Runs benchmarks and prints their figures with the machine; nothing passes or fails.

Without names everything runs that needs no training of many minutes. Run it on a machine that does nothing else.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import aiohttp

from assistant.cli.main import ONE_THREAD

# Read by the numeric libraries when they are loaded, so it comes before them; processes started later inherit it.
os.environ.update(ONE_THREAD)

from benchmarks import (
    long_conversations,
    resources,
    restart,
    results,
    scripts,
    suggestions,
    throughput,
    turn_cost,
    turns,
    wechat,
)
from benchmarks.amount import FULL, SMALL, Amount
from benchmarks.machine import machine


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark.

    Attributes:
        sentence: What it measures.
        measure: Returns the figures as lines of Markdown.
        by_name_only: It takes too long to run unasked.
    """

    sentence: str
    measure: Callable[[Amount], list[str]]
    by_name_only: bool = False


BENCHMARKS = {
    "turns": Benchmark("One turn through the API against the same turn through Rasa's REST channel.", turns.measure),
    "long_conversations": Benchmark(
        "Turn 200 of one conversation against turn 5 of a fresh one.", long_conversations.measure
    ),
    "query_encoding": Benchmark("Encoding one question, and the whole search.", scripts.measure_encoding),
    "triage": Benchmark("Loading triage's rules and reading one message.", scripts.measure_triage),
    "institutions": Benchmark(
        "Searching 100,000 institutions, and importing 10,000 rows of which 500 are wrong.",
        scripts.measure_institutions,
    ),
    "resources": Benchmark(
        "Time to ready, the first turn, and memory of both processes after their turns.", resources.measure
    ),
    "restart": Benchmark("From a kill -9 and a new start to the first answers, step by step.", restart.measure),
    "suggestions": Benchmark(
        "Suggestions while ten operators type, and from the last key to the panel in one real page.",
        suggestions.measure,
    ),
    "turn_cost": Benchmark(
        "Processor time of the service and of Rasa for each turn, with 8 parallel conversations.", turn_cost.measure
    ),
    "throughput": Benchmark(
        "Turns a second with 8 parallel conversations, against stock Rasa projects.", throughput.measure
    ),
    "widget": Benchmark("First paint of the chat widget's panel in Chromium.", scripts.measure_widget),
    "wechat": Benchmark(
        "Deliveries of the official account at 8 and at 20 messages a second: answered in time, queue, drain.",
        wechat.measure,
    ),
    "classifiers": Benchmark(
        "Intent classifiers on one split of the data; trains for many minutes.", scripts.measure_classifiers, True
    ),
}


def main() -> int:
    """Measure what was asked for, print it, keep it if told to; return 1 if something could not be measured."""
    options = _options()
    amount = replace(SMALL if options.small else FULL, epochs=options.epochs)
    unasked = [name for name, benchmark in BENCHMARKS.items() if not benchmark.by_name_only]
    failed = []
    for name in options.names or unasked:
        print(f"Running {name} ...", flush=True)
        try:
            section = _measure(name, amount)
        except (AssertionError, RuntimeError, OSError, subprocess.SubprocessError, aiohttp.ClientError) as error:
            # A run takes long: one part that cannot be measured must not cost the others.
            print(f"{name} could not be measured: {error!r}", file=sys.stderr)
            failed.append(name)
            continue
        print(f"\n{section}", flush=True)
        if options.save:
            results.save(name, section, list(BENCHMARKS))
    return 1 if failed else 0


def _measure(name: str, amount: Amount) -> str:
    measured_on = machine() + (", with the small counts of --small" if amount.pairs == SMALL.pairs else "")
    return results.section(name, BENCHMARKS[name].sentence, measured_on, BENCHMARKS[name].measure(amount))


def _options() -> argparse.Namespace:
    listed = "\n".join(f"  {name:<20}{benchmark.sentence}" for name, benchmark in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"{__doc__}\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run")
    parser.add_argument("--small", action="store_true", help="small counts, to see that everything works")
    parser.add_argument("--save", action="store_true", help="keep the figures in benchmarks/results.md")
    parser.add_argument("--epochs", type=int, default=FULL.epochs, help="of the stock projects (default: %(default)s)")
    options = parser.parse_args()
    if options.epochs < 1:
        parser.error(f"--epochs is {options.epochs}; write a number from 1.")
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"There is no benchmark {unknown[0]!r}. Choose from: {', '.join(BENCHMARKS)}.")
    return options


if __name__ == "__main__":
    sys.exit(main())
