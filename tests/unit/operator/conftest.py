"""A hub with one district full of marked names, and its operator, on each kind of store."""

from collections.abc import Iterator

import pytest

from homeroom.accounts import desk as accounts
from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.rules import DUTIES
from homeroom.accounts.sessions import Device
from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from tests.support.hubs import a_hub
from tests.support.stores import Place
from tests.unit.districts.town import MARKUP, START, Browser, Town, a_town


@pytest.fixture
def hub(place: Place) -> Iterator[Hub]:
    with a_hub(place, ManualClock(START)) as made:
        yield made


@pytest.fixture
def town(hub: Hub) -> Town:
    return a_town(hub, f"Ridge {MARKUP}")


@pytest.fixture
def olga(town: Town) -> Browser:
    return staff(town, "operator")


def staff(town: Town, duty: str) -> Browser:
    """The browser of one of the hub's own staff, who has proved who she is."""
    assert duty in DUTIES
    desk = accounts.desk_of(town.hub.parts)
    person, _ = add_hub_account(desk, f"{duty}@hub.example", f"Olga {MARKUP}", duty)
    with town.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, desk.now(), 0, person.user, Device("test", shared=False),
            method="password+totp", role=duty,
        )  # fmt: skip
    return Browser(town, f"hr={issued.token}", issued.kept.csrf)
