"""A school of the Library: co-teachers, a pupil of two teachers, classes that end and come back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homeroom_kit.login import App, Identity, callback, start
from homeroom_kit.provision import (
    Entered,
    Library,
    MemoryAccounts,
    MemoryClasses,
    Prove,
    Provisioning,
)
from tests.kit.login.grounds import HUB, IntoHub, path_of, query_of
from tests.support.library import CALLBACK, School, a_school
from tests.support.stores import copied


@pytest.fixture
def school(tmp_path: Path, sqlite_template: Path) -> Iterator[School]:
    with (
        copied("sqlite", tmp_path / "home", sqlite_template, None) as place,
        a_school(place) as made,
    ):
        yield made


class Reader:
    """An application that teachers add."""

    def __init__(self, school: School) -> None:
        self.school = school
        made = school.app()
        clock: Any = school.clock
        self.app = App(
            made.client_id, made.client_secret, CALLBACK, HUB, clock=clock,
            transport=IntoHub(school.hub),
        )  # fmt: skip
        self.accounts, self.classes = MemoryAccounts(), MemoryClasses()
        self.declared = Provisioning(self.accounts, None, Library(), self.classes)
        self.ids: dict[str, str] = {}

    def enters(self, name: str) -> Entered | Prove:
        identity = self.identity(name)
        self.ids[name] = identity.id
        return self.declared.enter(self.app, identity)

    def identity(self, name: str) -> Identity:
        session: dict[str, Any] = {}
        browser = self.school.browser(name)
        page = browser.get(path_of(start(self.app, session)))
        if page.status == 200:
            page = browser.answer(page, "accept")
        return callback(self.app, session, query_of(page.headers["location"]))

    def people(self) -> list[str]:
        return sorted(
            str(row.profile.values["name.first"]).partition("<")[0]
            for row in self.accounts.rows.values()
        )

    def class_of(self, name: str) -> Any:
        return next(
            one for one in self.classes.rows.values() if str(one.values["name"]).startswith(name)
        )


def test_a_school_year_in_the_library(school: School) -> None:
    reader = Reader(school)
    assert isinstance(reader.enters("ann"), Entered)
    assert ["Ann", "Pia", "Quin"] == reader.people()

    # Cy comes: Quin is hers too, and has one account (LIB-10).
    reader.enters("cy")
    assert ["Ann", "Cy", "Pia", "Quin", "Ron"] == reader.people()
    quin = reader.identity("quin").id
    assert {quin} == reader.class_of("Reading").students & reader.class_of("Maths").students

    # Bob teaches Reading with Ann: one class, of both (LIB-R10; product.md, pain 12).
    reader.enters("bob")
    assert 2 == len(reader.classes.rows)
    assert {reader.ids["ann"], reader.ids["bob"]} == reader.class_of("Reading").teachers

    # Ann teaches it no more: it stays Bob's, with all its pupils.
    row = school.files.rows["sections.csv"][0]
    row["Teacher_id"], row["Teacher_2_id"] = "bob", ""
    school.send()
    assert Entered(reader.accounts.linked([reader.ids["ann"]])[reader.ids["ann"]], "there") == (
        reader.enters("ann")
    )
    assert {reader.ids["bob"]} == reader.class_of("Reading").teachers
    assert 2 == len(reader.class_of("Reading").students)

    # Bob leaves it too: nobody who comes teaches it, so it is put away, and nobody is lost.
    row["Teacher_id"] = "zoe"
    school.send()
    reader.enters("bob")
    assert reader.class_of("Reading").is_archived
    assert 2 == len(reader.class_of("Reading").students)
    assert ["Ann", "Bob", "Cy", "Pia", "Quin", "Ron"] == reader.people()

    # And it comes back with whoever teaches it again (product.md, pain 11).
    row["Teacher_id"] = "ann"
    school.send()
    reader.enters("ann")
    again = reader.class_of("Reading")
    assert (False, {reader.ids["ann"]}, 2) == (
        again.is_archived, set(again.teachers), len(again.students),
    )  # fmt: skip


def test_a_teacher_who_brings_nobody_and_her_colleague(school: School) -> None:
    reader = Reader(school)
    reader.enters("zoe")
    assert (["Zoe"], {}) == (reader.people(), reader.classes.rows)


def test_a_name_with_markup_is_kept_as_it_is(school: School) -> None:
    reader = Reader(school)
    reader.enters("ann")
    assert any("<script>" in str(row.profile.values) for row in reader.accounts.rows.values())
