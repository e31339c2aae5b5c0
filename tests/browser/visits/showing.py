"""What a developer sees of her icon and her listing, and what others see of them."""

from typing import Final

from homeroom.oauth import actions as oauth
from homeroom.oauth.pictures.actions import keep
from homeroom.oauth.pictures.places import PLACES, examined
from homeroom.oauth.queries import declaration_of
from homeroom.oauth.registration import listing as rules
from tests.browser.looks import Visits, Walk
from tests.browser.town import LEE, RTL
from tests.browser.visits.developers import opens
from tests.support.drawn import drawing, png

VISITS = Visits()
_APP: Final = "cobble"
_DRAWN: Final = drawing(
    '<defs><linearGradient id="a" x2="1" y2="1"><stop offset="0" stop-color="#0d5560"/>'
    '<stop offset="1" stop-color="#6a3d86"/></linearGradient></defs>'
    '<rect width="48" height="48" rx="6" fill="url(#a)"/>'
    '<path d="M10 34V14l14 8 14-8v20l-14-8z" fill="#fff"/>'
)
_TEXTS: Final = {
    "developer": f"Cobble Lane <b>Learning</b> {RTL}",
    "summary": "Short exercises that get harder as pupils get better",
    "description": "Ten minutes a day, with hints instead of marks.\n\nPupils work alone or in"
    " pairs; you see in the evening who needs you tomorrow.",
    "free_offer": "All exercises are free for teachers.",
    "privacy_url": "https://cobble.example.org/privacy",
    "terms_url": "https://cobble.example.org/terms",
    "support": "help@cobble.example.org",
    "subjects": ["math"],
    "grades": ["1", "2", "3", "4"],
    "devices": ["Chromebook", "iPad"],
    "pricing": rules.PRICES[1],
}


