"""Lines of running calls on their way from a speech recogniser to the operator's panel; never stored."""

from collections import deque

LINES_KEPT = 40
MOST_CALLS = 500


class CallLines:
    """The last lines of each operator's call; numbers rise, so that a panel knows what it has."""

    def __init__(self) -> None:
        self._lines: dict[str, deque[tuple[int, str]]] = {}
        self._number = 0

    def add(self, operator_id: str, lines: list[str], new_call: bool) -> None:
        """Put lines behind the others; a new call forgets those."""
        if new_call:
            self._lines.pop(operator_id, None)
        kept = self._lines.setdefault(operator_id, deque(maxlen=LINES_KEPT))
        for line in lines:
            self._number += 1
            kept.append((self._number, line))
        while len(self._lines) > MOST_CALLS:
            self._lines.pop(next(iter(self._lines)))

    def after(self, operator_id: str, number: int) -> list[tuple[int, str]]:
        """Return the lines with a higher number, oldest first."""
        return [line for line in self._lines.get(operator_id, ()) if line[0] > number]

    def text_of(self, operator_id: str) -> str:
        """Return the call's last lines as one text."""
        return "\n".join(line for _, line in self._lines.get(operator_id, ()))


def call_of(operator_id: str) -> str:
    """Name under which an operator's console is woken when the call goes on."""
    return f"call:{operator_id}"
