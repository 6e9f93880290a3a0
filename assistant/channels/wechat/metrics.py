"""Figures of the official account for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class WeChatMeter:
    """Counts deliveries by how they were answered; registered once in a process's registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answered = Counter(
            "assistant_wechat_answers", "Deliveries by how their answer went out", ["route"], registry=registry
        )
        self._acknowledged = Counter(
            "assistant_wechat_acknowledged", "Requests acknowledged because time was up", registry=registry
        )
        self._again = Counter(
            "assistant_wechat_sent_again", "Replies sent again since they may not have arrived", registry=registry
        )
        self._refused = Counter("assistant_wechat_refused", "Requests refused", ["code"], registry=registry)
        self._reminders = Counter(
            "assistant_wechat_reminders",
            "Template messages by reported result",
            ["result"],
            registry=registry,
        )
        self._queue = Gauge("assistant_wechat_queue", "Deliveries without an answer", registry=registry)

    def answered(self, route: str) -> None:
        """Count an answer."""
        self._answered.labels(route).inc()

    def acknowledged(self) -> None:
        """Count an acknowledgement."""
        self._acknowledged.inc()

    def sent_again(self, count: int) -> None:
        """Count replies that are sent again."""
        self._again.inc(count)

    def queued(self, count: int) -> None:
        """Note the queue's length."""
        self._queue.set(count)

    def reported(self, result: str) -> None:
        """Count what became of a template or subscription message: delivered or failed."""
        self._reminders.labels(result).inc()

    def refused(self, code: str) -> None:
        """Count a request that was not accepted."""
        self._refused.labels(code).inc()
