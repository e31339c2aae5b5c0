"""What the login page is told, by its address or by its form, and which district that means."""

from dataclasses import dataclass, field, replace
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.desk import desk_of
from homeroom.accounts.rules import return_path
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.portal import finding, rules
from homeroom.roster.queries import District
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

DISTRICT_COOKIE: Final = "hr_district"
"""Where this browser's district is remembered; no secret (sso.md 3.2)."""

_LONGEST_APP: Final = 80
_LONGEST_NAME: Final = 256
"""Characters of the longest user name or place that is looked for; e-mail addresses have 254.

One character can become eighteen where names are compared: a megabyte of them would take seconds.
"""

_UNKNOWN: Final = "We do not know that district or school. Type its whole name."
_SEVERAL: Final = "More than one district fits. Choose yours."
_NEARLY: Final = "Is this the district that you mean? Choose it, or type another name."
_MISSING: Final = "Type the name of your district or school."


@dataclass(frozen=True)
class Entry:
    """One person at the login page, as far as she has said who she is; never her secret."""

    next: str = ""
    """The path of this hub to which she goes afterwards; empty for her home."""
    why: str = ""
    app: str = ""
    """The application that waits for her."""
    name: str = ""
    typed: str = ""
    """The district or school as typed."""
    known: District | None = None
    """The district that is meant without a doubt."""
    fixed: bool = False
    """The district cannot be changed: the page is its own, or it is the only one."""
    own_page: bool = False
    shared: bool = False
    choice: str = ""
    offers: tuple[tuple[District, str], ...] = ()
    troubles: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the form goes: a district's own page stays its own."""
        return f"/in/{self.known.short_name}" if self.own_page and self.known else "/login"

    def refused(self, name: str, trouble: str) -> "Entry":
        """Return the entry with what is wrong with a field; its first trouble stays."""
        return replace(self, troubles={name: trouble} | self.troubles)


def from_address(request: Request, asked: Form) -> Entry:
    """Return the entry of somebody who has just come."""
    told = Entry(
        next=return_path(asked.text("next"), ""),
        why=asked.text("why"),
        app=asked.text("app")[:_LONGEST_APP],
        name=asked.text("name")[:_LONGEST_NAME],
    )
    own = _own_page(request)
    if own is not None:
        return replace(told, known=own, fixed=True, own_page=True)
    parts = request.parts
    with parts.store.control.reading():  # one snapshot for all that is asked below
        known = finding.with_id(parts, asked.text("district"))
        if known is None:
            known = finding.with_id(parts, guard.cookie(request, DISTRICT_COOKIE))
        return _completed(parts, replace(told, known=known, typed=known.name if known else ""))


def from_form(request: Request, form: Form) -> Entry:
    """Return the entry of somebody who has sent the form; its troubles say what is missing."""
    told = Entry(
        next=return_path(form.text("next"), ""),
        why=form.text("why"),
        app=form.text("app")[:_LONGEST_APP],
        name=form.text("username")[:_LONGEST_NAME],
        typed=form.text("district")[:_LONGEST_NAME],
        shared=bool(form.text("shared")),
        choice=form.text("choice"),
    )
    own = _own_page(request)
    if own is not None:
        told = replace(told, known=own, fixed=True, own_page=True)
    else:
        with request.parts.store.control.reading():
            told = _completed(request.parts, _placed(request.parts, told, form))
    return told if told.name else told.refused("username", "Type your user name.")


def _own_page(request: Request) -> District | None:
    """Return the district whose own page this is; NotFoundError if it is nobody's."""
    short_name = request.path_params.get("shortname")
    if short_name is None:
        return None
    found = finding.with_short_name(request.parts, short_name)
    if found is None:
        raise NotFoundError("There is no district with this page. Look at its address again.")
    return found


def _placed(parts: Parts, told: Entry, form: Form) -> Entry:
    """Return the entry with the district that was typed or chosen."""
    typed = told.typed
    if not typed:
        # In a sandbox the user name alone leads to the district (sso.md 3.2).
        is_found = desk_of(parts).finds_district
        return told if is_found else told.refused("district", _MISSING)
    if told.choice and form.text("asked") == typed:
        chosen = finding.with_id(parts, told.choice)
        if chosen is not None:
            return replace(told, known=chosen, typed=chosen.name)
    shown = finding.with_id(parts, form.text("known"))
    if shown is not None and rules.plain(shown.name) == rules.plain(typed):
        return replace(told, known=shown)
    found = finding.find(parts, typed)
    if found.certain is not None:
        # An id says nothing to a person, should she see the form again.
        shown_as = found.certain.name if found.certain.id == typed else typed
        return replace(told, known=found.certain, typed=shown_as)
    if found.offers:
        asked = replace(told, offers=found.offers)
        return asked.refused("district", _SEVERAL if len(found.offers) > 1 else _NEARLY)
    return told.refused("district", _UNKNOWN)


def _completed(parts: Parts, told: Entry) -> Entry:
    """Return the entry with the only district there is, if nothing else was said."""
    places = finding.places(parts)
    if len(places) != 1 or (told.typed and told.known != places[0]):
        return told
    return replace(told, known=places[0], typed=places[0].name, fixed=True)
