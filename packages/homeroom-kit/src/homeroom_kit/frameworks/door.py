"""The door of an application, whatever its framework: what each address does, as values.

A session and what was typed go in; where to go or what to show comes out. Nobody is signed in
before her account is known and nothing is left to ask.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final, Literal
from urllib.parse import urlencode, urlsplit

from homeroom_kit.errors import StoreError
from homeroom_kit.frameworks.tries import Tries
from homeroom_kit.login import (
    App,
    LoginError,
    RedirectError,
    Who,
    arrive,
    sign_out,
    signed_in,
    start,
)
from homeroom_kit.login.keeping import Kept, Session, kept_in, write
from homeroom_kit.provision import Prove, Provisioning, answers_in

__all__ = ["CheckPassword", "Door", "Go", "Home", "Show"]

_AT_WORK: Final = "We are bringing your school up to date just now. Please try again in a minute."

CheckPassword = Callable[[str, str], str | None]
"""From a user name and a password to the application's own id of that account, or None."""

Home = str | Callable[[], str]
"""A path of this site, or what says it."""


@dataclass(frozen=True, slots=True)
class Go:
    """Send the browser on.

    Attributes:
        account: Whom the framework signs in now, if it keeps that itself; blank for nobody.
    """

    address: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """Show a page."""

    page: Literal["refused", "prove", "questions"]
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


