"""Words that show where a question leaves what is answered here: other places, older children, medicines, animals."""

from dataclasses import dataclass
from pathlib import Path

PLACES_FILE = "other_places.txt"
OLDER_FILE = "older_children.txt"
MEDICINES_FILE = "medicines.txt"
ANIMALS_FILE = "animals.txt"


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """Words, each list empty unless its file is there.

    Attributes:
        other_places: Places with policies of their own, such as 苏州.
        older_children: Words of school age and later, such as 初中.
        medicines: Medicines and what they are called at home, such as 退烧药.
        animals: Animals that people keep, such as 小猫.
    """

    other_places: tuple[str, ...] = ()
    older_children: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    animals: tuple[str, ...] = ()


def read_scope_words(folder: Path) -> ScopeWords:
    """Read the files in `folder`, one or more words a line; a missing file counts as empty."""
    return ScopeWords(*(_words(folder / name) for name in (PLACES_FILE, OLDER_FILE, MEDICINES_FILE, ANIMALS_FILE)))


def _words(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8", errors="replace").split()) if path.exists() else ()
