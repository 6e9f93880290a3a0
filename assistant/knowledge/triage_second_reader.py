"""Loads the weights of the second reader."""

from pathlib import Path

from assistant.domain.triage.second_reader import SecondReader
from assistant.errors import KnowledgeError

WEIGHTS = Path("second_reader") / "weights.tsv"
_FIELDS = (
    "bias",
    "grave_bias",
    "grave_from",
    "grave_over_hospital_from",
    "sure_from",
    "sure_over_home_care_from",
    "sure_over_doctor_from",
    "sure_of_rest_from",
    "unsure_from",
)


def load_second_reader(folder: Path) -> SecondReader:
    """Second reader of `knowledge_base/triage`; a line for each run of characters with two weights.

    Raises:
        KnowledgeError: The file is missing or a line is no weight; it is written by training, not by hand.
    """
    path = folder / WEIGHTS
    try:
        lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        values = {name: float(value) for name, value in lines[: len(_FIELDS)]}
        weights = {run: (float(urgent), float(grave)) for run, urgent, grave in lines[len(_FIELDS) :]}
        return SecondReader(weights, *(values[name] for name in _FIELDS))
    except (OSError, ValueError, KeyError, UnicodeDecodeError) as error:
        problem = f"{WEIGHTS.as_posix()}:1: cannot be read ({error}). Train again, see docs/triage.md."
        raise KnowledgeError([problem]) from error


def save_second_reader(folder: Path, reader: SecondReader) -> None:
    """Write what `load_second_reader` reads."""
    fields = [f"{name}\t{getattr(reader, name):g}" for name in _FIELDS]
    weights = [f"{run}\t{urgent:.2f}\t{grave:.2f}" for run, (urgent, grave) in sorted(reader.weights.items())]
    (folder / WEIGHTS).write_text("\n".join([*fields, *weights]) + "\n", encoding="utf-8")
