"""The draft of a share: read from a form, worked on by its buttons, and made a share. Pure.

A draft may have thousands of schools or people, of which a page lists a few. So the form carries
all of them in one field, those that it listed in another, and the ticks: what was listed and is
not ticked any more is taken out, the rest stays.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from homeroom.districts.sharing.words import KINDS
from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting import drafting
from homeroom.sharing.selecting.drafting import Selection, read_selection
from homeroom.sharing.selecting.rules import normalised
from homeroom.web.pages.forms import Form

NumberOf = Callable[[str], int | None]
"""An id of the district as a record number; None for any other text."""


@dataclass(frozen=True)
class Draft:
    """What is chosen so far; rules may be unfinished."""

    kind: str = "nothing"
    staff: bool = False
    administrators: bool = False
    contacts: bool = True
    schools: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    selection: Selection = field(default_factory=Selection)
    source: str = ""
    """The application whose settings are to be copied."""

    refused: dict[str, str] = field(default_factory=dict)
    """What is wrong with the draft besides its rules."""

    @property
    def troubles(self) -> dict[str, str]:
        """Field of the form -> what to change."""
        return self.refused | self.selection.troubles


def draft_of(share: Share) -> Draft:
    """Return the draft from which a share would be made again."""
    return Draft(
        share.kind,
        share.staff,
        share.administrators,
        share.contacts,
        share.schools,
        share.excluded,
        Selection(share.rules),
    )


def read_draft(form: Form, number_of: NumberOf) -> Draft:
    """Return the draft that a form holds; InvalidRequestError if no page of ours made it."""
    kind = form.text("kind")
    if kind not in KINDS:
        raise InvalidRequestError("Choose what the application sees.")
    return Draft(
        kind,
        "staff" in form.all("also"),
        "administrators" in form.all("also"),
        "contacts" in form.all("also"),
        _ticked(form, "school", number_of),
        _ticked(form, "person", number_of),
        read_selection(form),
        form.text("source"),
    )


def _ticked(form: Form, name: str, number_of: NumberOf) -> frozenset[int]:
    held = _numbers(form.text(f"{name}-held").split(), number_of)
    listed = _numbers(form.text(f"{name}-listed").split(), number_of)
    return (held - listed) | _numbers(form.all(name), number_of)


def _numbers(ids: Iterable[str], number_of: NumberOf) -> frozenset[int]:
    found = (number_of(one) for one in ids)
    return frozenset(one for one in found if one is not None)


def share_of(draft: Draft, copied: Share | None) -> Share:
    """Return the share that a draft means; what its kind does not use is left out.

    `copied` is another application's share, or the one that follows the recommendation.
    """
    if draft.kind == "copy" and copied is not None:
        return copied
    if draft.kind == "recommended" and copied is not None:
        return replace(copied, contacts=draft.contacts, excluded=draft.excluded)
    if draft.kind == "district":
        return Share(
            "district",
            staff=draft.staff,
            administrators=draft.administrators,
            contacts=draft.contacts,
            excluded=draft.excluded,
        )
    if draft.kind == "schools":
        return Share(
            "schools",
            draft.schools,
            administrators=draft.administrators,
            contacts=draft.contacts,
            excluded=draft.excluded,
        )
    if draft.kind == "rules":
        rules = normalised(draft.selection.rules)
        return Share("rules", contacts=draft.contacts, excluded=draft.excluded, rules=rules)
    # Whoever is left out stays left out when something is shared again.
    return Share("nothing", excluded=draft.excluded)


def checked(draft: Draft) -> Draft:
    """Return the draft with what is wrong with it; the first rule that is wrong is opened."""
    if draft.kind == "schools" and not draft.schools:
        return _refused(draft, "schools", "Choose at least one school, or choose No data.")
    if draft.kind == "copy" and not draft.source:
        return _refused(draft, "source", "Choose the application whose settings are copied.")
    if draft.kind != "rules":
        return draft
    if not draft.selection.rules:
        return _refused(draft, "rules", "Add a rule, or choose No data.")
    return replace(draft, selection=drafting.checked(draft.selection))


def _refused(draft: Draft, name: str, trouble: str) -> Draft:
    return replace(draft, refused={name: trouble})
