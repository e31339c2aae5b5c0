"""A developer with a sandbox of her own, and what she does in it through the pages."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from homeroom.foundation.ids import parse_id
from homeroom.intake.runs.desk import Desk as Intake
from homeroom.intake.runs.worker import Worker
from tests.support.hubs import Reply
from tests.support.portals import MARK, Browser
from tests.unit.developers.workshop import SECRET, Desk, Made, Workshop, declare, make

MINE = "/developers/sandboxes"
STUDENT = "20001"
NAME = f"Maple {MARK}"


@dataclass
class Yard:
    """One sandbox, and the browser of its owner."""

    workshop: Workshop
    desk: Desk
    id: str

    @property
    def path(self) -> str:
        return f"{MINE}/{self.id}"

    @property
    def number(self) -> int:
        parsed = parse_id(self.id)
        assert parsed is not None
        return parsed[1]

    def work(self) -> str | None:
        """The worker takes in what waits."""
        return work(self.workshop)

    def field(self, below: str, name: str) -> str:
        """What a page's form carries."""
        page = self.desk.shown(f"{self.path}{below}")
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        assert found is not None, page[-900:]
        return found[1]

    def edit(self, kind: str, record: str, **typed: Any) -> Reply:
        """Change a record by its form; what is not typed stays."""
        self.desk.shown(f"{self.path}/edit/{kind}?record={record}")
        carried = fields_of(self.desk.text) | typed
        return self.desk.form(f"{self.path}/edit/{kind}", **carried)

    def add(self, kind: str, record: str, **typed: Any) -> Reply:
        """Add a record by its form."""
        self.desk.shown(f"{self.path}/edit/{kind}/new")
        carried = fields_of(self.desk.text) | {"record": record} | typed
        return self.desk.form(f"{self.path}/edit/{kind}/new", **carried)

    def remove(self, kind: str, record: str) -> Reply:
        """Remove a record by its form."""
        self.desk.shown(f"{self.path}/edit/{kind}/remove?record={record}")
        return self.desk.form(f"{self.path}/edit/{kind}/remove", **fields_of(self.desk.text))

    def connect(self, made: Made) -> str:
        """Connect an application, and return its token."""
        assert 303 == self.desk.form(f"{self.path}/connect", application=made.id).status
        page = self.desk.shown(self.path)
        link = re.search(rf"{made.path}/districts/[0-9a-f]{{24}}", page)
        assert link is not None
        token = re.search(r'name="token" value="([0-9a-f]{24})"', self.desk.shown(link[0]))
        assert token is not None
        self.desk.form(f"{link[0]}/reveal", token=token[1])
        (string,) = SECRET.findall(self.desk.text)
        return str(string)

    def api(self, token: str, path: str) -> Reply:
        """Ask the API as the application would."""
        return self.reader(token).get(path)

    def reader(self, token: str) -> Browser:
        """The application."""
        return self.workshop.town.browser(authorization=f"Bearer {token}")

    def person(self, q: str) -> str:
        """The id of the one person whom a search leads to."""
        (found,) = set(
            re.findall(
                r'name="user" value="([0-9a-f]{24})"', self.desk.shown(f"{self.path}/people?q={q}")
            )
        )
        return str(found)

    def log_in_as(self, user: str) -> Reply:
        """Press the button beside a person."""
        return self.desk.form(f"{self.path}/login", user=user)


def fields_of(page: str) -> dict[str, Any]:
    """The fields of the page's form with a record, as a browser would send them untouched."""
    # An O'Neil stands as O&#39;Neil in the page, and a browser sends her name.
    form = next(one for one in page.split("<form")[1:] if 'name="record"' in one).split("</form")[0]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name is None or name[1] == "csrf":
            continue
        if 'type="checkbox"' not in tag:
            fields[name[1]] = unescape(value[1]) if value else ""
        elif " checked" in tag and value:
            fields.setdefault(name[1], []).append(unescape(value[1]))
    selects = re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL)
    for name, inside in selects:
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        chosen = [value for value, is_chosen in options if is_chosen]
        fields[name] = unescape((chosen or [options[0][0]])[0])
    return fields


def work(workshop: Workshop) -> str | None:
    """The hub's worker takes in one run."""
    with Worker(Intake.of(workshop.hub.parts)) as worker:
        return worker.work_one()


def ticket_of(desk: Desk) -> str:
    """What a fresh form of a new sandbox carries."""
    found = re.search(r'name="ticket" value="([0-9a-f]+)"', desk.shown(f"{MINE}/new"))
    assert found is not None
    return found[1]


def begin(workshop: Workshop, desk: Desk, name: str = NAME, kind: str = "small") -> Yard:
    """Create a sandbox by its form; nothing of it is taken in yet."""
    reply = desk.form(f"{MINE}/new", name=name, kind=kind, ticket=ticket_of(desk))
    assert 303 == reply.status, desk.text[-900:]
    found = re.match(rf"{MINE}/([0-9a-f]{{24}})\?said=made", reply.headers["location"])
    assert found is not None
    return Yard(workshop, desk, found[1])


def a_yard(workshop: Workshop) -> Yard:
    """A sandbox whose people are there."""
    yard = begin(workshop, workshop.developer())
    assert "applied" == yard.work()
    workshop.town.later(minutes=1)
    return yard


def reader(workshop: Workshop, desk: Desk) -> Made:
    """An application that reads every field and follows events."""
    made = make(desk, "Reader")
    declare(workshop, made, events=True, fields=None)
    return made
