"""No file, no undo and no rollover touches the team (rulings R29, R32)."""

from homeroom.accounts.desk import desk_of
from homeroom.intake.runs.actions import ask_undo
from homeroom.roster.actions import set_switch
from homeroom.roster.documents import document_named
from homeroom.roster.queries import known
from tests.unit.districts.team.colleagues import team_of
from tests.unit.districts.town import Browser, Town

OLIVE = "olive@walnut.example"


def record_of(town: Town) -> str:
    owner = team_of(town.hub, town.district)[0]
    with town.hub.parts.store.roster.reading() as session:
        found = document_named(session, town.district.number, "users", owner.person)
    assert found is not None
    return found.body


def test_an_owner_is_a_record_that_syncs_undo_and_rollover_leave_as_it_is(
    town: Town, owner: Browser
) -> None:
    before = record_of(town)
    assert '"district_admin":{"legacy_id":' in before
    with town.hub.parts.store.roster.writing() as session:
        set_switch(session, town.district.number, "administrators_csv", True)
    # The file names an administrator with the owner's own address.
    town.files.rows["administrators.csv"][0]["Admin_email"] = OLIVE
    run = town.take_in(owner)
    assert "applied" == run.state, run.outcome
    assert before == record_of(town)
    assert 0 == run.outcome["counts"].get("administrators", {}).get("existing", 0)

    # She alone is found by her address, whatever the file says.
    found = desk_of(town.hub.parts).people.find(town.district.number, OLIVE)
    assert found.person is not None
    assert team_of(town.hub, town.district)[0].person == found.person.user

    # The next year: the second administrator leaves, a pupil too.
    del town.files.rows["administrators.csv"][1]
    del town.files["students"][0]
    second = town.take_in(owner)
    if second.state == "held":
        assert (
            303
            == owner.post(
                f"/district/runs/{second.run}/approve", attempt=str(second.attempt)
            ).status
        )
        town.work()
    assert before == record_of(town)

    ask_undo(town.desk, second.run, "Olive")
    town.work()
    assert before == record_of(town)
    with town.hub.parts.store.roster.reading() as session:
        keys = set(known(session, town.district.number)["rid"].to_list())
    assert team_of(town.hub, town.district)[0].person not in keys
