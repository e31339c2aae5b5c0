"""The truth table of matching, every cell (product.md pains 2, 4, 5; SYN-02, SSO-07, SSO-18)."""

from itertools import product

import pytest

from homeroom_kit.matching import (
    Account,
    Asked,
    Decision,
    KnownPlace,
    Match,
    Place,
    decide,
    decide_place,
)

EMAILS = ("present", "absent", "shared", "changed")
IDS = ("known", "unknown")
ACCOUNTS = ("by sis id", "by email", "by neither", "by several")

FOUND = Decision("found", "clever_id", ("1",))
BY_SIS = Decision("linked", "sis_id", ("2",))
HINT = Decision("suggested", "email", ("3",))
HINTS = Decision("ambiguous", "email", ("3", "9"))
TWO_SIS = Decision("ambiguous", "sis_id", ("2", "4"))
NEW = Decision("new")

EXPECTED = {
    # Whoever is known by the id is found by it, whatever else is true.
    **{("known", email, account): FOUND for email, account in product(EMAILS, ACCOUNTS)},
    ("unknown", "present", "by sis id"): BY_SIS,
    ("unknown", "absent", "by sis id"): BY_SIS,
    ("unknown", "shared", "by sis id"): BY_SIS,
    ("unknown", "changed", "by sis id"): BY_SIS,
    ("unknown", "present", "by email"): HINT,
    ("unknown", "absent", "by email"): NEW,
    ("unknown", "shared", "by email"): HINTS,
    ("unknown", "changed", "by email"): NEW,
    ("unknown", "present", "by neither"): NEW,
    ("unknown", "absent", "by neither"): NEW,
    ("unknown", "shared", "by neither"): Decision("suggested", "email", ("9",)),
    ("unknown", "changed", "by neither"): NEW,
    ("unknown", "present", "by several"): TWO_SIS,
    ("unknown", "absent", "by several"): TWO_SIS,
    ("unknown", "shared", "by several"): TWO_SIS,
    ("unknown", "changed", "by several"): TWO_SIS,
}


def _accounts(known: str, email: str, account: str) -> list[Account]:
    """Account 1 is linked, 2 and 4 have the SIS id, 3 the e-mail, 9 is of somebody else's."""
    found = [Account("7", None, "d", frozenset(), None), Account("8", "other", "d", frozenset())]
    if known == "known":
        old = "before@x" if email == "changed" else "ann@x"
        found.append(Account("1", "ann", "d", frozenset({"student:1"}), old))
    if account in ("by sis id", "by several"):
        found.append(Account("2", None, "d", frozenset({"student:1"})))
    if account == "by several":
        found.append(Account("4", None, "d", frozenset({"student:1"})))
    if account == "by email":
        found.append(Account("3", None, "d", frozenset(), "Ann@X "))
    if email == "shared":
        found.append(Account("9", None, None, frozenset(), "ann@x"))
    return found


@pytest.mark.parametrize(("known", "email", "account"), sorted(product(IDS, EMAILS, ACCOUNTS)))
def test_every_cell_of_the_truth_table(known: str, email: str, account: str) -> None:
    mine = {"absent": None, "changed": "now@x"}.get(email, "ann@x")
    asked = Asked("ann", "d", frozenset({"student:1"}), mine)

    assert EXPECTED[known, email, account] == decide(asked, _accounts(known, email, account))


def test_the_table_has_every_cell() -> None:
    assert set(product(IDS, EMAILS, ACCOUNTS)) == set(EXPECTED)


@pytest.mark.parametrize("blank", [None, "", " ", "\t"])
def test_pain_2_an_empty_email_matches_nobody(blank: str | None) -> None:
    accounts = [Account("1", None, "d", frozenset(), blank), Account("2", None, None)]

    assert NEW == decide(Asked("ann", "d", frozenset(), blank, email_proven=True), accounts)


@pytest.mark.parametrize("blank", ["student:", "student: "])
def test_pain_2_an_empty_sis_id_matches_nobody(blank: str) -> None:
    accounts = [Account("1", None, "d", frozenset({blank}))]

    assert NEW == decide(Asked("ann", "d", frozenset({blank})), accounts)


def test_pain_2_a_roster_email_is_a_hint_and_never_a_proof() -> None:
    accounts = [Account("1", None, "d", frozenset(), "ann@x")]

    assert decide(Asked("ann", "d", frozenset(), "ann@x"), accounts).needs_a_person


def test_pain_5_a_proven_email_links_the_account_that_was_there() -> None:
    accounts = [Account("1", None, None, frozenset(), "Ann@x")]
    asked = Asked("ann", "d", frozenset(), "ann@X", email_proven=True)

    assert Decision("linked", "email", ("1",)) == decide(asked, accounts)


def test_a_proven_email_of_two_accounts_is_for_a_person() -> None:
    accounts = [Account(one, None, None, frozenset(), "ann@x") for one in ("1", "2")]
    asked = Asked("ann", "d", frozenset(), "ann@x", email_proven=True)

    assert "ambiguous" == decide(asked, accounts).outcome


