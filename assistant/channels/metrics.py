"""Figures for Prometheus; served on the internal listener alone."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.domain.message import Reply

TURN_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.0, 4.5, 10.0)


class Metrics:
    """Counters and timings of one process, in a registry of its own so that tests don't share them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "assistant_request_seconds",
            "Requests by route pattern",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._turns = Histogram(
            "assistant_turn_seconds", "Turns by urgency", ["urgency"], buckets=TURN_BUCKETS, registry=self.registry
        )
        self._degraded = Counter("assistant_degraded_turns", "Turns answered without Rasa", registry=self.registry)
        self._today = Gauge("assistant_today", "The supervisor's figures", ["figure", "key"], registry=self.registry)
        self._rasa_up = Gauge("assistant_rasa_up", "1 while Rasa answers", registry=self.registry)
        self._rasa_restarts = Counter("assistant_rasa_restarts", "Restarts of Rasa", registry=self.registry)

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the pattern, never the path, which would make a series a visitor."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def observe_turn(self, reply: Reply, seconds: float) -> None:
        """Count a turn."""
        self._turns.labels(reply.urgency.value).observe(seconds)
        if reply.degraded:
            self._degraded.inc()

    def show_today(self, rows: Iterable[tuple[str, str, float]]) -> None:
        """Show the supervisor's figures of today: (figure, key, value)."""
        self._today.clear()
        for figure, key, value in rows:
            self._today.labels(figure, key).set(value)

    def rasa_is(self, up: bool) -> None:
        """Note whether Rasa answers."""
        self._rasa_up.set(1 if up else 0)

    def rasa_restarted(self) -> None:
        """Count a restart of Rasa."""
        self._rasa_restarts.inc()

    def render(self) -> bytes:
        """Return the figures in Prometheus' text format."""
        return generate_latest(self.registry)
