"""Who is one person: data-api.md 6.7, district.md 1.8."""

from homeroom.intake.derivation.employees import RoleRecord, claimed, grouped


def teacher(sis_id: str, email: str = "") -> RoleRecord:
    return RoleRecord("teacher", sis_id, email)


def staff(sis_id: str, email: str = "") -> RoleRecord:
    return RoleRecord("staff", sis_id, email)


def admin(sis_id: str, email: str = "") -> RoleRecord:
    return RoleRecord("district_admin", sis_id, email)


def test_employees_of_one_address_are_one_person() -> None:
    everyone = [staff("S", "a@x"), admin("A", "a@x"), teacher("T", "a@x")]

    assert [(teacher("T", "a@x"), staff("S", "a@x"), admin("A", "a@x"))] == grouped(everyone)


def test_blank_addresses_merge_nobody() -> None:
    assert [(teacher("T"),), (staff("S"),)] == grouped([teacher("T"), staff("S")])


def test_a_word_in_place_of_an_address_merges_nobody() -> None:
    assert [(teacher("T", "none"),), (staff("S", "none"),)] == grouped(
        [teacher("T", "none"), staff("S", "none")]
    )


def test_addresses_that_differ_in_case_do_not_merge() -> None:
    assert 2 == len(grouped([teacher("T", "A@x"), staff("S", "a@x")]))


def test_a_second_teacher_of_an_address_stays_alone() -> None:
    groups = grouped([teacher("2", "a@x"), teacher("1", "a@x"), staff("S", "a@x")])

    assert [(teacher("1", "a@x"), staff("S", "a@x")), (teacher("2", "a@x"),)] == groups


def test_order_of_rows_does_not_matter() -> None:
    everyone = [teacher("2", "a@x"), staff("S", "a@x"), teacher("1", "a@x"), admin("A", "b@x")]

    assert grouped(everyone) == grouped(everyone[::-1])


def test_a_person_who_becomes_staff_too_keeps_her_number() -> None:
    groups = grouped([teacher("T", "a@x"), staff("S", "a@x")])

    assert [7] == claimed(groups, {"staff:S": 7}, {7})


def test_of_two_active_numbers_the_teachers_stays() -> None:
    groups = grouped([teacher("T", "a@x"), staff("S", "a@x")])

    assert [5] == claimed(groups, {"staff:S": 7, "teacher:T": 5}, {5, 7})


def test_an_active_number_beats_one_that_is_gone() -> None:
    groups = grouped([teacher("T", "a@x"), staff("S", "a@x")])

    assert [7] == claimed(groups, {"staff:S": 7, "teacher:T": 5}, {7})


def test_when_a_person_splits_the_teacher_keeps_the_number() -> None:
    groups = grouped([teacher("T", "a@x"), staff("S", "b@x"), admin("A", "c@x")])
    together = {"teacher:T": 5, "staff:S": 5, "district_admin:A": 5}

    assert [5, None, None] == claimed(groups, together, {5})


def test_without_the_teacher_the_staff_record_keeps_the_number() -> None:
    groups = grouped([admin("A", "c@x"), staff("S", "b@x")])

    assert [5, None] == claimed(groups, {"staff:S": 5, "district_admin:A": 5}, {5})
