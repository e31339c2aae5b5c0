"""Pictures as a developer sends them, and what becomes of them."""

from typing import Any

from homeroom.oauth.pictures.queries import kept_for
from homeroom.oauth.queries import App, app_named, declaration_of
from homeroom.oauth.registration import listing as rules
from tests.support.drawn import png
from tests.support.hubs import Reply
from tests.unit.developers.workshop import Desk, Made, Workshop, mark_of

EDGE = "----edge"
ICON, BANNER, SHOT = png(400, 400), png(400, 240), png(1200, 800)
TEXTS: dict[str, Any] = {
    "developer": "Reef Makers",
    "summary": "Stories to read aloud",
    "description": "Ten minutes a day.\r\n\r\nAlone or with the class.",
    "free_offer": "Free for one class",
    "privacy_url": "https://reef.example.org/privacy",
    "terms_url": "https://reef.example.org/terms",
    "subjects": ["math", "science"],
    "grades": ["3", "4"],
    "devices": ["iPad"],
    "pricing": rules.PRICES[0],
}
KIND = f"multipart/form-data; boundary={EDGE}"


def body_of(content: bytes, name: str = "a.png") -> bytes:
    """A form with one file, as a browser sends it."""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{EDGE}--\r\n".encode()


def send(  # noqa: PLR0913 - a form is all of these
    desk: Desk,
    app: Made,
    below: str,
    content: bytes,
    *,
    name: str = "a.png",
    mark: str = "",
) -> Reply:
    """Send a picture by the form of its page, as it was shown a moment ago."""
    page = f"{app.path}/{below.rpartition('/')[0]}"
    shown = mark or mark_of_form(desk.shown(page))
    path = f"{app.path}/{below}?csrf={desk.csrf}&mark={shown}"
    return desk.ask(path, "POST", body_of(content, name), **{"content-type": KIND})


def mark_of_form(page: str) -> str:
    """The state that an upload's form was shown with."""
    return page.split("&amp;mark=")[1].partition('"')[0]


def kept(workshop: Workshop, app: Made) -> dict[str, Any]:
    """What is kept for the application."""
    with workshop.hub.parts.store.control.reading() as session:
        return dict(kept_for(session, app.id))


def said_of(workshop: Workshop, app: Made) -> dict[str, Any]:
    with workshop.hub.parts.store.control.reading() as session:
        return declaration_of(session, app.id)


def app_of(workshop: Workshop, app: Made) -> App:
    with workshop.hub.parts.store.control.reading() as session:
        found = app_named(session, app.id)
    assert found is not None
    return found


def left_over(workshop: Workshop) -> list[str]:
    """Files that an upload left behind."""
    return [one.name for one in (workshop.hub.settings.home / "arriving").glob("**/*")]


def write(desk: Desk, app: Made, **changed: Any) -> Reply:
    """Type the listing's texts and save them."""
    path = f"{app.path}/listing"
    return desk.form(path, mark=mark_of(desk.shown(path)), **(TEXTS | changed))


def publish(desk: Desk, app: Made) -> Reply:
    """Press the button, if it is there."""
    path = f"{app.path}/listing"
    return desk.form(f"{path}/publish", mark=mark_of(desk.shown(path)))


def complete(desk: Desk, app: Made) -> None:
    """Everything that the Library asks for is in the draft."""
    assert 303 == write(desk, app).status
    for place, content in (("icon", ICON), ("banner", BANNER), ("screenshot", SHOT)):
        reply = send(desk, app, f"listing/pictures/{place}", content)
        assert 303 == reply.status, desk.text[-900:]
