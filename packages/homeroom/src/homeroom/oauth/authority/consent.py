"""A teacher's consent to a Library application: what is shared is said, then she decides.

The form counts once and in her session only, which `login.questions` sees to; showing the page,
however often and to whatever fetches it, changes nothing (sso.md 8.4).
"""

from contextlib import suppress
from typing import Final

from homeroom.foundation.errors import ConflictError, NotAllowedError, NotFoundError
from homeroom.foundation.parts import Parts
from homeroom.oauth.authority.settling import act_of
from homeroom.oauth.login.ports import ConsentAsked, SignedIn
from homeroom.oauth.queries import App
from homeroom.sharing.library import actions
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import Templates
from homeroom.web.request import Request

_TEMPLATES: Final = Templates("homeroom.oauth.authority")

CONSENT_VERSION: Final = "2026-11"
"""The wording of the page; a change of what is shared needs a new one (sso.md 8.2)."""


class TeacherConsent:
    """The consent page of sso.md 8.4, and what accepting does."""

    def page(self, request: Request, asked: ConsentAsked) -> Answer:
        """Say what is shared and what is not; showing it changes nothing."""
        del request
        return _TEMPLATES.page("consent.html", asked=asked, listing=asked.app.declared.listing)

    def accept(self, parts: Parts, app: App, person: SignedIn) -> None:
        """The teacher's install is there, unless the district has decided otherwise meanwhile.

        Then nothing is installed, and the decision that follows says why, in the words of every
        other refusal.
        """
        if app.declared.suspended:
            return
        act = act_of(parts, person.district, str(person.person_rid))
        meanwhile = suppress(ConflictError, NotAllowedError, NotFoundError)
        with meanwhile, parts.store.roster.writing() as session:
            # It is in the Library, or she would not have been asked: an earlier install of hers
            # that was set aside with the listing is back as well.
            actions.relist(session, act, app.application)
            actions.install(session, act, app.application, person.person_rid, CONSENT_VERSION)


CONSENT: Final = TeacherConsent()
