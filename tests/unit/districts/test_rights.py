"""Who may open a district's pages; that every form is proved; that no name becomes markup."""

from datetime import timedelta

from homeroom.districts.routes import ROUTES
from tests.unit.districts.town import Town, links

FILES = (".csv", ".json", ".zip")


def _paths(town: Town, person: str) -> list[tuple[str, str]]:
    """Every path with its method; ids are a run's, a person's and an application's."""
    app, run = town.application(), town.runs()[0].run
    found = []
    for route in ROUTES:
        path = route.path.replace("{verb}", "block").replace("{application}", app)
        path = path.replace("{kind}", "users").replace("{name}", "errors")
        owner = {"/district/runs": run, "/district/people": person, "/district/library": app}
        owner |= {"/district/data": person, "/district/disclosures": person}
        for start, name in owner.items():
            if path.startswith(start):
                path = path.replace("{id}", name)
        found += [(method, path) for method in route.methods]
    assert len(found) > 20
    return found


def test_only_an_administrator_in_that_role_opens_any_page(town: Town) -> None:
    person = town.id("student:P1")
    strangers = {
        "student": town.browser("student:P0", "student"),
        "teacher": town.browser("teacher:T0", "teacher"),
        "staff": town.browser("staff:E0", "staff"),
    }
    for method, path in _paths(town, person):
        for role, browser in strangers.items():
            reply = browser.get(path) if method == "GET" else browser.post(path)
            assert (403, role, path) == (reply.status, role, path)
            assert b"This is not for you" in reply.body
        nobody = town.call(path, method, {"content-type": "text/plain"}, b"x" * (method == "POST"))
        assert (303, path) == (nobody.status, path)
        assert nobody.headers["location"].startswith("/login")
    assert 1 == len(town.runs())


def test_an_administrator_of_another_district_finds_nothing_of_this_one(
    town: Town, other: Town
) -> None:
    chief = other.admin()
    run, person = town.runs()[0].run, town.id("student:P1")
    for method, path in _paths(town, person):
        if run in path or person in path:
            reply = chief.get(path) if method == "GET" else chief.post(path)
            assert (404, path) == (reply.status, path)
    assert town.district.short_name not in chief.text("/district/upload")
    assert "Nobody" in chief.text("/district/people?q=Pupil23x")
    assert run not in chief.text("/district/runs")
    assert person not in chief.text(f"/district/troubleshoot?person={person}")
    assert 404 == chief.get(f"/district/runs?after={run}").status


def test_no_form_does_anything_without_the_proof_of_its_session(town: Town) -> None:
    chief, second = town.admin(), town.admin(1)
    person = town.id("student:P1")
    posts = [path for method, path in _paths(town, person) if method == "POST"]
    for path in posts:
        for csrf in ("", "wrong", second.csrf):
            assert (403, path) == (chief.post(path, csrf).status, path)
    for csrf in ("", "wrong", second.csrf):
        assert 403 == chief.upload(town.texts(), csrf).status
    headers = {"cookie": chief.cookie, "content-type": "text/plain"}
    for path in posts:
        sent = town.call(path, "POST", headers, f"csrf={chief.csrf}".encode())
        assert sent.status in (400, 403), path
    assert 1 == len(town.runs())
    assert "Suspended" not in chief.text(f"/district/people/{person}")


def test_names_with_markup_are_text_on_every_page(town: Town) -> None:
    chief = town.admin()
    person, app = town.id("student:P1"), town.application("Reader <script>alert('x')</script>")
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][0]["Grade"] = "<script>alert('x')</script>"
    town.files.rows["students.csv"] = town.files["students"][:12]
    held = town.take_in(chief)
    assert "held" == held.state
    chief.post(f"/district/library/apps/{app}/recommend", note="<script>alert('x')</script>")
    waiting = [
        "/district", f"/district/troubleshoot?person={person}&app={app}",
        "/district/troubleshoot?q=<script>", "/district/people?q=<script>&role=student",
        f"/district/runs/{held.run}?code=would_be_lost",
    ]  # fmt: skip
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        shape = path if len(path) < 60 else path[:60]
        if shape in seen or any(one in path for one in FILES) or len(seen) > 60:
            continue
        seen.add(shape)
        page = chief.text(path)
        assert "<script" not in page, path
        assert "alert(&#39;x&#39;)" in page, path
        waiting += links(page)
    assert len(seen) > 12
