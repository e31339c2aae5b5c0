"""Which record of theirs is which of ours, by which field; doubts are told, never guessed."""

from homeroom.sharing.matching.rules import MOST_ALIKE, Ours, Theirs, keyed, match, name_key


def ours(id_: str, **values: str) -> Ours:
    return Ours(id_, keyed(values.items()))


def found(theirs: list[Theirs], hub: list[Ours]) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(one.outcome, one.id, one.hub_ids, one.by) for one in match(theirs, hub).outcomes]


def test_the_surest_field_decides_and_a_weaker_one_never_overrules_it() -> None:
    hub = [ours("a", sis_id="1", email="x@e"), ours("b", sis_id="2", email="y@e")]
    assert [("match", "t", ("a",), "sis_id"), ("hub_unmatched", "", ("b",), "")] == found(
        [Theirs("t", 2, sis_id="1", email="Y@e")], hub
    )
    unknown = Theirs("t", 2, sis_id="9", email="Y@E ")
    assert ("match", "t", ("b",), "email") == found([unknown], hub)[0]


def test_a_further_field_decides_between_several() -> None:
    hub = [
        ours("a", email="family@e", name_school=name_key("Ann", "Lee", "Elm")),
        ours("b", email="family@e", name_school=name_key("Bea", "Lee", "Elm")),
    ]
    one = Theirs("t", 2, email="family@e", first_name="BEA", last_name="Lée", school="elm ")
    assert ("match", "t", ("b",), "name_school") == found([one], hub)[0]
    assert [("hub_duplicate", "t", ("a", "b"), "email")] == found(
        [Theirs("t", 2, email="family@e")], hub
    )


def test_two_of_theirs_that_are_one_of_ours_are_duplicates() -> None:
    hub = [ours("a", sis_id="1", number="7")]
    assert [
        ("app_duplicate", "t", ("a",), "sis_id"), ("app_duplicate", "u", ("a",), "number")
    ] == found([Theirs("t", 2, sis_id="1"), Theirs("u", 3, number="7")], hub)  # fmt: skip
    same = [Theirs("t", 2, sis_id="1"), Theirs("t", 3, sis_id="5")]
    assert ["app_duplicate", "app_duplicate"] == [one[0] for one in found(same, hub)]


def test_blank_values_and_half_names_match_nobody() -> None:
    hub = [ours("a", sis_id="", name_school=name_key("Ann", "Lee", ""))]
    assert ("app_unmatched", "t", (), "") == found([Theirs("t", 2, last_name="Lee")], hub)[0]
    assert {} == hub[0].values
    assert {"match": 0, "app_unmatched": 0, "app_duplicate": 0, "hub_unmatched": 1,
            "hub_duplicate": 0} == match([], hub).counts()  # fmt: skip


def test_a_value_that_very_many_have_names_nobody_of_them() -> None:
    hub = [ours(f"{n}", state_id="N/A", email=f"{n}@e") for n in range(MOST_ALIKE + 1)]
    one = Theirs("t", 2, state_id="N/A", email="3@e")
    assert ("match", "t", ("3",), "email") == found([one], hub)[0]
    assert ("app_unmatched", "u", (), "") == found([Theirs("u", 2, state_id="N/A")], hub)[0]
    assert ("hub_duplicate", MOST_ALIKE) == next(
        (outcome, len(ids))
        for outcome, _, ids, _ in found([Theirs("u", 2, state_id="N/A")], hub[1:])
    )
