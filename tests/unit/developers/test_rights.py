"""Who may open the dashboard; that somebody else's application does not exist."""

from homeroom.developers.routes import ROUTES
from tests.support.portals import MARK
from tests.unit.developers.workshop import WREN, Workshop, make, paths


def test_another_developers_application_does_not_exist(workshop: Workshop) -> None:
    mine = make(workshop.developer())
    stranger = workshop.developer(WREN)
    for method, path in paths(mine.id):
        reply = stranger.get(path) if method == "GET" else stranger.form(path)
        assert (404, path) == (reply.status, path)
        nothing = path.replace(mine.id, "f" * 24)
        other = stranger.get(nothing) if method == "GET" else stranger.form(nothing)
        assert 404 == other.status
    assert mine.client_id not in stranger.shown("/developers")


def test_only_a_developer_opens_the_dashboard(workshop: Workshop) -> None:
    app = make(workshop.developer())
    chief, nobody = workshop.town.chief(), workshop.town.browser()
    inside = [route for route in ROUTES if route.guard == "signed_in"]
    assert len(inside) > 20
    for route in inside:
        path = route.path.format(id=app.id, kind="users", connection="0" * 24, matching="0" * 24)
        for method in route.methods:
            assert (403, path) == (chief.ask(path, method, b"csrf=x").status, path)
            reply = nobody.ask(path, method, b"csrf=x")
            assert (303, path) == (reply.status, path)
            assert reply.headers["location"].startswith("/developers/login")


def test_no_form_does_anything_without_the_proof_of_its_session(workshop: Workshop) -> None:
    desk, second = workshop.developer(), workshop.developer()
    app = make(desk)
    posts = [path for method, path in paths(app.id) if method == "POST"]
    for path in [*posts, "/developers/new", "/developers/account/everywhere"]:
        for csrf in ("", "wrong", second.csrf):
            assert (403, path) == (desk.form(path, csrf).status, path)


def test_a_developer_has_no_pages_of_a_district_or_a_portal_with_people(workshop: Workshop) -> None:
    desk = workshop.developer()
    for path in ("/district", "/district/people", "/library", "/portal/classes"):
        assert (403, path) == (desk.get(path).status, path)
    assert "Ann" not in desk.shown("/portal")
    desk.shown("/portal/sessions")


def test_names_with_markup_are_text_on_every_page(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    seen = 0
    for method, path in paths(app.id):
        # Some pages are there only once something else is; they have tests of their own.
        if method == "GET" and desk.get(path).status == 200:
            seen += 1
            assert MARK not in desk.text, path
            assert "&lt;b id=x&gt;" in desk.text, path
    assert seen >= 8