class Door:
    """What happens at each address of the login.

    The addresses lie beside the callback, which the redirect URI names: with
    `https://app.example.org/login/callback` a login begins at `/login/start`.

    Args:
        app: The application.
        provisioning: What it declared about accounts.
        check_password: Checks a password of an account from earlier. Without it nobody is asked to
            prove anything, and an e-mail that suggests an account does nothing.
        home: Says where whoever did not ask for a page of this site goes, and who signs out; it is
            asked each time, since addresses may not be known yet when the door is made. A plain
            text is a path of this site.
    """

    def __init__(
        self,
        app: App,
        provisioning: Provisioning,
        check_password: CheckPassword | None = None,
        home: Home = "/",
    ) -> None:
        self.app = app
        self._home = home
        self.provisioning = provisioning
        self._check = check_password
        self._tries = Tries()
        self.callback_path: Final = urlsplit(app.redirect_uri).path or "/"
        folder = PurePosixPath(self.callback_path).parent
        self.start_path: Final = str(folder / "start")
        self.prove_path: Final = str(folder / "account")
        self.questions_path: Final = str(folder / "questions")
        self.sign_out_path: Final = str(folder / "logout")

    def start_at(self, place: str = "/") -> str:
        """The address that begins a login and comes back to a path of this site."""
        return f"{self.start_path}?{urlencode({'next': place})}"

    @property
    def home(self) -> str:
        """Where whoever asked for no page goes."""
        return self._home if isinstance(self._home, str) else self._home()

    def person(self, session: Session) -> Who | None:
        """Who is signed in, if anybody."""
        return signed_in(self.app, session)

    # ------------------------------------------------------------------------------ the addresses

    def start(self, session: Session, query: Mapping[str, str]) -> Go:
        """Begin a login."""
        return Go(start(self.app, session, next=query.get("next")))

    def callback(self, session: Session, query: Mapping[str, str]) -> Go | Show:
        """Receive somebody back from the hub."""
        try:
            identity, place = arrive(self.app, session, query)
        except RedirectError as sent:
            who = kept_in(session).who
            if sent.code == "already" and who is not None and who.waits_for:
                return Go(self._page_of(who))
            return Go(self._place(sent.address))
        except LoginError as refused:
            return self._refused(refused)
        kept, who = self._held(session, place)
        try:
            found = self.provisioning.enter(self.app, identity)
            if isinstance(found, Prove) and self._check is None:
                self.provisioning.make(who)
                # She has an account now; the usual way brings her classes as well.
                found = self.provisioning.enter(self.app, identity)
        except LoginError as refused:
            sign_out(self.app, session)
            return self._refused(refused)
        if isinstance(found, Prove):
            kept.may_make, who.waits_for = found.may_make, "prove"
            write(session, kept)
            return Go(self.prove_path)
        who.account = found.account
        return self._go_on(session, kept, who)

    def prove(self, session: Session) -> Go | Show:
        """Ask whether an account from earlier is hers."""
        kept = kept_in(session)
        if self._waiting(kept, "prove") is None:
            return Go(self.start_at())
        return self._ask_proof(kept)

    def proved(self, session: Session, form: Mapping[str, str]) -> Go | Show:
        """Look at the password, or take it that she has no account; then sign in once more.

        Once more, because her token was kept nowhere: the hub answers without a question.
        """
        kept = kept_in(session)
        who = self._waiting(kept, "prove")
        if who is None or not _is_ours(kept, form):
            return Go(self.start_at())
        if "none" in form:
            try:
                self.provisioning.make(who)
            except LoginError as refused:
                sign_out(self.app, session)
                return self._refused(refused)
            return Go(self.start_at(kept.next))
        trouble = self._check_proof(who, form)
        if trouble:
            return self._ask_proof(kept, trouble, form.get("username", ""))
        return Go(self.start_at(kept.next))

    def questions(self, session: Session) -> Go | Show:
        """Ask what the application needs and the hub does not give."""
        kept = kept_in(session)
        who = self._waiting(kept, "questions")
        return Go(self.start_at()) if who is None else self._ask(kept, who, {}, {})

    def answered(self, session: Session, form: Mapping[str, str]) -> Go | Show:
        """Keep what she answered; what was right is kept even if something else was wrong."""
        kept = kept_in(session)
        who = self._waiting(kept, "questions")
        if who is None or not _is_ours(kept, form):
            return Go(self.start_at())
        wanted = self.provisioning.missing(who)
        answers, troubles = answers_in(wanted, form)
        if troubles:
            return self._ask(kept, who, form, troubles)
        try:
            self.provisioning.hold(who, answers)
        except StoreError:
            return self._ask(kept, who, form, dict.fromkeys([*answers][:1], _AT_WORK))
        return self._go_on(session, kept, who)

    def sign_out(self, session: Session, form: Mapping[str, str]) -> Go:
        """End the session here, and not the one at the hub."""
        if _is_ours(kept_in(session), form):
            sign_out(self.app, session)
        return Go(self.home)

    # ------------------------------------------------------------------------------------ the rest

    def form_word(self, session: Session) -> str:
        """The word that a form of ours has to carry as `form`."""
        return kept_in(session).form

    def _held(self, session: Session, place: str) -> tuple[Kept, Who]:
        """Nobody is signed in while her account is looked for."""
        kept = kept_in(session)
        if kept.who is None:
            raise AssertionError("arrive has put her there")
        kept.next, kept.who.waits_for = self._place(place), "account"
        write(session, kept)
        return kept, kept.who

    def _place(self, wanted: str) -> str:
        """A login from the portal asks for no page, and is told `/` for it."""
        return self.home if wanted == "/" else wanted

    def _go_on(self, session: Session, kept: Kept, who: Who) -> Go:
        who.waits_for = "questions" if self.provisioning.missing(who) else ""
        write(session, kept)
        return Go(self._page_of(who)) if who.waits_for else Go(kept.next, who.account)

    def _page_of(self, who: Who) -> str:
        pages = {"prove": self.prove_path, "questions": self.questions_path}
        return pages.get(who.waits_for, self.start_at())

    def _waiting(self, kept: Kept, what: str) -> Who | None:
        """Who has this to do, if her login is still good."""
        who = kept.who
        if who is None or who.waits_for != what:
            return None
        good = not self.app.ended.has_ended(who.login, self.app.now)
        return who if good and self.app.now - who.at < self.app.session_seconds else None

    def _check_proof(self, who: Who, form: Mapping[str, str]) -> str:
        name, password = form.get("username", ""), form.get("password", "")
        if not self._tries.may_try(who.id, self.app.now):
            return "Too many tries. Please wait a quarter of an hour."
        # Some databases fail on a zero byte, and no name has one.
        may_fit = bool(name and password) and "\0" not in name
        account = self._check(name, password) if self._check and may_fit else None
        if account is None:
            self._tries.failed(who.id, self.app.now)
            return "That name and password do not fit. Nothing was changed."
        try:
            joined = self.provisioning.join(who, account)
        except StoreError:
            return _AT_WORK
        return "" if joined else "That account is somebody's already. Please ask for help."

    def _ask_proof(self, kept: Kept, trouble: str = "", typed: str = "") -> Show:
        values = {
            "form": kept.form,
            "trouble": trouble,
            "typed": typed,
            "may_make": kept.may_make,
            "action": self.prove_path,
        }
        return Show("prove", values, 422 if trouble else 200)

    def _ask(
        self, kept: Kept, who: Who, typed: Mapping[str, str], troubles: Mapping[str, str]
    ) -> Show:
        fields = [
            {"field": one, "typed": typed.get(one.name, ""), "trouble": troubles.get(one.name, "")}
            for one in self.provisioning.missing(who)
        ]
        values = {"form": kept.form, "fields": fields, "action": self.questions_path}
        return Show("questions", values, 422 if troubles else 200)

    def _refused(self, refused: LoginError) -> Show:
        values = {
            "refusal": refused.refusal,
            "again": self.start_at(refused.next),
            "home": self.home,
        }
        return Show("refused", values, refused.refusal.status)


def _is_ours(kept: Kept, form: Mapping[str, str]) -> bool:
    given = form.get("form", "")
    return bool(kept.form) and secrets.compare_digest(given.encode(), kept.form.encode())
