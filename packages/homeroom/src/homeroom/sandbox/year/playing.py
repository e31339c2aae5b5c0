"""Plays the year: week after week, with what the plan says, and what an application is told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from homeroom.sandbox.year.asking import Sandbox
from homeroom.sandbox.year.plan import PLAN, WEEK, Happening, due, first_day, last_day

Say = Callable[[str], None]


@dataclass
class Year:
    """One school year of one district, with an application that reads along."""

    sandbox: Sandbox
    school_year: int
    say: Say
    wait: Callable[[], object]
    district: str = ""
    token: str = ""
    told: Counter[str] = field(default_factory=Counter)
    _cursor: str = ""
    _words: dict[str, str] = field(default_factory=dict)

    def play(self) -> None:
        """Make a district, then live through its year."""
        today = self._begin()
        waiting = list(PLAN)
        while today < last_day(self.school_year):
            for one in due(waiting, self.school_year, today):
                waiting.remove(one)
                self._happen(one, today)
            self.wait()
            today = self._advance(WEEK.days)
        listed = ", ".join(f"{count} {name}" for name, count in sorted(self.told.items()))
        self.say(f"The year is over. An application was told: {listed}")

    def _begin(self) -> date:
        """Make the district, and set its clock to the day before the year; return the day."""
        self._words = {one["name"]: one["what"] for one in self.sandbox.ask("GET", "/mutations")}
        wanted = {"kind": "lantern-ridge", "name": "A year", "school_year": self.school_year}
        made = self.sandbox.ask("POST", "/districts", wanted)
        self.district = made["district"]
        app = self.sandbox.ask(
            "POST", "/applications", {"name": "Reads along", "types": ["secure_sync"]}
        )
        path = f"/districts/{self.district}/connections"
        connected = self.sandbox.ask("POST", path, {"client_id": app["client_id"]})
        self.token = connected["token"]
        self.say(
            f"District {self.district} ({made['name']}, {self.school_year}-"
            f"{(self.school_year + 1) % 100:02d}). Read along with this token:\n"
            f"  curl -H 'Authorization: Bearer {self.token}' '{self.sandbox.url}/v3.1/events'"
        )
        self._read_events()
        self.told.clear()
        days = (first_day(self.school_year) - _day(made["clock"])).days
        return self._advance(max(0, days))

    def _advance(self, days: int) -> date:
        path = f"/districts/{self.district}/clock"
        return _day(self.sandbox.ask("POST", path, {"advance_days": days})["now"])

    def _happen(self, one: Happening, today: date) -> None:
        path = f"/districts/{self.district}/mutations"
        done = self.sandbox.ask("POST", path, {"name": one.mutation})
        told = self._read_events()
        said = f"{today:%Y-%m-%d}  {one.mutation:<7} {self._words[one.mutation]}"
        self.say(f"{said}: {_listed(told, done['state'])}")

    def _read_events(self) -> Counter[str]:
        """Read what the application is told since the last time, page by page."""
        found: Counter[str] = Counter()
        path: str | None = "/v3.1/events?limit=1000"
        path = f"{path}&starting_after={self._cursor}" if self._cursor else path
        while path is not None:
            page = self.sandbox.read(path, self.token)
            events = [item["data"] for item in page["data"]]
            found.update(one["type"] for one in events)
            self._cursor = events[-1]["id"] if events else self._cursor
            path = _next(page)
        self.told += found
        return found


def _next(page: dict[str, Any]) -> str | None:
    return next((one["uri"] for one in page["links"] if one["rel"] == "next"), None)


def _listed(told: Counter[str], state: str) -> str:
    if state == "held":
        return "held, nothing changes until somebody has looked"
    return ", ".join(f"{count} {name}" for name, count in sorted(told.items())) or "nothing to tell"


def _day(clock: str) -> date:
    return datetime.fromisoformat(clock).date()
