"""Words that show where a question leaves what is answered here: other places, older children, medicines, animals."""

from dataclasses import dataclass
from pathlib import Path

PLACES_FILE = "other_places.txt"
OLDER_FILE = "older_children.txt"
MEDICINES_FILE = "medicines.txt"
NOT_MEDICINES_FILE = "not_medicines.txt"
POLICY_NAMES_FILE = "policy_names.txt"
ANIMALS_FILE = "animals.txt"


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """Words, each list empty unless its file is there.

    Attributes:
        other_places: Places with policies of their own, such as 苏州.
        older_children: Words of school age and later, such as 初中.
        medicines: Medicines and what they are called at home, such as 退烧药.
        not_medicines: Words that hold one of these and are none, such as 山药.
        policy_names: The names of each benefit, leave or insurance, those of one thing together: an entry on one does
            not answer for another.
        animals: Animals that people keep, such as 小猫.
    """

    other_places: tuple[str, ...] = ()
    older_children: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    not_medicines: tuple[str, ...] = ()
    policy_names: tuple[tuple[str, ...], ...] = ()
    animals: tuple[str, ...] = ()


def read_scope_words(folder: Path) -> ScopeWords:
    """Read the files in `folder`, one or more words a line; a missing file counts as empty.

    Among the names of policies a line is one thing, and a `#` begins a remark.
    """
    names = (PLACES_FILE, OLDER_FILE, MEDICINES_FILE, NOT_MEDICINES_FILE, ANIMALS_FILE)
    places, older, medicines, not_medicines, animals = (tuple(_text(folder / name).split()) for name in names)
    # 广东省 is one word: a place with its rank counts like the place.
    places = (*places, *(place + rank for place in places if len(place) > 1 for rank in "省市县区"))
    lines = (line.partition("#")[0].split() for line in _text(folder / POLICY_NAMES_FILE).splitlines())
    return ScopeWords(places, older, medicines, not_medicines, tuple(tuple(line) for line in lines if line), animals)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
