"""Reading, checking and normalising sharing rules."""

import json

import pytest

from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.rules import (
    FieldAccess,
    Share,
    definition_of,
    read_definition,
    view_key,
    write_definition,
)
from homeroom.sharing.selecting.comparing import Place, predicate_of
from homeroom.sharing.selecting.rules import (
    Filter,
    Operator,
    Rule,
    check_rules,
    values_in,
)


def key(share: Share, filters: tuple[Rule, ...] = ()) -> str:
    return view_key(definition_of(share, FieldAccess(), "v3.1", "app", filters))


SIXTH = Rule("student", (Filter("grade", "equals_any", ("6", "7")),))
MATHS = Rule("section", (Filter("subject", "equals_any", ("math",)),))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            Rule("section", (Filter("gender", "equals_any", ("F",)),)),
            r'Rule 1 \(section\): there is no field "gender". Take one of school, course',
        ),
        (
            Rule("student", (Filter("grade", "contains", ("6", "7")),)),
            r'grade contains: takes one value, 2 were given. Use "contains any of"',
        ),
        (
            Rule("student", (Filter("grade", "not_contains", ("6", "7")),)),
            r"grade does not contain: takes one value.*Add a filter for each",
        ),
        (
            Rule("student", (Filter("grade", "equals_any", ()),)),
            r"grade equals any of: there is no value. Give at least one",
        ),
        (
            Rule("student", (Filter("grade", "starts_with", ("",)),)),
            r"grade starts with: a value is blank. Remove it",
        ),
        (
            Rule("student", (Filter("ext.", "equals_any", ("x",)),)),
            r'there is no field "ext."',
        ),
        (Rule("section", sections=True), r"only teacher and student rules can add sections"),
        (Rule("teacher", schools="none"), r"only staff rules choose schools to bring"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place_and_a_remedy(
    rule: Rule, message: str
) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        check_rules([rule])


def test_pasted_values_are_parted_by_semicolons_and_lines() -> None:
    assert values_in(" 6; 7;;\n8 ; 6\n") == ("6", "7", "8")


def test_equal_rules_have_one_view_in_whatever_order_they_were_written() -> None:
    turned = Rule("student", (Filter("grade", "equals_any", ("7", "6", "7")),) * 2)

    assert key(Share("rules", rules=(SIXTH, MATHS))) == key(Share("rules", rules=(MATHS, turned)))
    assert key(Share("rules", rules=(SIXTH,))) != key(Share("rules", rules=(MATHS,)))
    assert key(Share("district"), (MATHS,)) != key(Share("district"))


def test_rules_that_are_not_in_force_alter_no_view() -> None:
    assert key(Share("district", rules=(SIXTH,))) == key(Share("district"))
    assert key(Share("nothing"), (SIXTH,)) == key(Share("nothing"))


def test_a_definition_with_rules_is_read_back_and_one_without_is_written_as_before() -> None:
    share = Share("rules", rules=(SIXTH, MATHS))
    definition = definition_of(share, FieldAccess(), "v3.1", "", (MATHS,))
    before = write_definition(definition_of(Share("district"), FieldAccess(), "v3.1", ""))

    assert read_definition(write_definition(definition)) == definition
    assert not {"rules", "filters"} & set(json.loads(before))
    # As it stood in stores before there were rules.
    assert key(Share("nothing")) == "26bfc1f69f429feb374b6fb6eb9fa758"


@pytest.mark.parametrize(
    ("operator", "values", "held", "expected"),
    [
        ("equals_any", ("math", "art"), ["art"], True),
        ("equals_any", ("math",), ["Math"], False),
        ("equals_any", ("math",), [], False),
        ("not_equals_any", ("math",), ["art"], True),
        ("not_equals_any", ("math",), ["art", "math"], False),
        ("not_equals_any", ("math",), [], True),
        ("contains", ("lge",), ["Algebra"], True),
        ("contains", ("LGE",), ["Algebra"], False),
        ("not_contains", ("lge",), ["Algebra"], False),
        ("not_contains", ("lge",), [], True),
        ("contains_any", ("xx", "bra"), ["Algebra"], True),
        ("starts_with", ("Alg",), ["Algebra"], True),
        ("starts_with", ("lge",), ["Algebra"], False),
        ("starts_with_any", ("B", "A"), ["Algebra"], True),
    ],
)
def test_each_operator_and_case_counts(
    operator: Operator, values: tuple[str, ...], held: list[str], expected: bool
) -> None:
    assert predicate_of(Filter("name", operator, values))(held) is expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("equals_any", "Elm School", True),
        ("equals_any", "100", True),
        ("equals_any", "a1", True),
        ("equals_any", "Elm", False),
        ("not_equals_any", "100", False),
        ("starts_with", "Elm", True),
        ("starts_with", "10", False),
        ("contains", "a1", False),
        ("not_contains", "School", False),
    ],
)
def test_a_place_is_meant_by_name_or_ids_and_in_part_by_name_alone(
    operator: Operator, value: str, expected: bool
) -> None:
    places = [Place("a1", ("Elm School", "100")), Place("b2", ("Oak", "200"))]

    assert predicate_of(Filter("school", operator, (value,)), places)(("a1",)) is expected
