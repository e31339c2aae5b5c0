"""Readalong with one defect in its logins each."""
# ruff: noqa: ARG001, ARG005 -- what stands in for a function takes what that one took

import base64
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

import httpx2
from starlette.responses import RedirectResponse, Response

from homeroom_kit.frameworks.door import Door, Go, Show
from homeroom_kit.frameworks.starlette import Homeroom
from homeroom_kit.login import LoginError
from homeroom_kit.login.keeping import kept_in, write
from readalong.pages import Pages
from readalong.signing import OwnAccounts
from readalong.tables import Account
from tests.certification.login_mutants.replacing import mutant, on_pages

# Functions of the same names stand in front of these modules.
callback: Any = import_module("homeroom_kit.login.callback")
exchange: Any = import_module("homeroom_kit.login.exchange")
rules: Any = import_module("homeroom_kit.login.rules")
starting: Any = import_module("homeroom_kit.login.start")

_BROKEN: Final = 500

# ------------------------------------------------------------------------------ secrets and tokens


@mutant
def secret_in_page() -> None:
    def change(pages: Pages, request: Any, text: str) -> str:
        app = pages._door.homeroom.door.app
        pair = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
        return text.replace("</main>", f"</main><!-- hub {pair} -->")

    on_pages(change)


@mutant
def implicit_grant() -> None:
    tokens: list[str] = []
    traded, went = exchange._token, Door._go_on

    def token(app: Any, trade: Any) -> str:
        tokens.append(traded(app, trade))
        return tokens[-1]

    def go_on(self: Door, session: Any, kept: Any, who: Any) -> Go:
        found = went(self, session, kept, who)
        return replace(found, address=f"{found.address}#access_token={tokens[-1]}")

    exchange._token, Door._go_on = token, go_on  # type: ignore[method-assign]


@mutant
def code_exchanged_twice() -> None:
    usual = exchange._post

    def post(app: Any, fields: dict[str, str]) -> Any:
        found = usual(app, fields)
        usual(app, fields)
        return found

    exchange._post = post


@mutant
def secret_in_body() -> None:
    def post(app: Any, fields: dict[str, str]) -> Any:
        told = {**fields, "client_id": app.client_id, "client_secret": app.client_secret}
        return httpx2.post(app.endpoints.tokens, data=told)

    exchange._post = post


@mutant
def older_version() -> None:
    usual = exchange._record

    def record(hub: Any, me: Any) -> Any:
        hub._sending.get("/v2.1/me")
        return usual(hub, me)

    exchange._record = record


# ----------------------------------------------------------------------------- sessions and logouts


@mutant
def no_log_out() -> None:
    on_pages(lambda pages, request, text: text.replace("<button>Log out</button>", ""))


@mutant
def log_out_leaves_cookie_valid() -> None:
    def end(self: OwnAccounts, session: Any) -> None:
        session.clear()

    OwnAccounts.end = end  # type: ignore[method-assign]


@mutant
def old_session_lives_on() -> None:
    usual = callback._sign_in

    def sign_in(app: Any, session: Any, *rest: Any) -> None:
        kept = kept_in(session)
        kept.who = None  # nobody was here, so nobody's login ends
        write(session, kept)
        usual(app, session, *rest)

    callback._sign_in = sign_in


@mutant
def keeps_first_session() -> None:
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        return Go("/") if self.person(session) is not None else usual(self, session, query)

    Door.callback = come  # type: ignore[method-assign]


@mutant
def logs_out_of_the_hub() -> None:
    def log_out(self: Pages, request: Any, form: Any) -> Response:
        self._door.own.end(request.session)
        hub = self._door.homeroom.door.app.hub
        return RedirectResponse(f"{hub}/logout", 303)

    log_out.__annotations__ = dict(Pages.log_out.__annotations__)
    Pages.log_out = log_out  # type: ignore[method-assign]


@mutant
def cookie_without_flags() -> None:
    usual = Homeroom.install

    def install(self: Homeroom, web: Any, secret: str) -> None:
        usual(self, web, secret)
        web.add_middleware(_WithoutFlags)

    Homeroom.install = install  # type: ignore[method-assign]


class _WithoutFlags:
    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sent(event: Any) -> None:
            if event["type"] == "http.response.start":
                event["headers"] = [
                    (k, v.replace(b"; httponly", b"") if k == b"set-cookie" else v)
                    for k, v in event["headers"]
                ]
            await send(event)

        await self._app(scope, receive, sent)