def _shade(width: int, height: int, tone: int) -> bytes:
    """A picture that goes from one colour to another."""
    lines = [
        b"\0" + bytes((place * 120 // height, 60 + tone, 120)) * width for place in range(height)
    ]
    return png(width, height, lines)


def _has(walk: Walk, *, icon: bool = True, listing: bool = True, live: bool = False) -> None:
    """The application has an icon, a complete draft, a published listing."""
    town = walk.town
    app = town.app(_APP).application
    with town.hub.parts.store.control.writing() as session:
        said = declaration_of(session, app)

        def kept(place: str, content: bytes) -> str:
            made = examined(PLACES[place], content)
            keep(session, town.now, app, made)
            return made.sha256

        if icon:
            said["vector"] = said["icon"] = kept("vector", _DRAWN)
        if listing:
            shots = [
                {"picture": kept("screenshot", _shade(1200, 800, 40 * number)), "caption": caption}
                for number, caption in enumerate(("The exercises of today", RTL, ""))
            ]
            said["listing_draft"] = _TEXTS | {
                "icon": kept("icon", _shade(400, 400, 80)),
                "banner": kept("banner", _shade(400, 240, 20)),
                "screenshots": shots,
            }
        oauth.declare(session, app, rules.published(said) if live else said)


def _sends(walk: Walk, label: str, content: bytes = b"GIF89a") -> None:
    """Send something by the form with this label."""
    walk.page.get_by_label(label, exact=True).set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": content}
    )
    walk.hand.presses(f"Send the {label[0].lower()}{label[1:]}")


@VISITS.to("GET /developers/apps/{id}/icon", "icon-none")
def _icon_none(walk: Walk) -> None:
    opens(walk, "icon")


@VISITS.to("GET /developers/apps/{id}/icon", "icon-sent")
def _icon(walk: Walk) -> None:
    opens(walk, "icon", _APP)
    _sends(walk, "Vector file", _DRAWN)
    walk.hand.reads("Everybody sees it from now on")


@VISITS.to("POST /developers/apps/{id}/icon/vector", "icon-with-script")
def _vector(walk: Walk) -> None:
    opens(walk, "icon")
    _sends(walk, "Vector file", drawing("<script>alert(1)</script>"))
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /developers/apps/{id}/icon/small", "icon-no-png")
def _small(walk: Walk) -> None:
    opens(walk, "icon")
    _sends(walk, "Picture for portals")
    walk.hand.reads("This is a GIF picture")


@VISITS.to("GET /developers/apps/{id}/icon/remove", "icon-remove")
def _remove(walk: Walk) -> None:
    _has(walk, listing=False)
    opens(walk, "icon/remove?place=vector", _APP)


@VISITS.to("GET /developers/apps/{id}/listing", "listing-of-no-library")
def _no_library(walk: Walk) -> None:
    opens(walk, "listing")


@VISITS.to("GET /developers/apps/{id}/listing", "listing-draft")
def _draft(walk: Walk) -> None:
    _has(walk)
    opens(walk, "listing", _APP)
    walk.hand.reads("the draft says something else")


@VISITS.to("GET /developers/apps/{id}/listing", "listing-published")
def _published(walk: Walk) -> None:
    _draft(walk)
    walk.hand.presses("Publish in the Library")
    walk.hand.reads("Teachers see it from now on")


@VISITS.to("POST /developers/apps/{id}/listing", "listing-wrong")
def _wrong(walk: Walk) -> None:
    opens(walk, "listing", _APP)
    walk.hand.types("Terms of use", "http://cobble.example.org")
    walk.hand.presses("Save the draft")
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /developers/apps/{id}/listing/publish", "listing-changed-meanwhile")
def _stale(walk: Walk) -> None:
    _draft(walk)
    with walk.town.hub.parts.store.control.writing() as session:
        app = walk.town.app(_APP).application
        said = declaration_of(session, app)
        draft = said["listing_draft"] | {"summary": "Changed by a colleague"}
        oauth.declare(session, app, rules.with_draft(said, draft))
    walk.hand.presses("Publish in the Library")
    walk.hand.reads("was changed since the page was loaded")


@VISITS.to("GET /developers/apps/{id}/listing/withdraw", "listing-withdraw")
def _withdraw(walk: Walk) -> None:
    opens(walk, "listing/withdraw", _APP)


@VISITS.to("GET /developers/apps/{id}/listing/pictures", "listing-pictures-none")
def _no_pictures(walk: Walk) -> None:
    opens(walk, "listing/pictures", _APP)


@VISITS.to("GET /developers/apps/{id}/listing/pictures", "listing-pictures")
def _pictures(walk: Walk) -> None:
    _has(walk)
    opens(walk, "listing/pictures", _APP)


@VISITS.to("POST /developers/apps/{id}/listing/pictures/icon", "listing-icon-wrong")
def _icon_wrong(walk: Walk) -> None:
    _no_pictures(walk)
    _sends(walk, "Icon for the Library", _shade(300, 300, 0))
    walk.hand.reads("The picture has 300 x 300 pixels")


@VISITS.to("POST /developers/apps/{id}/listing/pictures/banner", "listing-banner-wrong")
def _banner_wrong(walk: Walk) -> None:
    _no_pictures(walk)
    _sends(walk, "Banner")
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /developers/apps/{id}/listing/pictures/screenshot", "listing-screenshot-wrong")
def _shot_wrong(walk: Walk) -> None:
    _no_pictures(walk)
    _sends(walk, "Screenshot")
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /developers/apps/{id}/listing/pictures/caption", "listing-caption-wrong")
def _caption(walk: Walk) -> None:
    _pictures(walk)
    walk.page.evaluate("document.querySelector('[name=caption]').removeAttribute('maxlength')")
    walk.page.locator("[name=caption]").first.fill("x" * 201)
    walk.hand.presses("Save caption 1")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /library/{client_id}", "listing-with-pictures")
def _for_teachers(walk: Walk) -> None:
    _has(walk, live=True)
    walk.opens(f"/library/{walk.town.app(_APP).client_id}", LEE, "teacher")
    walk.hand.reads("How it looks")


@VISITS.to("GET /library", "library-with-pictures")
def _shelf(walk: Walk) -> None:
    _has(walk, live=True)
    walk.opens("/library", LEE, "teacher")


@VISITS.to("GET /developers", "developer-applications-with-icon")
def _mine(walk: Walk) -> None:
    _has(walk)
    opens(walk)
    walk.opens("/developers")
