"""The page of results: one section for each benchmark, each with the machine it was measured on."""

from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results.md"
INTRODUCTION = (
    "# Results\n\n"
    "Written by `python -m benchmarks --save`; `benchmarks/README.md` says what each section measures.\n"
    "A saved run replaces the sections it measured and leaves the others. Compare within a section only.\n"
)


def section(name: str, sentence: str, machine: str, lines: list[str]) -> str:
    """Return one section in Markdown."""
    return "\n".join([f"## {name}", "", sentence, "", f"Measured on {machine}.", "", *lines, ""])


def save(name: str, text: str, order: list[str], path: Path = RESULTS) -> None:
    """Put one section into the page; those measured earlier stay, in the given order of names."""
    kept = {**_read(path), name: text}
    names = [known for known in order if known in kept]
    path.write_text("\n".join([INTRODUCTION, *(kept[known] for known in names)]), encoding="utf-8")


def _read(path: Path) -> dict[str, str]:
    """Sections by name."""
    if not path.exists():
        return {}
    parts = path.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in parts}
