"""A mistake in a file of the knowledge base, told so that its writer can mend it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake.

    Attributes:
        path: The file.
        line: Line in the file, from 1.
        wrong: What is wrong, without a final full stop.
        remedy: What to write instead, without a final full stop.
    """

    path: Path
    line: int
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path.as_posix()}:{self.line}: {self.wrong}. {self.remedy}."