# -------------------------------------------------------------------------------------- callbacks


@mutant
def portal_thrown_to_login_page() -> None:
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        return usual(self, session, query) if query.get("state") else Go("/")

    Door.callback = come  # type: ignore[method-assign]


@mutant
def trips_over_unknown_fields() -> None:
    usual = exchange.identity_of

    def identity(me: Any, document: Any, *rest: Any, **more: Any) -> Any:
        strange = set(document["name"]) - {"first", "middle", "last"}
        if strange:
            raise LookupError(strange)
        return usual(me, document, *rest, **more)

    exchange.identity_of = identity


@mutant
def asks_for_a_word_of_its_own() -> None:
    """Without the name of a school in its query a launch ends on the start page."""
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        if query.get("state") or query.get("school"):
            return usual(self, session, query)
        return Go("/")

    Door.callback = come  # type: ignore[method-assign]


@mutant
def trips_over_invented_callbacks() -> None:
    """It trades whatever code comes without a state, and knows no answer but yes."""
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        if query.get("code") and not query.get("state"):
            begun = rules.Trade(str(query["code"]), _Begun())
            try:
                exchange.exchange(self.app, begun, as_admin=False)
            except LoginError as refused:
                raise LookupError(refused.code) from refused
        return usual(self, session, query)

    Door.callback = come  # type: ignore[method-assign]
    _without_pkce()


@mutant
def error_page_500() -> None:
    def refused(self: Door, error: LoginError) -> Show:
        values = {"refusal": error.refusal, "again": self.start_at(error.next), "home": "/"}
        return Show("refused", values, _BROKEN)

    Door._refused = refused  # type: ignore[method-assign,assignment]


@mutant
def bare_error_page() -> None:
    def refused(self: Door, error: LoginError) -> Show:
        raise LookupError(error.code)

    Door._refused = refused  # type: ignore[method-assign,assignment]


@mutant
def crash_on_bad_code() -> None:
    def refused(answer: httpx2.Response) -> LoginError:
        raise KeyError(answer.json()["access_token"])

    exchange._refused = refused


@mutant
def trusts_forged_state() -> None:
    usual = rules._judge_code

    def judge(arrived: Any, kept: Any, now: float) -> Any:
        if arrived.state and kept.logins and arrived.state not in kept.logins:
            return rules.Trade(arrived.code, next(iter(kept.logins.values())))
        return usual(arrived, kept, now)

    rules._judge_code = judge
    _without_pkce()


@mutant
def no_state() -> None:
    usual = starting._always

    def always(app: Any, state: str, verifier: str) -> dict[str, str]:
        found: dict[str, str] = usual(app, state, verifier)
        del found["state"]
        return found

    judged = rules._judge_code

    def judge(arrived: Any, kept: Any, now: float) -> Any:
        if not arrived.state and kept.logins:
            return rules.Trade(arrived.code, next(iter(kept.logins.values())))
        return judged(arrived, kept, now)

    starting._always, rules._judge_code = always, judge
    _without_pkce()


@mutant
def refuses_administrators_who_look_on() -> None:
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        if set(query) - {"code", "state", "scope", "iss", "error", "error_description"}:
            return self._refused(LoginError("invalid_request"))
        return usual(self, session, query)

    Door.callback = come  # type: ignore[method-assign]


@mutant
def links_whoever_is_in() -> None:
    """A callback without state joins its identity to the account that is open."""
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        who = self.person(session)
        if who is None or query.get("state") or not query.get("code"):
            return usual(self, session, query)
        begun = rules.Trade(str(query["code"]), _Begun())
        other = exchange.exchange(self.app, begun, as_admin=False)
        accounts: Any = self.provisioning.accounts

        with accounts._database.writing() as rows:
            rows.get_one(Account, int(who.account)).clever_id = other.id
        return Go("/")

    Door.callback = come  # type: ignore[method-assign]
    _without_pkce()


class _Begun:
    verifier, next, at, as_admin = "", "/", 0.0, False


def _without_pkce() -> None:
    """Whoever trusts any callback has no verifier for it either."""
    always, post = starting._always, exchange._post

    def plain(app: Any, state: str, verifier: str) -> dict[str, str]:
        found = always(app, state, verifier)
        return {k: v for k, v in found.items() if not k.startswith("code_challenge")}

    def without(app: Any, fields: dict[str, str]) -> Any:
        return post(app, {k: v for k, v in fields.items() if k != "code_verifier"})

    starting._always, exchange._post = plain, without
