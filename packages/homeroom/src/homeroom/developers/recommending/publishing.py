"""A recommendation is published, and every district that follows is in step."""

from homeroom.developers.guard import Developer
from homeroom.foundation.parts import Parts
from homeroom.oauth.registration import following
from homeroom.oauth.registration.queries import Registration
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.recommending.actions import publish
from homeroom.sharing.recommending.rules import Published
from homeroom.sharing.rules import Share
from homeroom.web.pages.forms import Form


def publish_for(  # noqa: PLR0913 - a publication is all of these
    parts: Parts, who: Developer, app: Registration, scope: int, share: Share | None, form: Form
) -> bool:
    """The version is published and every share that follows is in step; False if it was so."""
    signature = f"{who.name} of {app.app.name}"
    by = Author(signature, who.now, form.text("note"))
    text = form.text("shown")
    shown = int(text) if text.isascii() and text.isdecimal() else 0
    with parts.store.roster.writing() as session:
        done = publish(session, scope, app.id, share, by, shown)
    following.follow(parts, app.app, signature)
    return done


def latest(rows: list[Published]) -> dict[int, Published]:
    """Return what is recommended now, by district; 0 is for all."""
    found = {row.district: row for row in rows}
    return {scope: row for scope, row in sorted(found.items()) if row.share is not None}
