"""Steps 4 to 10 of a login: the person, the questions, the decision, the code (sso.md 4.2)."""

import secrets
from dataclasses import replace

from homeroom.accounts.rules import HUB
from homeroom.accounts.usage import collecting
from homeroom.accounts.usage.collecting import Use
from homeroom.foundation.database import Session
from homeroom.foundation.ids import wire_id
from homeroom.oauth.errors import RedirectedError, ShownError
from homeroom.oauth.grants import codes
from homeroom.oauth.grants.codes import Bound
from homeroom.oauth.login import answering, pages
from homeroom.oauth.login.asked import Target
from homeroom.oauth.login.pages import Question, Refused
from homeroom.oauth.login.pending import (
    PATH,
    Form,
    Pending,
    path_of,
    seal,
    seal_form,
    session_mark,
)
from homeroom.oauth.login.ports import (
    ConsentAsked,
    Decision,
    Ports,
    SignedIn,
    SignInAsked,
    Why,
)
from homeroom.oauth.queries import App, app_with_client_id
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.requests.trying import Ended, note_end
from homeroom.roster import queries as roster
from homeroom.web.answers import Answer
from homeroom.web.request import Request

_MILLISECONDS = 1000
_SETTLED = 60 * _MILLISECONDS
"""For so long a shared device is taken to be in the hands of whoever said who she is."""


