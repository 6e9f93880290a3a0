"""How much each benchmark measures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """Counts and times of one run.

    Attributes:
        pairs: Pairs of turns, one through each entrance.
        alone: Turns through the API with nothing else going on.
        long_conversations: Conversations that are led beyond turn 200, for each entrance.
        resource_turns: Turns before memory is read.
        encodings: Questions that are encoded and searched for.
        seconds: Length of one round of load.
        rounds: Rounds of load for each system.
        parents: Conversations at the same time.
        wechat_seconds: Length of the load on the official account at each rate.
        restarts: Kills of the service, each followed by a start.
        epochs: Epochs of each neural part of the stock projects; they change what it says, not how fast it says it.
    """

    pairs: int
    alone: int
    long_conversations: int
    resource_turns: int
    encodings: int
    seconds: float
    rounds: int
    parents: int = 8
    wechat_seconds: float = 120.0
    restarts: int = 3
    epochs: int = 10


FULL = Amount(pairs=300, alone=300, long_conversations=5, resource_turns=100, encodings=200, seconds=30.0, rounds=2)
SMALL = Amount(
    pairs=20,
    alone=20,
    long_conversations=1,
    resource_turns=20,
    encodings=20,
    seconds=5.0,
    rounds=1,
    wechat_seconds=15.0,
    restarts=1,
)
"""Enough to see that everything works; its figures say little."""
