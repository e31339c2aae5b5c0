"""An application's icon: sent, shown, replaced, removed; what is refused leaves nothing."""

import asyncio
from typing import Any

from homeroom.oauth.pictures.places import MOST_BYTES
from tests.support.drawn import SIGNATURE, SVG, chunk, drawing, header, png
from tests.unit.developers.showing.gallery import (
    KIND,
    app_of,
    body_of,
    kept,
    left_over,
    mark_of_form,
    said_of,
    send,
)
from tests.unit.developers.workshop import WREN, Desk, Workshop, declare, make, mark_of

SMALL = png(200, 200)
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def picture_on(page: str) -> str:
    assert "/pictures/" in page, page[-600:]
    return page.split('src="/pictures/')[1].partition('"')[0]


def test_an_icon_is_seen_wherever_the_application_is_named(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk, types=["district_sso", "library"])
    assert 'class="shape square hue-' in desk.shown(f"{app.path}/icon")
    assert 303 == send(desk, app, "icon/vector", SVG.encode(), name="icon.svg").status
    page = desk.follow().body.decode()
    assert "Saved." in page
    named = picture_on(page)
    assert named == app_of(workshop, app).declared.icon
    assert named == picture_on(desk.shown("/developers"))
    reply = workshop.town.browser().get(f"/pictures/{named}")
    assert (200, "image/svg+xml") == (reply.status, reply.headers["content-type"])
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "sandbox" in reply.headers["content-security-policy"]
    assert "nosniff" == reply.headers["x-content-type-options"]
    assert "immutable" in reply.headers["cache-control"]
    assert "content-disposition" not in reply.headers
    chief = workshop.town.chief()
    for path in ("/district/applications/add", f"/district/applications/{app.id}"):
        assert named == picture_on(chief.get(path).body.decode())


def test_pupils_and_teachers_see_it_where_they_open_and_allow(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk, types=["district_sso", "library"])
    send(desk, app, "icon/small", SMALL)
    named = app_of(workshop, app).declared.icon
    desk.form(
        f"{app.path}/addresses", mark=mark_of(desk.shown(f"{app.path}/addresses")),
        redirect_uris="https://app.example.org/callback",
    )  # fmt: skip
    declare(workshop, app, listing={"live": True})
    teacher = workshop.town.signed_in("2001")
    town: Any = workshop.town
    teacher.get(f"/oauth/instant-login?client_id={app.client_id}&district_id={town.district.id}")
    while teacher.page.status in (302, 303):
        teacher.follow()
    assert "for your classes?" in teacher.text
    assert named == picture_on(teacher.text)
    assert named == picture_on(teacher.get("/library").body.decode())
    town.connect(app_of(workshop, app))
    assert named == picture_on(teacher.get("/portal").body.decode())


