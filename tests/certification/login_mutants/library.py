"""Readalong with one defect in its pages or its accounts each."""
# ruff: noqa: ARG001, ARG005 -- what stands in for a function takes what that one took

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from sqlalchemy import select

import readalong.app
import readalong.entering
import readalong.pages
from homeroom_kit.login import LoginError
from homeroom_kit.provision import Field, Library, ask_for
from readalong import rooms
from readalong.accounts import TeachersAndPupils
from readalong.entering import Entering
from readalong.pages import Pages
from readalong.signing import OwnAccounts
from readalong.tables import Account
from tests.certification.login_mutants.replacing import mutant, on_pages

entering: Any = import_module("homeroom_kit.provision.entering")

_BUTTON: Final = re.compile(r'<section aria-labelledby="school">.*?</section>', re.DOTALL)

# ------------------------------------------------------------------------------------------- pages


@mutant
def names_as_html() -> None:
    usual = Pages.__init__

    def begin(self: Pages, door: Any) -> None:
        usual(self, door)
        self._templates.autoescape = False

    Pages.__init__ = begin  # type: ignore[method-assign]


@mutant
def names_by_inner_html() -> None:
    script = (
        "<script>for (const one of document.querySelectorAll('strong, td, h1'))"
        " one.innerHTML = one.textContent;</script>"
    )
    on_pages(lambda pages, request, text: text.replace("</body>", f"{script}</body>"))
    policy = "Content-Security-Policy"
    wrong: Any = readalong.pages
    wrong.HEADERS = {k: v for k, v in wrong.HEADERS.items() if k != policy}


@mutant
def shows_who_was_here_before() -> None:
    seen: list[str] = []

    def change(pages: Pages, request: Any, text: str) -> str:
        visitor = pages._door.visitor(request)
        if visitor is not None and visitor.account.name not in seen:
            seen.append(visitor.account.name)
        return text.replace("</main>", f"<p>Lately here: {', '.join(seen)}</p></main>")

    on_pages(change)


@mutant
def plain_letters_only() -> None:
    def change(pages: Pages, request: Any, text: str) -> str:
        return re.sub(r"[^\x00-\x7f]", "?", text)

    on_pages(change)


@mutant
def no_button() -> None:
    on_pages(lambda pages, request, text: _BUTTON.sub("", text))


@mutant
def no_button_to_sign_up() -> None:
    def change(pages: Pages, request: Any, text: str) -> str:
        return _BUTTON.sub("", text) if "Sign up as a teacher" in text else text

    on_pages(change)


@mutant
def sync_now_does_nothing() -> None:
    on_pages(
        lambda pages, request, text: re.sub('id="sync" href="[^"]*"', 'id="sync" href="/"', text)
    )


# ---------------------------------------------------------------------------------------- accounts


@mutant
def account_by_email() -> None:
    usual = TeachersAndPupils.near

    def near(self: TeachersAndPupils, asked: Any) -> Any:
        found = list(usual(self, asked))
        mine = [one for one in found if one.clever_id == asked.clever_id]
        return mine or [
            replace(one, clever_id=asked.clever_id, district=asked.district) for one in found[:1]
        ]

    TeachersAndPupils.near = near  # type: ignore[method-assign]


@mutant
def account_by_email_in_the_library() -> None:
    account_by_email()


@mutant
def crash_on_missing_email() -> None:
    usual = Entering.enter

    def enter(self: Entering, app: Any, identity: Any) -> Any:
        _, host = (identity.email or "").split("@")
        return usual(self, app, identity) if host else None

    Entering.enter = enter  # type: ignore[method-assign]


@mutant
def skips_teachers_without_sections() -> None:
    usual = Entering.enter

    def enter(self: Entering, app: Any, identity: Any) -> Any:
        found = usual(self, app, identity)
        if identity.type == "teacher" and hasattr(found, "account"):
            with self.database.reading() as session:
                account = session.get_one(Account, int(found.account))
                if not rooms.rooms_of(session, account):
                    raise LoginError("no_account")
        return found

    Entering.enter = enter  # type: ignore[method-assign]


@mutant
def keeps_first_email() -> None:
    usual = TeachersAndPupils.save

    def save(
        self: TeachersAndPupils, account: str, person: Any, changes: Mapping[str, Any]
    ) -> None:
        usual(self, account, person, {key: changes[key] for key in changes if key != "email"})

    TeachersAndPupils.save = save  # type: ignore[method-assign]


@mutant
def never_refreshes() -> None:
    usual = Entering.enter

    def enter(self: Entering, app: Any, identity: Any) -> Any:
        known = TeachersAndPupils(self.database).linked([identity.id])
        if identity.id in known:
            return entering.Entered(known[identity.id], "there")
        return usual(self, app, identity)

    Entering.enter = enter  # type: ignore[method-assign]


@mutant
def no_student_accounts() -> None:
    declare(library=Library(students=False, proof="always"), classes=None)


@mutant
def nothing_to_join() -> None:
    declare(library=Library(students=True, proof="never"))


@mutant
def any_password_joins() -> None:
    """Who has an account from earlier is asked for its password; what she says is not read."""

    def check(self: Any, email: str, password: str) -> str | None:
        with self._database.reading() as session:
            wanted = Account.sign_in_as == email.strip().lower()
            found = session.scalar(select(Account).where(wanted))
        return str(found.id) if found else None

    OwnAccounts.check = check  # type: ignore[method-assign]


@mutant
def students_type_a_code() -> None:
    asks_for("code", "Class code", {"student"})


@mutant
def pages_lists() -> None:
    entering.UNPAGED = 100


@mutant
def another_account_for_the_district() -> None:
    usual = TeachersAndPupils.near

    def near(self: TeachersAndPupils, asked: Any) -> Any:
        found = usual(self, asked)
        old = [one for one in found if one.clever_id == asked.clever_id and one.district is None]
        if asked.district and old:
            with self._database.writing() as session:
                session.get_one(Account, int(old[0].app_id)).clever_id = None
            return []
        return found

    TeachersAndPupils.near = near  # type: ignore[method-assign]


def declare(**changed: Any) -> None:
    """Let the application declare something else about accounts."""
    usual = readalong.entering.entering

    def declared(database: Any) -> Any:
        return replace(usual(database), **changed)

    wrong: Any = readalong.app
    wrong.entering = declared


def asks_for(name: str, label: str, types: set[str]) -> None:
    """Let people of some types be asked something once, at the first login."""
    told: set[str] = set()

    def hold(self: TeachersAndPupils, account: str, answers: Mapping[str, str]) -> None:
        told.add(account)

    usual = Entering.missing

    def missing(self: Entering, who: Any) -> Any:
        return () if who.account in told or who.type not in types else usual(self, who)

    TeachersAndPupils.hold = hold  # type: ignore[method-assign]
    Entering.missing = missing  # type: ignore[method-assign,assignment]
    declare(asking=ask_for(Field(name, label, "text")))