def test_an_email_opens_nothing_of_another_district() -> None:
    accounts = [Account("1", None, "elsewhere", frozenset(), "ann@x")]

    assert NEW == decide(Asked("ann", "d", frozenset(), "ann@x", email_proven=True), accounts)


def test_a_sis_id_means_nothing_in_another_district() -> None:
    accounts = [Account("1", None, "elsewhere", frozenset({"student:1"}))]

    assert NEW == decide(Asked("ann", "d", frozenset({"student:1"})), accounts)


def test_a_teacher_is_no_pupil_of_the_same_number() -> None:
    accounts = [Account("1", None, "d", frozenset({"teacher:1"}))]

    assert NEW == decide(Asked("ann", "d", frozenset({"student:1"})), accounts)


def test_an_account_that_is_somebodys_is_never_taken_over_by_email() -> None:
    accounts = [Account("1", "ben", "d", frozenset(), "ann@x")]

    assert NEW == decide(Asked("ann", "d", frozenset(), "ann@x", email_proven=True), accounts)


def test_siblings_who_share_an_email_are_told_apart_by_their_sis_ids() -> None:
    accounts = [Account("1", None, "d", frozenset({"student:2"}), "family@x")]
    asked = Asked("ann", "d", frozenset({"student:1"}), "family@x")

    assert NEW == decide(asked, accounts)


def test_siblings_who_share_a_proven_email_are_for_a_person() -> None:
    accounts = [Account("1", None, "d", frozenset({"student:2"}), "family@x")]
    asked = Asked("ann", "d", frozenset({"student:1"}), "family@x", email_proven=True)

    assert HINT.outcome == decide(asked, accounts).outcome


def test_a_proven_email_and_a_sis_id_that_disagree_are_for_a_person() -> None:
    accounts = [
        Account("1", None, "d", frozenset({"student:1"}), "old@x"),
        Account("2", None, "d", frozenset(), "ann@x"),
    ]
    asked = Asked("ann", "d", frozenset({"student:1"}), "ann@x", email_proven=True)

    assert Decision("ambiguous", "none", ("1", "2")) == decide(asked, accounts)


def test_pain_4_an_id_from_before_v3_finds_the_account() -> None:
    accounts = [Account("1", "old-teacher-id", "d")]
    asked = Asked("lee", "d", legacy_ids=frozenset({"old-teacher-id"}))

    assert Decision("linked", "legacy_id", ("1",), "old-teacher-id") == decide(asked, accounts)


@pytest.mark.parametrize(
    ("new_id", "outcome"), [("create", "new"), ("relink", "linked"), ("ask", "suggested")]
)
def test_pain_4_a_sis_id_under_a_new_id_is_met_as_declared(new_id: str, outcome: str) -> None:
    accounts = [Account("1", "old", "d", frozenset({"student:1"}), is_gone=True)]
    match = Match(new_id=new_id)  # type: ignore[arg-type]

    assert outcome == decide(Asked("new", "d", frozenset({"student:1"})), accounts, match).outcome


def test_a_sis_id_of_somebody_who_is_still_there_takes_nothing_over() -> None:
    accounts = [Account("1", "old", "d", frozenset({"student:1"}))]
    match = Match(new_id="relink")

    assert NEW == decide(Asked("new", "d", frozenset({"student:1"})), accounts, match)


@pytest.mark.parametrize("turn_of", [1, -1])
def test_the_order_of_accounts_does_not_matter(turn_of: int) -> None:
    accounts = _accounts("unknown", "shared", "by email")[::turn_of]

    assert HINTS == decide(Asked("ann", "d", frozenset(), "ann@x"), accounts)


def test_a_place_is_found_by_its_id_alone() -> None:
    known = [KnownPlace("1", "s1", nces_id="9"), KnownPlace("2", None, nces_id="9")]

    assert Decision("found", "clever_id", ("1",)) == decide_place(Place("s1", nces_id="9"), known)


@pytest.mark.parametrize("name", ["nces_id", "mdr_number", "number"])
def test_a_places_numbers_only_suggest(name: str) -> None:
    known = [KnownPlace("1", None, **{name: "9"}), KnownPlace("2", None, **{name: "8"})]

    assert Decision("suggested", "number", ("1",)) == decide_place(
        Place("s1", **{name: "9"}), known
    )


def test_a_school_number_means_nothing_in_another_district() -> None:
    known = [KnownPlace("1", None, number="9", district="elsewhere")]

    assert NEW == decide_place(Place("s1", number="9", district="d"), known)


@pytest.mark.parametrize("blank", [None, "", " "])
def test_places_without_numbers_have_nothing_in_common(blank: str | None) -> None:
    known = [KnownPlace("1", None, nces_id=blank, number=blank)]

    assert NEW == decide_place(Place("s1", nces_id=blank, number=blank), known)


def test_two_places_of_one_number_are_for_a_person() -> None:
    known = [KnownPlace("1", None, mdr_number="9"), KnownPlace("2", None, mdr_number="9")]

    assert "ambiguous" == decide_place(Place("s1", mdr_number="9"), known).outcome