def test_a_replaced_or_removed_picture_is_gone(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    send(desk, app, "icon/vector", SVG.encode())
    drawn = app_of(workshop, app).declared.icon
    send(desk, app, "icon/small", SMALL)
    small = app_of(workshop, app).declared.icon
    assert {drawn, small} == set(kept(workshop, app))
    send(desk, app, "icon/small", png(200, 200, colour=b"\1\2\3"))
    assert small not in kept(workshop, app)
    assert 404 == desk.get(f"/pictures/{small}").status
    question = desk.shown(f"{app.path}/icon/remove?place=small")
    assert "the letters of the name stand for it again" in question
    for _ in range(2):
        reply = desk.form(f"{app.path}/icon/remove", mark=mark_of(question), place="small")
        assert 303 == reply.status
    assert drawn == app_of(workshop, app).declared.icon
    assert [drawn] == list(kept(workshop, app))


def test_two_applications_with_one_picture_do_not_take_it_from_each_other(
    workshop: Workshop,
) -> None:
    desk = workshop.developer()
    first, second = make(desk, "First"), make(desk, "Second")
    for one in (first, second):
        send(desk, one, "icon/small", SMALL)
    named = app_of(workshop, first).declared.icon
    page = desk.shown(f"{first.path}/icon/remove?place=small")
    desk.form(f"{first.path}/icon/remove", mark=mark_of(page), place="small")
    assert {} == kept(workshop, first)
    assert 200 == desk.get(f"/pictures/{named}").status


def test_a_document_is_kept_for_the_certification_and_never_shown(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    for content, kind in ((b"%!PS-Adobe-3.0", "application/postscript"), (PDF, "application/pdf")):
        assert 303 == send(desk, app, "icon/vector", content, name="icon.svg").status
        reply = desk.get(f"/pictures/{said_of(workshop, app)['vector']}")
        assert (kind, content) == (reply.headers["content-type"], reply.body)
        assert reply.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in reply.headers["content-security-policy"]
    assert "" == app_of(workshop, app).declared.icon
    assert "Send a picture for portals as well" in desk.shown(f"{app.path}/icon")


def test_a_drawing_too_large_for_a_portal_is_kept_and_not_shown(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    large = drawing('<path d="' + "M0 0" * 60_000 + '"/>')
    assert 303 == send(desk, app, "icon/vector", large).status
    assert "" == app_of(workshop, app).declared.icon
    assert "" != said_of(workshop, app)["vector"]


REFUSED = [
    ("vector", drawing("<script>alert(1)</script>"), 400, "has a &lt;script&gt;, not allowed"),
    ("vector", drawing("<b/>"), 400, "has a &lt;b&gt;, not allowed"),
    ("vector", drawing("", 'viewBox="0 0 9 8"'), 400, "9 wide and 8 high. Make it square"),
    ("vector", SMALL, 400, "This is a PNG picture"),
    ("vector", b"\xff\xd8\xff", 400, "This is a JPEG picture"),
    ("vector", b"  %PDF-1.7", 400, "cannot be read as SVG"),
    ("small", SVG.encode(), 400, "no PNG picture, whatever its name says"),
    ("small", png(201, 200), 400, "201 x 200 pixels. Send a PNG of 200 x 200"),
    ("small", SMALL[:50], 400, "it was cut off"),
    (
        "small",
        SIGNATURE + header(30_000, 30_000) + chunk(b"IEND", b""),
        400,
        "30000 x 30000 pixels",
    ),
    ("small", SMALL[:-9], 400, "it was cut off"),
    ("small", b"", 400, "The file is empty"),
    ("small", SMALL + b"\0" * MOST_BYTES, 413, "has 10.0 MB. Make it smaller"),
]


def test_what_is_refused_is_named_and_nothing_of_it_stays(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    before = said_of(workshop, app)
    for slot, content, status, said in REFUSED:
        assert (status, said) == (send(desk, app, f"icon/{slot}", content).status, said)
        assert 2 <= desk.text.count(said), (said, desk.text[-900:])
        assert (before, {}) == (said_of(workshop, app), kept(workshop, app))
        assert [] == left_over(workshop)


def test_a_file_that_is_no_form_or_ends_early_is_refused(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    where = f"{app.path}/icon/small?csrf={desk.csrf}&mark=x"
    whole = body_of(SMALL)
    for body, kind, said in (
        (whole[:-30], KIND, "did not arrive whole"),
        (whole, "multipart/form-data", "did not arrive whole"),
        (whole, "image/png", "Choose one file first"),
        (b"", KIND, "Choose one file first"),
        (body_of(b"", ""), KIND, "Choose one file first"),
    ):
        reply = desk.ask(where, "POST", body, **{"content-type": kind})
        assert (400, True) == (reply.status, said in desk.text), said
    assert {} == kept(workshop, app)


def test_an_upload_that_breaks_off_leaves_nothing(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    sent: list[Any] = []
    events = [
        {"type": "http.request", "body": body_of(SMALL)[:200], "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return events.pop(0)

    async def keep(event: Any) -> None:
        sent.append(event)

    headers = [(b"host", b"localhost"), (b"content-type", KIND.encode()),
               (b"cookie", f"hr={desk.cookies['hr']}".encode())]  # fmt: skip
    scope = {
        "type": "http", "method": "POST", "path": f"{app.path}/icon/small", "headers": headers,
        "query_string": f"csrf={desk.csrf}&mark=x".encode(), "client": ("127.0.0.1", 9),
    }  # fmt: skip
    asyncio.run(workshop.hub(scope, receive, keep))
    assert 400 == sent[0]["status"]
    assert ([], {}) == (left_over(workshop), kept(workshop, app))


def test_nobody_sends_a_picture_to_an_application_of_somebody_else(workshop: Workshop) -> None:
    mine = make(workshop.developer())
    stranger: Desk = workshop.developer(WREN)
    for below in ("icon/vector", "icon/small", "listing/pictures/icon"):
        assert 404 == send(stranger, mine, below, SMALL, mark="x").status
    assert {} == kept(workshop, mine)
    assert [] == left_over(workshop)


def test_an_upload_of_an_older_tab_changes_nothing(workshop: Workshop) -> None:
    desk = workshop.developer()
    app = make(desk)
    mark = mark_of_form(desk.shown(f"{app.path}/icon"))
    assert 303 == send(desk, app, "icon/small", SMALL, mark=mark).status
    assert 303 == send(desk, app, "icon/small", SMALL, mark=mark).status  # sent twice
    before = said_of(workshop, app)
    assert 409 == send(desk, app, "icon/vector", SVG.encode(), mark=mark).status
    assert "was changed since the page was loaded" in desk.text
    assert before == said_of(workshop, app)
    assert [before["small"]] == list(kept(workshop, app))


def test_there_is_no_picture_behind_anything_but_a_hash(workshop: Workshop) -> None:
    browser = workshop.town.browser()
    for named in ("0" * 64, "x", "..%2f..%2fetc%2fpasswd", "0" * 63 + "%27"):
        assert 404 == browser.get(f"/pictures/{named}").status
