"""The listing: a draft that is kept, a checklist, publishing, and what teachers read then."""

from typing import Any

from homeroom.library import settling
from homeroom.oauth.registration import listing as rules
from tests.support.drawn import chunk, png
from tests.support.portals import MARK
from tests.unit.developers.showing.gallery import (
    BANNER,
    ICON,
    SHOT,
    TEXTS,
    app_of,
    complete,
    kept,
    publish,
    said_of,
    send,
    write,
)
from tests.unit.developers.workshop import Made, Workshop, declare, make, mark_of

DECLARED = {
    "live": True, "developer": "Old Makers", "summary": "As declared", "subjects": ["science"],
    "grades": ["5"], "free_offer": "All of it", "privacy_url": "http://localhost:8401/privacy",
}  # fmt: skip


def of_the_library(workshop: Workshop, name: str = f"Reef {MARK}") -> tuple[Any, Made]:
    desk = workshop.developer()
    return desk, make(desk, name, types=["library"])


def seen_by_a_teacher(workshop: Workshop, app: Made) -> str:
    reply = workshop.town.signed_in("2001").get(f"/library/{app.client_id}")
    return reply.body.decode() if reply.status == 200 else ""


def test_a_complete_draft_is_published_and_teachers_read_it(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    complete(desk, app)
    assert "" == seen_by_a_teacher(workshop, app)
    assert 303 == publish(desk, app).status
    page = seen_by_a_teacher(workshop, app)
    for said in (
        "Stories to read aloud", "Alone or with the class.", "Free for one class", "math, science",
        "3, 4", "iPad", rules.PRICES[0], 'href="https://reef.example.org/terms"',
    ):  # fmt: skip
        assert said in page, said
    listing = app_of(workshop, app).declared.listing
    shown = (listing.icon, listing.banner, *(one.picture for one in listing.screenshots))
    assert set(shown) == set(kept(workshop, app))
    for picture in shown:
        assert f'src="/pictures/{picture}"' in page
    assert "</span> Published</span>" in desk.shown(f"{app.path}/listing")
    # A second click on the same button.
    assert 303 == desk.form(f"{app.path}/listing/publish", mark="old").status


def test_a_draft_changes_nothing_that_teachers_see(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    complete(desk, app)
    publish(desk, app)
    before = app_of(workshop, app).declared.listing
    write(desk, app, summary="Not yet")
    send(desk, app, "listing/pictures/icon", png(400, 400, colour=b"\1\1\1"))
    assert before == app_of(workshop, app).declared.listing
    assert 4 == len(kept(workshop, app))
    assert "the draft says something else" in desk.shown(f"{app.path}/listing")
    publish(desk, app)
    assert "Not yet" == app_of(workshop, app).declared.listing.summary
    assert 3 == len(kept(workshop, app))


def test_what_is_missing_is_named_and_nothing_is_published(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    page = desk.shown(f"{app.path}/listing")
    assert "/listing/publish" not in page
    needed = [one.label for one in rules.checklist({}) if one.needed]
    assert f"{len(needed)} of what the Library asks for are missing" in page
    assert 400 == publish(desk, app).status
    for label in needed:
        assert f"{label} is missing." in desk.text
    write(desk, app)
    assert "3 of what the Library asks for are missing" in desk.shown(f"{app.path}/listing")
    assert not app_of(workshop, app).declared.listing.live


WRONG = [
    ({"summary": "x" * 61}, "61 characters are too many. At most 60 fit."),
    ({"description": "x" * 4001}, "4001 characters are too many"),
    ({"summary": "a\x07b"}, "without control characters"),
    ({"privacy_url": "http://reef.example.org/"}, "begins with https://"),
    ({"terms_url": "javascript:alert(1)"}, "begins with https://"),
    ({"terms_url": "https://[x"}, "begins with https://"),
    ({"guide_url": "https:///nowhere"}, "begins with https://"),
]


def test_what_cannot_stay_is_said_and_everything_typed_is_kept(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    for typed, said in WRONG:
        assert 400 == write(desk, app, **(typed | {"support": f"Ask {MARK}"})).status, said
        assert 2 <= desk.text.count(said), said
        assert "Ask &lt;b id=x&gt;" in desk.text
        assert MARK not in desk.text
        assert 'value="iPad" checked' in desk.text
        assert "listing_draft" not in said_of(workshop, app)


def test_values_that_do_not_exist_are_left_out(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    write(desk, app, subjects=["math", "sorcery"], pricing="A million", live="1")
    draft = said_of(workshop, app)["listing_draft"]
    assert (["math"], "") == (draft["subjects"], draft["pricing"])
    assert "live" not in draft


def test_markup_in_a_listing_is_text_for_teachers(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    complete(desk, app)
    marked = {name: f"{TEXTS[name]} {MARK}" for name in ("developer", "summary", "description")}
    write(desk, app, **marked, support=MARK)
    pages = f"{app.path}/listing/pictures"
    shot = said_of(workshop, app)["listing_draft"]["screenshots"][0]["picture"]
    reply = desk.form(
        f"{pages}/caption", mark=mark_of(desk.shown(pages)), picture=shot, caption=MARK, place="1"
    )
    assert 303 == reply.status
    publish(desk, app)
    page = seen_by_a_teacher(workshop, app)
    assert MARK not in page
    assert 6 <= page.count("&lt;b id=x&gt;")


def test_a_declared_listing_is_the_first_draft_and_stays_until_another_is_published(
    workshop: Workshop,
) -> None:
    desk, app = of_the_library(workshop)
    declare(workshop, app, listing=DECLARED)
    assert "As declared" in seen_by_a_teacher(workshop, app)
    page = desk.shown(f"{app.path}/listing")
    assert 'value="As declared"' in page
    assert 'value="science" checked' in page
    complete(desk, app)
    assert "As declared" in seen_by_a_teacher(workshop, app)
    publish(desk, app)
    assert "Stories to read aloud" in seen_by_a_teacher(workshop, app)


def test_what_is_taken_out_stops_and_comes_back_when_published_again(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    complete(desk, app)
    publish(desk, app)
    town: Any = workshop.town
    town.install(app_of(workshop, app), "lee")
    watch = settling.Watch(workshop.hub.parts)
    watch.look()
    question = desk.shown(f"{app.path}/listing/withdraw")
    for _ in range(2):
        reply = desk.form(f"{app.path}/listing/withdraw", mark=mark_of(question))
        assert 303 == reply.status
    watch.look()
    assert "the app left the Library" in seen_by_a_teacher(workshop, app)
    assert 3 == len(kept(workshop, app))
    workshop.town.later(minutes=1)
    assert 303 == publish(desk, app).status
    watch.look()
    assert "It works again" in seen_by_a_teacher(workshop, app)


UNFIT = [
    ("icon", png(400, 401), "Send a PNG of 400 x 400"),
    ("icon", png(400, 400, between=chunk(b"tRNS", b"\0\1\0\1\0\1")), "transparent parts"),
    ("banner", ICON, "400 x 400 pixels. Send a PNG of 400 x 240"),
    ("screenshot", png(1199, 800), "Send a PNG of 1200 x 800 pixels or more"),
    ("screenshot", png(1200, 799), "Send a PNG of 1200 x 800 pixels or more"),
]


def test_each_picture_is_what_its_place_asks_for(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    for slot, content, said in UNFIT:
        assert 400 == send(desk, app, f"listing/pictures/{slot}", content).status, said
        assert 2 <= desk.text.count(said), said
    assert {} == kept(workshop, app)


def test_screenshots_have_captions_and_an_order_and_are_at_most_five(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    path = f"{app.path}/listing/pictures"
    for number in range(5):
        content = png(1200, 800, colour=bytes([number]) * 3)
        for _ in range(1 if number else 2):  # sent twice, it is there once
            assert 303 == send(desk, app, "listing/pictures/screenshot", content).status
    assert "/listing/pictures/screenshot" not in desk.shown(path)
    mark = mark_of(desk.text)
    assert 409 == send(desk, app, "listing/pictures/screenshot", SHOT, mark=mark).status
    assert "There are 5 screenshots" in desk.text
    shots = [one["picture"] for one in said_of(workshop, app)["listing_draft"]["screenshots"]]
    assert set(shots) == set(kept(workshop, app))
    typed = {"picture": shots[4], "caption": "The class shelf", "place": "1"}
    assert 303 == desk.form(f"{path}/caption", mark=mark, **typed).status
    found = said_of(workshop, app)["listing_draft"]["screenshots"]
    assert [shots[4], *shots[:4]] == [one["picture"] for one in found]
    assert "The class shelf" == found[0]["caption"]
    assert 409 == desk.form(f"{path}/caption", mark=mark, **(typed | {"place": "2"})).status
    long = typed | {"caption": "y" * 201}
    assert 400 == desk.form(f"{path}/caption", mark=mark_of(desk.text), **long).status
    assert "at most 200 characters" in desk.text
    assert "y" * 201 in desk.text
    for wrong in ({"place": "9"}, {"picture": "0" * 64}):
        assert (
            409 == desk.form(f"{path}/caption", mark=mark_of(desk.text), **(typed | wrong)).status
        )
    mark = mark_of(desk.shown(path))
    for _ in range(2):
        assert 303 == desk.form(f"{path}/remove", mark=mark, picture=shots[0]).status
    assert 4 == len(kept(workshop, app))


def test_a_form_of_an_older_tab_is_refused_and_keeps_what_was_typed(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    path = f"{app.path}/listing"
    mark = mark_of(desk.shown(path))
    send(desk, app, "listing/pictures/banner", BANNER)
    before = said_of(workshop, app)
    assert 409 == desk.form(path, mark=mark, **TEXTS).status
    assert "was changed since the page was loaded" in desk.text
    assert "Stories to read aloud" in desk.text
    assert 409 == desk.form(f"{path}/publish", mark=mark).status
    assert 409 == send(desk, app, "listing/pictures/icon", ICON, mark=mark).status
    assert before == said_of(workshop, app)
    assert 1 == len(kept(workshop, app))


def test_the_way_to_live_names_icon_and_listing(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    page = desk.shown(app.path)
    for step in ("Give it an icon", "Describe it for the Library"):
        assert step in page
    other = make(desk, "Without Library")
    assert "Describe it for the Library" not in desk.shown(other.path)
    assert "this one is not" in desk.shown(f"{other.path}/listing")


def test_a_new_application_is_not_called_published(workshop: Workshop) -> None:
    desk, app = of_the_library(workshop)
    page = desk.shown(f"{app.path}/listing")
    assert "Draft: not in the Library" in page
    assert "Take it out of the Library" not in page
