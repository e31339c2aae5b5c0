"""Attendance that comes, is corrected or expires under a pin, asked over HTTP, on both stores."""

from datetime import timedelta

import pytest

from homeroom.sharing.rules import FieldAccess, Share
from homeroom_wire.attendance import ATTENDANCE_SCOPE
from tests.support.hubs import InProcess
from tests.support.pinned import Pinning
from tests.support.pipeline import Connected

HEAD = "Attendance_id,Attendance_date,Attendance_status,Student_id\n"
OLD, NEW = "2026-09-01", "2026-09-02"


def marks(world: Pinning, connection: Connected) -> list[bytes]:
    call, headers = InProcess(world.hub), {"authorization": f"Bearer {connection.token}"}
    schools = call("/v3.1/schools", headers=headers).json["data"]
    paths = [f"/v3.1/attendance/schools/{one['data']['id']}" for one in schools]
    found = [call(f"{path}?limit=1000", headers=headers) for path in paths]
    found += [call(f"{path}?limit=1&ending_before=last", headers=headers) for path in paths]
    assert {200} == {one.status for one in found}
    return [one.body for one in found]


@pytest.fixture
def connection(world: Pinning) -> Connected:
    return world.connect(Share("district"), FieldAccess(scopes=frozenset({ATTENDANCE_SCOPE})))


def test_attendance_stays_as_it_was_under_a_pin(world: Pinning, connection: Connected) -> None:
    one, two, *_ = sorted(world.roster.students)
    world.take_in(world.roster, attendance=f"{HEAD}1,{OLD},Absent,{one}\n2,{OLD},Tardy,{two}\n")
    before = marks(world, connection)
    assert any(b"absent" in body for body in before)
    world.pause(connection)

    moved = f"1,{NEW},Absent,{one}\n2,{OLD},Present,{two}\n3,{NEW},Tardy,{two}\n"
    world.take_in(world.roster, attendance=f"{HEAD}{moved}")
    assert before == marks(world, connection)
    world.take_in(world.roster, attendance=f"{HEAD}2,{OLD},Absent,{two}\n")
    assert before == marks(world, connection)
    world.clock.advance(timedelta(days=250))
    world.take_in(world.roster, attendance=f"{HEAD}9,2027-05-01,Absent,{one}\n")
    assert before == marks(world, connection)

    world.resume(connection)
    after = marks(world, connection)
    assert not any(OLD.encode() in body for body in after)
    assert any(b"2027-05-01" in body for body in after)
