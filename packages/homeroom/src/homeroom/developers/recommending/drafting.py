"""The draft of a recommendation: read from its form, and made a share. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.recommending.rules import Published, recommended
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.drafting import Selection, checked, read_selection
from homeroom.web.pages.forms import Form

LONGEST_NOTE: Final = 300
KINDS: Final[Mapping[str, str]] = {"district": "The whole district", "rules": "Rules"}
"""What can be recommended -> its name."""


@dataclass(frozen=True)
class Draft:
    """What is chosen so far; rules may be unfinished."""

    kind: str = "rules"
    also: frozenset[str] = frozenset({"contacts"})
    note: str = ""
    selection: Selection = field(default_factory=Selection)


def draft_of(row: Published | None) -> Draft:
    """Return the draft from which what is published would be made again."""
    if row is None or row.share is None:
        return Draft()
    share = row.share
    on = {"staff": share.staff, "administrators": share.administrators, "contacts": share.contacts}
    also = frozenset(name for name, is_on in on.items() if is_on)
    return Draft(share.kind, also, row.note, Selection(share.rules))


def read_draft(form: Form) -> Draft:
    """Return the draft that a form holds; InvalidRequestError if no page of ours made it."""
    also = frozenset(form.all("also"))
    return Draft(form.text("kind"), also, form.text("note"), read_selection(form))


def share_of(draft: Draft, form: Form) -> tuple[Draft, Share | None]:
    """Return the draft as it was checked, and its share; what is wrong is noted, then no share."""
    if len(draft.note) > LONGEST_NOTE:
        form.refuse("note", f"Use at most {LONGEST_NOTE} characters.")
    if draft.kind not in KINDS:
        form.refuse("kind", "Choose the whole district, or rules.")
        return draft, None
    if draft.kind == "district":
        return draft, Share(
            "district",
            staff="staff" in draft.also,
            administrators="administrators" in draft.also,
            contacts="contacts" in draft.also,
        )
    draft = replace(draft, selection=checked(draft.selection))
    if draft.selection.troubles:
        return draft, None
    rules = draft.selection.rules
    try:
        return draft, recommended(Share("rules", contacts="contacts" in draft.also, rules=rules))
    except InvalidRequestError as error:
        form.refuse("rules", f"{error.message}.")
        return draft, None
