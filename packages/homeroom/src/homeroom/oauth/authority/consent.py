"""A teacher's consent to a Library application: what is shared is said, then she decides."""

from typing import Final

from homeroom.foundation.parts import Parts
from homeroom.oauth.login.ports import ConsentAsked, SignedIn
from homeroom.oauth.queries import App
from homeroom.oauth.rates import milliseconds
from homeroom.sharing.library import actions
from homeroom.sharing.library.actions import Act
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import Templates
from homeroom.web.request import Request

_TEMPLATES: Final = Templates("homeroom.oauth.authority")

CONSENT_VERSION: Final = "2026-11"
"""The wording below; a change of what is shared needs a new one (sso.md 8.2)."""


class TeacherConsent:
    """The consent page of sso.md 8.4, and what accepting does."""

    def page(self, request: Request, asked: ConsentAsked) -> Answer:
        """Say what is shared and what is not; showing it changes nothing."""
        del request
        return _TEMPLATES.page("consent.html", asked=asked, listing=asked.app.declared.listing)

    def accept(self, parts: Parts, app: App, person: SignedIn) -> None:
        """The teacher's install is there."""
        act = Act(milliseconds(parts.clock.now()), person.district, str(person.person_rid))
        with parts.store.roster.writing() as session:
            actions.install(session, act, app.application, person.person_rid, CONSENT_VERSION)


CONSENT: Final = TeacherConsent()
