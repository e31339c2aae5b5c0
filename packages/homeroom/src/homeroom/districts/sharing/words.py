"""What is shared, and what would change, in words. Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from homeroom.events.previews import Effect, Preview
from homeroom.oauth.declared import Declared
from homeroom.oauth.registration.rules import unasked
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.shares import Followed
from homeroom_wire.values import ROLES

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "users.student": ("student", "students"),
    "users.teacher": ("teacher", "teachers"),
    "users.staff": ("member of staff", "members of staff"),
    "users.district_admin": ("district administrator", "district administrators"),
    "users.contact": ("contact", "contacts"),
    "schools": ("school", "schools"),
    "sections": ("section", "sections"),
    "courses": ("course", "courses"),
    "terms": ("term", "terms"),
    "resources": ("resource", "resources"),
}
"""Type of record -> its word for one and for several; what matters most comes first."""

KINDS: Final[Mapping[str, str]] = {
    "district": "Whole district",
    "schools": "Schools",
    "rules": "Rules",
    "recommended": "Recommended by the application",
    "copy": "Copy of another application's settings",
    "nothing": "No data",
}
"""What a district can choose -> its name."""

_SCHOOLS_NAMED: Final = 5


class Verb(NamedTuple):
    """What the button of a preview says, and whether somebody is lost by it."""

    text: str
    loses: bool


def counted(number: int, name: str) -> str:
    """Return a number with its type's word: `1 student`, `1,204 students`."""
    return f"{number:,} {TYPES[name][number != 1]}"


def verb_of(preview: Preview) -> Verb:
    """Return the change as one button says it: verb and number."""
    for name in TYPES:
        effect = preview.types[name]
        if effect.gained and effect.lost:
            lost = f"{len(effect.lost):,}"
            text = f"Share with {counted(len(effect.gained), name)}, take {lost} away"
            return Verb(text, loses=True)
        if effect.lost:
            return Verb(f"Take {counted(len(effect.lost), name)} away", loses=True)
        if effect.gained:
            return Verb(f"Share with {counted(len(effect.gained), name)}", loses=False)
    told = sum(len(rids) for (_, action), rids in preview.events.items() if action == "updated")
    text = f"Change {told:,} {'record' if told == 1 else 'records'}" if told else "Save"
    return Verb(text, loses=False)


def warning_of(preview: Preview) -> str:
    """Return what the application would lose, as a sentence; empty if nothing."""
    lost = [counted(len(effect.lost), name) for name, effect in effects_of(preview) if effect.lost]
    said = f"{', '.join(lost[:-1])} and {lost[-1]}" if len(lost) > 1 else "".join(lost)
    return f"This application loses {said}." if lost else ""


def effects_of(preview: Preview) -> list[tuple[str, Effect]]:
    """Return the types that are there now or then."""
    return [
        (name, preview.types[name])
        for name in TYPES
        if preview.types[name].now or preview.types[name].then
    ]


def share_in_words(share: Share, schools: Mapping[int, str]) -> list[str]:
    """Return what a share gives, a sentence's part each; `schools` are names by number."""
    found = ["No data"]
    if share.kind == "district":
        found = _district(share)
    elif share.kind == "schools":
        found = [_schools(share, schools)]
    elif share.kind == "rules":
        found = [rule.words() for rule in share.rules] or ["No rule: nobody"]
    elif share.follows is not None:
        found = _followed(share.follows)
    if share.kind != "nothing" and not share.contacts:
        found.append("No contacts")
    if share.kind == "schools" and share.administrators:
        found.append("District administrators")
    if share.excluded:
        people = "person is" if len(share.excluded) == 1 else "people are"
        found.append(f"{len(share.excluded):,} {people} left out by name")
    return found


def _district(share: Share) -> list[str]:
    also = [("all staff", share.staff), ("district administrators", share.administrators)]
    added = [name for name, is_on in also if is_on]
    return ["Whole district" + (f", with {' and '.join(added)}" if added else "")]


def _followed(follows: Followed) -> list[str]:
    said = [f"Recommended by the application: version {follows.version:,}, kept in step"]
    if len(follows.parts) > 1:
        said.append("Of that only what every later version selects as well")
    for number, part in enumerate(follows.parts, 1):
        which = f"{number:,}. " if len(follows.parts) > 1 else ""
        said += [f"{which}{line}" for line in share_in_words(part, {})]
    return said


def _schools(share: Share, names: Mapping[int, str]) -> str:
    listed = sorted(names.get(one, "a school that is gone") for one in share.schools)
    more = len(listed) - _SCHOOLS_NAMED
    said = "; ".join(listed[:_SCHOOLS_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
    return f"{counted(len(listed), 'schools')}: {said}"


def access_in_words(access: FieldAccess, declared: Declared) -> list[str]:
    """Return which fields and roles are given beyond or short of what the application asks for."""
    found = []
    refused = access.refused - unasked(access, declared)
    if access.opt_ins:
        found.append(f"Opted in: {', '.join(sorted(access.opt_ins))}")
    if refused:
        found.append(f"Fields off: {', '.join(sorted(refused))}")
    off = [role.replace("_", " ") for role in ROLES if role not in access.roles]
    if off:
        found.append(f"Roles off: {', '.join(off)}")
    return found or ["Every field that it asks for"]
