import pytest

from homeroom.web import Answer, Guard, Request, Route, json_value, public
from homeroom.web.routes import Router


def _handler(_request: Request) -> Answer:
    return json_value({})


def test_a_path_is_found_whatever_its_case() -> None:
    route = public("/users/{id}/myStudents", _handler)
    match = Router([route]).find("GET", "/USERS/Ab/mystudents")
    assert (route, {"id": "Ab"}) == (match.route, match.parameters)


def test_a_path_without_parameters_comes_before_a_pattern() -> None:
    plain, pattern = public("/users/me", _handler), public("/users/{id}", _handler)
    assert plain == Router([pattern, plain]).find("GET", "/users/me").route


def test_a_pattern_of_another_first_segment_is_not_in_the_way() -> None:
    routes = [public("/schools/{rest:path}", _handler), public("/users/{rest:path}", _handler)]
    router = Router(routes)
    assert routes == [router.find("GET", f"/{word}/1/2").route for word in ("Schools", "users")]
    assert router.find("GET", "/user/1/2").route is None


def test_a_path_that_begins_with_a_parameter_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match="must begin with a word"):
        public("/{name}/x", _handler)


def test_head_is_found_where_get_is() -> None:
    route = public("/users", _handler)
    assert route == Router([route]).find("HEAD", "/users").route


def test_a_wrong_method_names_the_right_ones() -> None:
    router = Router([public("/users", _handler), public("/users", _handler, ("POST",))])
    match = router.find("DELETE", "/users")
    assert match.route is None
    assert frozenset({"GET", "POST"}) == match.allowed


def test_a_pattern_does_not_swallow_further_segments() -> None:
    assert Router([public("/users/{id}", _handler)]).find("GET", "/users/1/2").route is None


def test_a_route_without_a_known_guard_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match="exactly one of the guards"):
        Route("/x", _handler, ("GET",), "nobody")


def test_a_public_route_with_a_proof_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match="exactly one of the guards"):
        Route("/x", _handler, ("GET",), "public", prove=lambda _request: None)


def test_a_guarded_route_without_a_proof_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match="exactly one of the guards"):
        Route("/x", _handler, ("GET",), "bearer")


def test_a_guard_tags_its_routes() -> None:
    guard = Guard("bearer", lambda _request: 7)
    route = guard.route("/x", lambda _request, number: json_value(number))
    assert "bearer" == route.guard
