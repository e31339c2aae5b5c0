"""The administrator at her pages about one application, and what that application then reads.

Forms are sent as a browser sends them: everything that the page holds, with what is typed, ticked
and pressed on top.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from typing_extensions import override

from homeroom.events.actions import open_feed
from homeroom.foundation.ids import wire_id
from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.sharing.actions import connect
from homeroom.sharing.queries import Connection, connection_named
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.hubs import InProcess, Reply
from tests.support.readers import Reader
from tests.unit.districts.town import FORM, Browser, Town

NOTHING = Share("nothing")
EVERYONE = Share("district", staff=True, administrators=True)
SCOPES = frozenset({"read:student_contacts"})
Pairs = list[tuple[str, str]]


@dataclass
class Sheet:
    """One form of a page, as it would be sent untouched."""

    action: str
    pairs: Pairs = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """(Name, value, where it leads) of each button."""


class _Sheets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self.inside = False
        self.box = self.text = ""
        self.first = ""
        self.chosen: str | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.sheets.append(Sheet(given["action"]))
            self.inside = True
        elif tag == "textarea":
            self.box, self.text = given["name"], ""
        elif tag == "select":
            self.box, self.first, self.chosen = given["name"], "", None
        elif tag == "option":
            self.first = self.first or given["value"]
            self.chosen = given["value"] if "selected" in given else self.chosen
        elif tag == "button" and self.inside:
            at = given.get("formaction", self.sheets[-1].action)
            self.sheets[-1].buttons.append((given.get("name", ""), given.get("value", ""), at))
        elif tag == "input" and self.inside:
            is_box = given["type"] in ("radio", "checkbox")
            if not is_box or "checked" in given:
                self.sheets[-1].pairs.append((given["name"], given.get("value", "")))

    @override
    def handle_data(self, data: str) -> None:
        self.text += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.sheets[-1].pairs.append((self.box, self.text))
        elif tag == "select":
            self.sheets[-1].pairs.append((self.box, self.chosen or self.first))


def sheets_of(reply: Reply) -> list[Sheet]:
    """Every form of a page."""
    reader = _Sheets()
    reader.feed(reply.body.decode())
    return reader.sheets


def typed_into(pairs: Pairs, typed: Mapping[str, str | list[str]]) -> Pairs:
    """The pairs with these fields as they were typed; a list is what is ticked."""
    kept = [(name, value) for name, value in pairs if name not in typed]
    for name, value in typed.items():
        kept += [(name, one) for one in ([value] if isinstance(value, str) else value)]
    return kept


@dataclass
class Desk:
    """An administrator, an application, and the page that she looks at."""

    town: Town
    chief: Browser
    application: str
    connection: str
    reader: Reader
    page: Reply = field(default_factory=lambda: Reply(0, {}, b""))

    @property
    def at(self) -> str:
        return f"/district/applications/{self.application}"

    @property
    def text(self) -> str:
        return unescape(self.page.body.decode())

    def opens(self, path: str = "/sharing") -> str:
        self.page = self.chief.get(f"{self.at}{path}")
        assert 200 == self.page.status, self.text
        return self.text

    def sheet(self, ends: str) -> Sheet:
        """The form of the page whose address ends so; of several the last."""
        return [one for one in sheets_of(self.page) if one.action.endswith(ends)][-1]

    def sends(self, pairs: Pairs, path: str) -> Reply:
        headers = {"cookie": self.chief.cookie, "content-type": FORM}
        body = urlencode(pairs).encode()
        self.page = self.town.call(path, "POST", headers, body)
        return self.page

    def presses(self, do: str, ends: str = "/sharing", /, **typed: str | list[str]) -> str:
        """Press a button of the editor; what is typed has `-` where a name here has `_`."""
        sheet = self.sheet(ends)
        assert do in [value for _, value, _ in sheet.buttons], (do, sheet.buttons)
        named = {name.replace("_", "-"): value for name, value in typed.items()}
        self.sends([*typed_into(sheet.pairs, named), ("do", do)], sheet.action)
        return self.text

    def saves(self, note: str = "", **changed: str) -> Reply:
        """Press the one button of the preview."""
        sheet = self.sheet("/save")
        return self.sends(typed_into(sheet.pairs, {"note": note} | changed), sheet.action)

    def changes(self, kind: str, **typed: str | list[str]) -> Reply:
        """Choose in the editor, look at the preview, save."""
        self.opens()
        self.presses("refresh", kind=kind)
        self.presses("preview", **typed)
        assert 200 == self.page.status, self.text
        return self.saves()

    def stored(self) -> Connection:
        with self.town.hub.parts.store.roster.reading() as session:
            found = connection_named(session, self.town.district.number, self.connection)
        assert found is not None
        return found

    def ids(self, kind: str) -> set[str]:
        """What the application reads of a kind."""
        return set(self.reader.everything()[kind])

    def school(self, key: str) -> str:
        return wire_id(self.town.rid("schools", key), self.town.district.number)


def a_desk(
    town: Town,
    share: Share = EVERYONE,
    access: FieldAccess | None = None,
    name: str = "Reader",
    **declared: Any,
) -> Desk:
    """An application with Secure Sync and events is connected to the town."""
    application = town.application(name, types=["secure_sync"], **declared)
    granted = access or FieldAccess(scopes=SCOPES)
    store, district = town.hub.parts.store, town.district.number
    now = int(town.clock.now().timestamp() * 1000)
    with store.roster.writing() as session:
        connection = connect(
            session, now, district, application, "secure_sync", share, granted, events=True
        )
        open_feed(session, district, connection)
    with store.control.writing() as session:
        token = issue_district_token(
            session, town.hub.parts.sealer, now, Holder(district, connection, application)
        )
    reader = Reader(InProcess(town.hub), token, "v3.1")
    return Desk(town, town.admin(), application, connection, reader)


def told(events: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """(Kind, action, id) of each event."""
    for one in events:
        kind, _, action = one["type"].partition(".")
        yield kind, action, one["data"]["object"]["id"]
