"""Metrics: one Prometheus registry a hub, so that several hubs live side by side."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What the hub counts: requests by route template, never by path, and sync runs by outcome."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "homeroom_requests_total",
            "Requests by route template, method and class of status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._latency = Histogram(
            "homeroom_request_seconds",
            "Seconds from the request's head to the answer's end, by route template.",
            ("route",),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.sync_runs = Counter(
            "homeroom_sync_runs_total",
            "Finished sync runs by outcome.",
            ("outcome",),
            registry=self.registry,
        )
        self.up = Gauge(
            "homeroom_ready", "1 once everything is ready, else 0.", registry=self.registry
        )
        # Looking a labelled child up costs more than counting, so the children are kept.
        self._request_children: dict[tuple[str, str, int], Counter] = {}
        self._latency_children: dict[str, Histogram] = {}

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        key = (route, method, status // 100)
        counter = self._request_children.get(key)
        if counter is None:
            counter = self._requests.labels(route, method, f"{status // 100}xx")
            self._request_children[key] = counter
        counter.inc()
        histogram = self._latency_children.get(route)
        if histogram is None:
            histogram = self._latency_children[route] = self._latency.labels(route)
        histogram.observe(seconds)

    def count_run(self, outcome: str) -> None:
        """Count one finished sync run."""
        self.sync_runs.labels(outcome).inc()

    def text(self) -> bytes:
        """Write everything counted in the form that Prometheus reads."""
        return generate_latest(self.registry)