class Login:
    """One pending login in one browser, step by step; each step answers or lets the next go on."""

    def __init__(self, ports: Ports, request: Request, pending: Pending) -> None:
        self.ports = ports
        self.request = request
        self.parts = request.parts
        self.pending = pending
        self.now = milliseconds(self.parts.clock.now())
        self.target = _target(request, pending)

    @property
    def app(self) -> App:
        """The application that is waiting."""
        return self.target.app

    def proceed(self) -> Answer:
        """Go as far as it goes without asking anybody; an error goes to the application."""
        try:
            return self._proceed()
        except RedirectedError as error:
            if self.request.when_answered is None:
                self.note(Ended(end="error", reason=error.code))
            return answering.failure(self.request, self.target, error)

    def note(self, ended: Ended, person: SignedIn | None = None, connection: str = "") -> None:
        """The log of an application that is tried out says how this login ended."""
        known = replace(
            ended,
            way=self.pending.way,
            state="yes" if self.pending.state else "",
            primary="yes" if self.target.redirect_uri == self.app.redirect_uris[0] else "",
        )
        district = None if person is None else person.district
        note_end(self.request, self.app, known, district, connection)

    def _proceed(self) -> Answer:
        if self.pending.is_unknown_district:
            return self._unknown_district()
        person = self.ports.door.person(self.request)
        if person is None:
            return self._nobody()
        return (
            self._authenticate(person)
            or self._identify(person)
            or self._choose_role(person)
            or self._decide(person, self.role_of(person))
        )

    # Step 4: who is it, and is she in the right district?

    def _unknown_district(self) -> Answer:
        # The picker with a notice; what was asked for is not lost (Q20).
        self.pending = replace(self.pending, is_unknown_district=False)
        return self.sign_in("unknown_district")

    def _nobody(self) -> Answer:
        if self.request.method == "POST":
            # A cookie with SameSite=Lax does not come with another site's POST; it does come
            # with the navigation that follows, so only that can say that nobody is signed in.
            return answering.redirect(self.request, path_of(self.parts.sealer, self.pending))
        return self.sign_in("")

    def sign_in(self, why: Why) -> Answer:
        """Send the browser to the login page, to come back here; an error where no page may be."""
        self._needs_page("login_required", "Nobody is signed in in the way that was asked for")
        return answering.redirect(self.request, self.sign_in_path(why))

    def sign_in_path(self, why: Why) -> str:
        """Return the path of the login page that leads back here."""
        return self.ports.door.sign_in(
            self.request,
            SignInAsked(
                return_to=path_of(self.parts.sealer, self.pending),
                district=self.pending.district,
                login_hint=self.pending.login_hint,
                why=why,
                app=self.app.name,
            ),
        )

    def _authenticate(self, person: SignedIn) -> Answer | None:
        if self.pending.district not in (None, person.district):
            return self._other_district(person)
        is_fresh = person.auth_time >= self.pending.asked_at
        if self.pending.hinted and self.pending.hinted != _user_id(person):
            if is_fresh:
                # An application that named one person is never given another (OpenID Connect
                # Core 3.1.2.1); it may begin anew without the hint.
                raise RedirectedError("login_required", "Somebody else signed in than was named")
            return self.sign_in("other_account")
        if is_fresh:
            return None  # she has just shown who she is, for this very login
        if {"login", "select_account"} & set(self.pending.prompt):
            return self.sign_in("again")
        if self.pending.max_age is not None:
            age = self.now - person.auth_time
            if age > self.pending.max_age * _MILLISECONDS:
                return self.sign_in("again")
        return None

    def _other_district(self, person: SignedIn) -> Answer:
        self._needs_page("login_required", "Nobody is signed in in that district")
        return self._ask(
            person,
            "account",
            Question(
                title="Is this the right account?",
                text=f"You are signed in{_as(person)} in another district.",
                action=PATH,
                answers={"stay": f"Go on{_as(person)}", "other": "Use another account"},
            ),
        )

    # Step 5: is it still she who sits there?

    def _identify(self, person: SignedIn) -> Answer | None:
        is_asked = self.pending.confirm and person.role == "student"
        if not is_asked and not self._may_have_changed_hands(person):
            return None
        is_fresh = person.auth_time >= self.pending.asked_at
        if is_fresh or self.pending.confirmed_by == session_mark(person):
            return None
        self._needs_page("interaction_required", "Whoever is there must say who it is")
        return self._ask(
            person,
            "identity",
            Question(
                title="Is this you?",
                text=f"You are signed in{_as(person)}.",
                action=PATH,
                answers={"yes": "Yes, this is me", "no": "No, this is not me"},
            ),
        )

    def _may_have_changed_hands(self, person: SignedIn) -> bool:
        """True at each launch on a shared device, but once only for an application.

        One that was started without its own state starts again at once (sso.md 11.8; 13, S3).
        """
        if not person.is_shared or self.now - person.auth_time < _SETTLED:
            return False
        with self.parts.store.control.reading() as session:
            return not codes.was_issued(
                session, self.now, self.app.application, session_mark(person)
            )

    # Step 6: in which role does she come?

    def fitting_roles(self, person: SignedIn) -> tuple[str, ...]:
        """Return the roles she holds that the application takes."""
        return tuple(role for role in person.held_roles if role in self.app.declared.user_types)

    def role_of(self, person: SignedIn) -> str:
        """Return the role she comes in: chosen, active, or the only one that fits (sso.md 3.5)."""
        if self.pending.role in self.fitting_roles(person):
            return self.pending.role
        fitting = self.fitting_roles(person)
        is_served = person.role in self.app.declared.user_types
        return fitting[0] if not is_served and len(fitting) == 1 else person.role

    def _choose_role(self, person: SignedIn) -> Answer | None:
        fitting = self.fitting_roles(person)
        if self.role_of(person) in fitting or not fitting:
            return None
        self._needs_page("interaction_required", "A role must be chosen")
        return self._ask_for_role(person, fitting, "You have more than one job at school.")

    def _ask_for_role(self, person: SignedIn, roles: tuple[str, ...], text: str) -> Answer:
        return self._ask(
            person,
            "role",
            Question(
                title=f"How do you want to use {self.app.name}?",
                text=text,
                action=PATH,
                answers={role: f"As {role.replace('_', ' ')}" for role in roles},
            ),
        )

    # Steps 7 to 9: may she, and by whose authority?

    def _decide(self, person: SignedIn, role: str) -> Answer:
        decision = self.ports.decide(self.parts, self.app, person, role, self.target.redirect_uri)
        if decision.outcome == "denied":
            self.note(Ended(role=role, end="denied", reason=decision.reason), person)
            return self._denied(person, decision)
        if decision.outcome == "needs_consent":
            self.note(Ended(role=role, end="asked"), person)
            return self._consent(person)
        return self._issue(person, role, decision)

    def _denied(self, person: SignedIn, decision: Decision) -> Answer:
        means = pages.reason_of(decision.reason).means
        if self.pending.return_unshared:
            raise RedirectedError("unauthorized-user", means)
        self._needs_page("access_denied", means)
        admitted = self._roles_admitted(person)
        if admitted:
            return self._ask_for_role(person, admitted, f"{means} You have more than one job.")
        other = self.sign_in_path("other_account")
        return pages.refused(Refused(self.app.name, decision.reason, self._help(person), other))

    def _roles_admitted(self, person: SignedIn) -> tuple[str, ...]:
        """Return the roles of hers in which she would get further; this one is refused (Q27)."""
        to = self.target.redirect_uri
        return tuple(
            role
            for role in self.fitting_roles(person)
            if self.ports.decide(self.parts, self.app, person, role, to).outcome != "denied"
        )

    def _help(self, person: SignedIn) -> str:
        """Return whom the district named as its contact; nothing if nobody.

        The hub's own staff, a developer who tries her application, are of no district.
        """
        if person.district == HUB:
            return ""
        with self.parts.store.roster.reading() as session:
            return _contact(session, person.district)

    def _consent(self, person: SignedIn) -> Answer:
        self._needs_page("interaction_required", "The teacher must consent")
        return self.ports.consent.page(
            self.request,
            ConsentAsked(
                app=self.app,
                person=person,
                action=PATH,
                request=seal(self.parts.sealer, self.pending),
                form=self._form(person, "consent"),
            ),
        )

    # Step 10: the code.

    def _issue(self, person: SignedIn, role: str, decision: Decision) -> Answer:
        bound = Bound(
            application=self.app.application,
            redirect_uri=self.target.redirect_uri,
            district=person.district,
            person=person.person_rid,
            role=role,
            authorized_by="teacher" if decision.outcome == "teacher" else "district",
            connection=decision.connection,
            nonce=self.pending.nonce,
            challenge=self.pending.challenge,
            auth_time=person.auth_time,
            hub_session=session_mark(person),
            is_impersonated=person.is_impersonated,
        )
        with self.parts.store.control.writing() as session:
            # Signed out everywhere while it was decided: a code of now would outlive that.
            goes_on = self.ports.door.goes_on(session, person)
            code = codes.issue(session, self.now, bound) if goes_on else ""
        if not code:
            return self.sign_in("")
        if not bound.is_impersonated:
            collecting.opened(self.parts.store, _use(bound, self.now))
        ended = Ended(role=role, end="code", by=bound.authorized_by)
        self.note(ended, person, bound.connection)
        return answering.success(
            self.request, self.target, code, is_impersonated=person.is_impersonated
        )

    def _ask(self, person: SignedIn, name: str, asked: Question) -> Answer:
        fields = {
            "request": seal(self.parts.sealer, self.pending),
            "form": self._form(person, name),
        }
        return pages.question(replace(asked, fields=fields))

    def _form(self, person: SignedIn, name: str) -> str:
        form = Form(name, session_mark(person), secrets.token_hex(16))
        return seal_form(self.parts.sealer, form)

    def _needs_page(self, error: str, message: str) -> None:
        if self.pending.is_silent:
            raise RedirectedError(error, message)


def _use(bound: Bound, now: int) -> Use:
    return Use(
        bound.district, now, bound.role, bound.application, bound.authorized_by, bound.person
    )


def _target(request: Request, pending: Pending) -> Target:
    """Return who asked, as registered now: much may have changed while a login page stood open."""
    with request.parts.store.control.reading() as session:
        app = app_with_client_id(session, pending.client_id)
    if app is None or pending.redirect_uri not in app.redirect_uris:
        raise ShownError("unauthorized_client", "The app that sent you is not known here any more.")
    return Target(app, pending.redirect_uri, pending.state)


def _contact(session: Session, district: int) -> str:
    contact = roster.setting(session, district).profile.get("district_contact") or {}
    name = contact.get("name") or {}
    words = (name.get("first", ""), name.get("last", ""), contact.get("email", ""))
    return " ".join(word for word in words if word)


def _user_id(person: SignedIn) -> str:
    return wire_id(person.person_rid, person.district)


def _as(person: SignedIn) -> str:
    return f" as {person.name}" if person.name else ""
