"""A recommendation read from its form, published, and followed by every district that follows."""

from typing import Final

import msgspec

from homeroom.developers.guard import Developer
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.parts import Parts
from homeroom.oauth.registration import following
from homeroom.oauth.registration.queries import Registration
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.recommending.actions import publish
from homeroom.sharing.recommending.rules import Published, recommended
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.rules import Rule, read_rules
from homeroom.web.pages.forms import Form

LONGEST_NOTE: Final = 300
_KINDS: Final = ("district", "rules")


def share_in(form: Form) -> Share | None:
    """Return the share that a form describes; what is wrong with it is noted in the form."""
    also = form.all("also")
    kind = form.text("kind")
    if kind not in _KINDS:
        form.refuse("kind", "Choose the whole district, or rules.")
        return None
    if len(form.text("note")) > LONGEST_NOTE:
        form.refuse("note", f"Use at most {LONGEST_NOTE} characters.")
    try:
        rules = read_rules(_json(form.raw("rules"))) if kind == "rules" else ()
        share = Share(
            "rules" if kind == "rules" else "district",
            staff=kind == "district" and "staff" in also,
            administrators=kind == "district" and "administrators" in also,
            contacts="contacts" in also,
            rules=rules,
        )
        return recommended(share)
    except InvalidRequestError as error:
        form.refuse("rules", f"{error.message.rstrip('.')}.")
    return None


def _json(text: str) -> object:
    try:
        return msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        message = f"The rules are no JSON: {error}. Take the example below"
        raise InvalidRequestError(message) from None


def written(rules: tuple[Rule, ...]) -> str:
    """Return rules as the form holds them, a rule a line; what is as usual is left out."""
    lines = []
    for rule in rules:
        plain = msgspec.to_builtins(rule)
        if not plain["sections"]:
            del plain["sections"]
        if plain["schools"] == "all":
            del plain["schools"]
        lines.append(msgspec.json.encode(plain).decode())
    return "[\n" + ",\n".join(lines) + "\n]"


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
