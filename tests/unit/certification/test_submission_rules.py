"""The rules of submissions: states, combinations, working days, what must be certified again."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest

from homeroom.certification.requirements.survey.questions import forms_of
from homeroom.certification.submissions import rules
from homeroom.certification.submissions.rules import Certified, check_move, due_at
from homeroom.foundation.errors import ConflictError
from homeroom.oauth.registration.together import APART, objection_to, submissions

LIBRARY, SSO, SYNC = "library", "district_sso", "secure_sync"
EVERY = [frozenset(c) for many in (1, 2, 3) for c in combinations((LIBRARY, SSO, SYNC), many)]

TOGETHER = {
    frozenset({LIBRARY}): ((LIBRARY,),),
    frozenset({SSO}): ((SSO,),),
    frozenset({SYNC}): ((SYNC,),),
    frozenset({LIBRARY, SSO}): ((SSO, LIBRARY),),
    frozenset({LIBRARY, SYNC}): ((SYNC,), (LIBRARY,)),
    frozenset({SSO, SYNC}): ((SSO, SYNC),),
    frozenset({LIBRARY, SSO, SYNC}): ((SSO, SYNC), (LIBRARY,)),
}
"""certification.md 3.3, for types that are built together."""

FORMS = {
    (LIBRARY,): ("common", "library"),
    (SSO,): ("common", "district_sso"),
    (SYNC,): ("common", "secure_sync"),
    (SSO, LIBRARY): ("common", "library", "district_sso"),
    (SSO, SYNC): ("common", "secure_sync"),
}


@pytest.mark.parametrize("types", EVERY, ids=lambda types: "+".join(sorted(types)))
def test_types_built_together_are_submitted_as_the_table_says(types: frozenset[str]) -> None:
    found = submissions(types)
    assert TOGETHER[types] == found
    assert [FORMS[group] for group in found] == [forms_of(group) for group in found]
    assert [""] * len(found) == [objection_to(group) for group in found]


@pytest.mark.parametrize("types", EVERY, ids=lambda types: "+".join(sorted(types)))
def test_types_built_at_different_times_are_submitted_one_by_one(types: frozenset[str]) -> None:
    found = submissions(types, built_together=False)
    assert tuple((one,) for one in sorted(types)) == found


@pytest.mark.parametrize("types", [{LIBRARY, SYNC}, {LIBRARY, SSO, SYNC}])
def test_library_with_secure_sync_is_refused_with_the_rule(types: set[str]) -> None:
    assert APART == objection_to(types)


def test_nothing_cannot_be_submitted() -> None:
    assert "Choose at least one" in objection_to(())


MOVES = [
    "draft>ready:hub",
    "draft>withdrawn:developer",
    "ready>submitted:developer",
    "ready>draft:hub",
    "submitted>in_review:reviewer",
    "submitted>withdrawn:developer",
    "in_review>needs_info:reviewer",
    "in_review>changes_requested:reviewer",
    "in_review>certified:reviewer",
    "in_review>rejected:reviewer",
    "needs_info>in_review:developer",
    "needs_info>withdrawn:developer",
    "changes_requested>draft:developer",
    "changes_requested>withdrawn:developer",
    "certified>production_created:hub",
    "rejected>draft:developer",
    "production_created>live:developer",
    "production_created>live:operator",
    "live>recert_due:hub",
    "live>suspended:operator",
    "live>revoked:operator",
    "recert_due>recertifying:developer",
    "recert_due>suspended:operator",
    "recert_due>suspended:hub",
    "recertifying>live:reviewer",
    "recertifying>suspended:operator",
    "suspended>recertifying:developer",
    "suspended>revoked:operator",
]
"""certification.md 3.2; an application of the Library is published by the operator."""


def test_exactly_the_moves_of_the_table_are_possible() -> None:
    found = set()
    for state in rules.STANDINGS:
        for to in rules.STANDINGS:
            for mover in ("developer", "hub", "reviewer", "operator"):
                try:
                    check_move(state, to, mover)
                except ConflictError:
                    continue
                found.add(f"{state}>{to}:{mover}")
    assert set(MOVES) == found


def test_a_refused_move_says_what_can_be_done() -> None:
    with pytest.raises(ConflictError, match="From here it can become: draft, withdrawn"):
        check_move("changes_requested", "live", "developer")


@pytest.mark.parametrize(
    ("begins", "due"),
    [("2026-11-16", "2026-11-23"), ("2026-11-20", "2026-11-27"), ("2026-11-21", "2026-11-27")],
)
def test_a_review_is_due_after_five_working_days(begins: str, due: str) -> None:
    start = datetime.fromisoformat(f"{begins}T09:00:00+00:00")
    found = datetime.fromtimestamp(due_at(round(start.timestamp() * 1000)) / 1000, UTC)
    assert due == found.date().isoformat()


THEN = Certified(frozenset({SSO}), "v3.0", frozenset({"teacher"}), "app.example", "1.4.0")


@pytest.mark.parametrize(
    ("now", "reasons"),
    [
        (THEN, ()),
        (Certified(THEN.types, "v3.1", THEN.user_types, THEN.host, "1.9.9"),
         ("it moved from API v3.0 to v3.1",)),
        (Certified(frozenset({SSO, SYNC}), "v3.0", THEN.user_types, THEN.host, THEN.suite),
         ("the integration type secure sync was added",)),
        (Certified(THEN.types, "v3.0", frozenset({"teacher", "student"}), "b.example", "2.0.0"),
         ("the user type student was added",
          "the redirect host changed from app.example to b.example",
          "the suite's version 2 was released")),
        (replace(THEN, record_types=frozenset({"users"})), ()),
    ],
)  # fmt: skip
def test_what_changed_must_be_certified_again(now: Certified, reasons: tuple[str, ...]) -> None:
    assert reasons == rules.recertify_because(THEN, now)


def test_another_record_type_must_be_certified_as_well() -> None:
    then = replace(THEN, record_types=frozenset({"users", "sections"}))
    more = replace(THEN, record_types=frozenset({"users", "sections", "terms"}))
    assert ("the record type terms was added",) == rules.recertify_because(then, more)
    assert () == rules.recertify_because(more, then)
