"""Which fields an application may ask for, with which reasons, and what follows for districts.

Values in, values out. A declaration without `fields` asks for everything that its integration
type receives, as applications did before reasons were asked for; opt-in groups and scopes are
asked for by name there. What is not declared is refused in each connection, so a field that is
declared later stays off where it is until the district turns it on, and one that is dropped is
off at once (ruling R28).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from homeroom.oauth.declared import Declared, FieldNeed, read_need
from homeroom.sharing.rules import FieldAccess
from homeroom_wire.attendance import ATTENDANCE_SCOPE
from homeroom_wire.fields import FIELDS, KINDS, SCOPES, Tier

ATTENDANCE: Final = "attendance"
"""The kind of the records that have a scope and no fields to choose from."""

OFFERED_KINDS: Final = (*KINDS, ATTENDANCE)

_ALWAYS: Final = frozenset({"id", "district", "created", "last_modified", "roles", "legacy_id"})
"""Last words of what identifies a record: nobody asks for it, and nobody can refuse it."""

_NOT_YET: Final = frozenset({"lms_status", "lms_type", "lms_state"})
"""Fields of LMS Connect, which come later (ruling R37)."""


@dataclass(frozen=True)
class Offer:
    """A field that may be asked for; an object is asked for whole."""

    name: str
    """Behind its kind: `users.email`."""

    opt_in: str | None = None
    """The group that the district must turn on as well (district.md 3.5)."""

    scope: str | None = None
    guaranteed: bool = False
    note: str = ""
    tiers: frozenset[Tier] = frozenset()

    @property
    def path(self) -> str:
        """The field without its kind."""
        return self.name.partition(".")[2]


Needs = Mapping[str, FieldNeed]


def _offers(kind: str) -> tuple[Offer, ...]:
    found: list[Offer] = []
    for row in FIELDS[kind]:
        path = row.path.replace("[]", "")
        words = path.split(".")
        if words[-1] in _ALWAYS or words[0] in _NOT_YET or _is_role(words):
            continue
        if any(path.startswith(f"{one.path}.") for one in found):
            continue
        tiers = row.tiers & {"secure_sync", "district_sso"}
        name = f"{kind}.{path}"
        found.append(Offer(name, row.opt_in, row.scope, row.guaranteed, row.note, tiers))
    return tuple(found)


def _is_role(words: list[str]) -> bool:
    return words[0] == "roles" and len(words) == 2  # noqa: PLR2004 - `roles.student`


_ATTENDANCE: Final = Offer(
    "attendance.records", scope=ATTENDANCE_SCOPE, note="daily and by section",
    tiers=frozenset({"secure_sync"}),
)  # fmt: skip
OFFERS: Final[Mapping[str, tuple[Offer, ...]]] = {
    **{kind: _offers(kind) for kind in KINDS},
    ATTENDANCE: (_ATTENDANCE,),
}
"""Kind -> what may be asked for of it."""

_EVERY: Final = tuple(offer for offers in OFFERS.values() for offer in offers)
_BY_NAME: Final = {offer.name: offer for offer in _EVERY}


def offers_of(kind: str, types: Iterable[str]) -> tuple[Offer, ...]:
    """Return what an application of these integration types may ask for of a kind."""
    tiers = set(types)
    return tuple(offer for offer in OFFERS.get(kind, ()) if offer.tiers & tiers)


def needs_of(said: Mapping[str, Any]) -> dict[str, FieldNeed]:
    """Return what a declaration asks for; a name that is no field is left out."""
    fields = said.get("fields")
    if fields is None:
        return _everything(said)
    return {name: read_need(row) for name, row in fields.items() if name in _BY_NAME}


def _everything(said: Mapping[str, Any]) -> dict[str, FieldNeed]:
    types, scopes, groups = (set(said.get(key, ())) for key in ("types", "scopes", "opt_ins"))
    return {
        offer.name: FieldNeed()
        for offer in _EVERY
        if offer.tiers & types
        and (offer.opt_in is None or offer.opt_in in groups)
        and (offer.scope is None or offer.scope in scopes)
    }


def with_needs(said: Mapping[str, Any], needs: Needs) -> dict[str, Any]:
    """Return the declaration with these needs, and the scopes and opt-in groups they bring."""
    own = {*SCOPES, ATTENDANCE_SCOPE}
    others = [scope for scope in said.get("scopes", ()) if scope not in own]
    return {
        **said,
        "fields": {
            name: {"need": need.need, "reason": need.reason} for name, need in needs.items()
        },
        "scopes": [*others, *sorted(scopes_of(needs))],
        "opt_ins": sorted(groups_of(needs)),
    }


def scopes_of(needs: Needs) -> frozenset[str]:
    """Return the scopes without which the fields do not exist for an application."""
    return frozenset(scope for name in needs if (scope := _BY_NAME[name].scope) is not None)


def groups_of(needs: Needs) -> frozenset[str]:
    """Return the opt-in groups that the fields belong to."""
    return frozenset(group for name in needs if (group := _BY_NAME[name].opt_in) is not None)


def without_reason(needs: Needs) -> list[str]:
    """Return the fields that are asked for without a reason."""
    return [name for name, need in needs.items() if not need.reason]


def first_access(needs: Needs, tier: Tier) -> FieldAccess:
    """Return what a new connection receives: what is declared, opt-in groups still off."""
    return FieldAccess(tier, scopes=scopes_of(needs), refused=_undeclared(needs, tier))


def narrowed(access: FieldAccess, needs: Needs) -> FieldAccess:
    """Return the access without what the application asks for no more; never wider."""
    asked = scopes_of(needs)
    own = {*SCOPES, ATTENDANCE_SCOPE}
    dropped = {
        path for path in _undeclared(needs, access.tier) if _is_given(_BY_NAME[path], access)
    }
    return replace(
        access,
        scopes=frozenset(one for one in access.scopes if one in asked or one not in own),
        opt_ins=access.opt_ins & groups_of(needs),
        refused=access.refused | dropped,
    )


def waiting(access: FieldAccess, needs: Needs) -> list[str]:
    """Return what is asked for and not given: the district has it off, or has not accepted it.

    Of an object of which only parts are off these are named.
    """
    found: list[str] = []
    for one in (_BY_NAME[name] for name in needs):
        if access.tier in one.tiers:
            found += _parts_off(one, access) if _is_given(one, access) else [one.name]
    return found


def unasked(access: FieldAccess, declared: Declared) -> frozenset[str]:
    """Return the fields that are off because the application does not ask for them.

    No page offers these and no form turns them on: an application receives at most what it
    declared (district.md 4, D-PRIV 1).
    """
    if not declared.names_fields:
        return frozenset()
    return _undeclared(declared.fields, access.tier) & access.refused


def need_of(path: str, declared: Declared) -> FieldNeed:
    """Return whether a field is needed and why; what is said of an object holds for its parts."""
    return asked_for(path, declared) or FieldNeed()


def asked_for(path: str, declared: Declared) -> FieldNeed | None:
    """Return what is said of a field or of the object that it is a part of; None: not asked for."""
    while path and path not in declared.fields:
        path = path.rpartition(".")[0]
    return declared.fields.get(path)


def needs_of_group(group: str, declared: Declared) -> dict[str, FieldNeed]:
    """Return what is asked for of an opt-in group, by name."""
    return {
        name: need
        for name, need in declared.fields.items()
        if name in _BY_NAME and _BY_NAME[name].opt_in == group
    }


def required_off(access: FieldAccess, declared: Declared) -> dict[str, FieldNeed]:
    """Return what the application says that it cannot do without and does not receive whole."""
    required = {name: need for name, need in declared.fields.items() if need.need == "required"}
    off = waiting(access, {name: need for name, need in required.items() if name in _BY_NAME})
    return {name: need_of(name, declared) for name in sorted(off)}


def _parts_off(offer: Offer, access: FieldAccess) -> list[str]:
    return sorted(one for one in access.refused if one.startswith(f"{offer.name}."))


def _is_given(offer: Offer, access: FieldAccess) -> bool:
    if offer.name in access.refused:
        return False
    if offer.opt_in is not None and offer.opt_in not in access.opt_ins:
        return False
    return offer.scope is None or offer.scope in access.scopes


def _undeclared(needs: Needs, tier: Tier) -> frozenset[str]:
    return frozenset(
        offer.name
        for offer in _EVERY
        if tier in offer.tiers and offer.name not in needs and offer is not _ATTENDANCE
    )
