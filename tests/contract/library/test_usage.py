"""What people do at the doors of a hub is counted: a use for each time, by the right way."""

from homeroom.accounts.usage.collecting import collected_by
from homeroom.accounts.usage.flushing import flush
from homeroom.accounts.usage.queries import usages
from tests.support.library import School


def test_signing_in_and_opening_an_application_are_a_use_each(school: School) -> None:
    own, bought = school.app("Own"), school.app("Bought", types=["district_sso"])
    school.connect(bought)
    school.token(own, school.install("ann", own))
    school.enters("ann", own)
    school.enters("ann", bought)

    flush(school.hub.parts)

    assert [] == collected_by(school.hub.parts.store).take()
    with school.hub.parts.store.control.reading() as control:
        found = usages(control, school.district.number, "2000-01-01", "2100-01-01")
    ann = school.number("ann")
    assert {
        ("teacher", "", "", 3),
        ("teacher", own.application, "teacher", 2),
        ("teacher", bought.application, "district", 1),
    } == {(one.role, one.application, one.way, one.each[ann]) for one in found}
