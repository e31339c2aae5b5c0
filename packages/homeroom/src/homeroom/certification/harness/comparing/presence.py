"""Which records are there, and active: sets of ids against sets of ids."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from homeroom.certification.harness.comparing.persons import ids_of_account, own_words, roles_told
from homeroom.certification.harness.outcomes import Difference
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import Expected, Record

__all__ = ["STILL_KINDS", "named", "presence", "role_differences", "status_differences", "wanted"]

STILL_KINDS: Final = ("user", "section", "contact", "school", "term", "course")
_NO_ACCOUNT: Final = "not created"


def named(moment: Moment, kind: str, clever_id: str) -> str:
    """Name a record as reports do: `user k46`."""
    return f"{kind} {moment.keys.key(clever_id)}"


def wanted(
    moment: Moment, kind: str, expected: Expected | None = None
) -> Mapping[str, Mapping[str, Any]]:
    """Return the records that the application must have, by Clever id.

    People of a type that gets no account are left out (Q-Y09), and so are people without a class
    where the survey says that these get none (Q-Y34).
    """
    records = (moment.expected if expected is None else expected).of(kind)
    if kind not in moment.trial.kinds:
        return {}
    if kind != "user":
        return records
    none_without = _NO_ACCOUNT in moment.answers.choice("Q-Y34").replace("_", " ")
    return {
        one: record
        for one, record in records.items()
        if _gets_account(moment, record) and not (none_without and not record.get("sections"))
    }


def _gets_account(moment: Moment, record: Mapping[str, Any]) -> bool:
    types = moment.trial.user_types
    return not types or not types.isdisjoint(record.get("roles") or ())


def presence(moment: Moment, kind: str) -> Iterator[Difference]:
    """Compare by id: each expected one has exactly one active record, and no other is active."""
    for clever_id in wanted(moment, kind):
        active = [one for one in moment.after.named(kind, clever_id) if one.is_active]
        if len(active) != 1:
            found = _found(moment.after.named(kind, clever_id), active)
            yield Difference(named(moment, kind, clever_id), "one active record", found)
    shared = moment.expected.of(kind)
    for clever_id in moment.after.active(kind):
        if clever_id not in shared:
            yield Difference(named(moment, kind, clever_id), "no active record", "active")


def _found(known: tuple[Record, ...], active: list[Record]) -> str:
    if active:
        return f"{len(active)} active records"
    return "archived" if known else "nothing"


def status_differences(moment: Moment) -> Iterator[Difference]:
    """Compare statuses before and after: none may have changed, and no record be gone."""
    for kind in STILL_KINDS:
        for one in moment.before.of(kind):
            if not one.clever_id:
                continue
            now = moment.after.one(kind, one.clever_id)
            was = "active" if one.is_active else "archived"
            found = "gone" if now is None else "active" if now.is_active else "archived"
            if was != found and not (
                was == "archived" and len(moment.before.named(kind, one.clever_id)) > 1
            ):
                yield Difference(named(moment, kind, one.clever_id), was, found)


def role_differences(moment: Moment, ids: Iterator[str] | None = None) -> Iterator[Difference]:
    """Compare the roles of people, as far as these are types that the application knows.

    They are compared in the application's own words (Q-Y31); whose two ids have one account, as
    declared, has the roles of both in it (Q-Y32).
    """
    types = moment.trial.user_types
    if types and "contact" in moment.trial.kinds:
        # A contact is a person of her own; somebody who became one beside her roles was merged.
        types |= {"contact"}
    known = types | own_words(moment, types)
    asked = set(ids) if ids is not None else None
    people = wanted(moment, "user")
    for clever_id in people:
        if asked is not None and clever_id not in asked:
            continue
        hers = [one for one in ids_of_account(moment, clever_id) if one in people]
        served = {role for one in hers for role in people[one].get("roles") or ()}
        roles = own_words(moment, served & types if types else served)
        shown = {role for one in hers for role in _roles_shown(moment, one)}
        if types:
            shown &= known
        if roles != shown:
            yield Difference(
                f"{named(moment, 'user', clever_id)} roles", sorted(roles), sorted(shown)
            )


def _roles_shown(moment: Moment, clever_id: str) -> list[str]:
    found = moment.after.one("user", clever_id)
    told = found.get("roles") if found is not None else None
    return roles_told(told)
