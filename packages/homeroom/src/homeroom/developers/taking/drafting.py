"""What an application's filters may name, and what is wrong with those that it writes. Pure.

A filter may name only what the application reads in that connection. Otherwise it could learn
by it what it is not given: whoever is left by "iep_status equals Y" has an education plan.
"""

import hashlib
from typing import Final

import msgspec

from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.rules import FieldAccess, Share, definition_of, paths_given
from homeroom.sharing.selecting import drafting
from homeroom.sharing.selecting.drafting import Selection
from homeroom.sharing.selecting.fields import FILTERED, field_named
from homeroom.sharing.selecting.rules import RULE_KINDS, RuleKind
from homeroom_wire.values import VERSIONS

_EVERYBODY: Final = Share("district", staff=True, administrators=True)
"""Which fields are read is a matter of the field access, whoever is shared today."""

_EXTENSION: Final = "ext."
_MARK_LETTERS: Final = 16


class Given:
    """Which fields an application reads in a connection."""

    def __init__(self, access: FieldAccess) -> None:
        definition = definition_of(_EVERYBODY, access, VERSIONS[-1], "")
        self._access = access
        self._paths = {
            kind: {path.replace("[]", "") for path in paths_given(definition, kind)}
            for kind in ("users", "sections")
        }

    def names(self, kind: RuleKind) -> list[str]:
        """Return the fields that a rule of the kind may name; extension fields by their keys."""
        return [name for name in FILTERED[kind] if self.has(kind, name)]

    def has(self, kind: RuleKind, name: str) -> bool:
        """Whether the application reads this field of such records."""
        found = field_named(kind, name)
        if found is None:
            return False
        records = "sections" if kind == "section" else "users"
        if name.startswith(_EXTENSION):
            return self._has_extension(records, found.path)
        return ".".join(found.path) in self._paths[records]

    def _has_extension(self, records: str, path: tuple[str, ...]) -> bool:
        whole, chosen = f"{records}.{'.'.join(path)}", self._access.extensions
        if ".".join(path[:-1]) not in self._paths[records] or whole in self._access.refused:
            return False
        return chosen is None or whole in chosen


def checked(selection: Selection, given: Given) -> Selection:
    """Return the filters with what is wrong with them; the first rule that is wrong is opened."""
    for number, rule in enumerate(selection.rules):
        troubles = {
            f"f{place}-values": (
                f'Rule {number + 1} ({rule.kind}): your application does not receive "{one.field}"'
                f" of {RULE_KINDS[rule.kind].lower()} here, so it cannot select by it. Remove the"
                " filter, and take one of the fields that are listed."
            )
            for place, one in enumerate(rule.filters)
            if not given.has(rule.kind, one.field)
        }
        if troubles:
            return selection.refused(number, troubles)
    return drafting.checked(selection)


def mark_of(agreement: Agreement, batch: int) -> str:
    """Name the state that a preview was worked out from: another mark, another state."""
    text = msgspec.json.encode((agreement, batch), order="sorted")
    return hashlib.sha256(text).hexdigest()[:_MARK_LETTERS]
