from homeroom.foundation.metrics import Metrics


def test_requests_are_counted_by_template_method_and_class_of_status() -> None:
    metrics = Metrics()
    for status in (200, 204, 404):
        metrics.count_request("/users/{id}", "GET", status, 0.003)
    text = metrics.text().decode()
    assert 'homeroom_requests_total{method="GET",route="/users/{id}",status="2xx"} 2.0' in text
    assert 'homeroom_requests_total{method="GET",route="/users/{id}",status="4xx"} 1.0' in text
    assert 'homeroom_request_seconds_count{route="/users/{id}"} 3.0' in text


def test_two_hubs_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count_run("applied")
    assert 'homeroom_sync_runs_total{outcome="applied"} 1.0' in one.text().decode()
    assert "applied" not in other.text().decode()
