"""Which fields an application reads in a connection, and so what it may select by. Pure.

Whoever is selected by a field that is not received tells what stands in it: whoever is left by
"iep_status equals Y" has an education plan. So an application's own filters name no such field,
and what it recommends takes no effect by one before the district has accepted it.
"""

from typing import Final

from homeroom.sharing.rules import FieldAccess, Share, definition_of, paths_given
from homeroom.sharing.selecting.fields import FILTERED, NAMES, field_named
from homeroom.sharing.selecting.rules import RULE_KINDS, Rule, RuleKind
from homeroom_wire.values import VERSIONS

_EVERYBODY: Final = Share("district", staff=True, administrators=True)
"""Which fields are read is a matter of the field access, whoever is shared today."""

_EXTENSION: Final = "ext."
_LISTS: Final = ("students", "teachers")
"""The fields of a section by which a rule that goes by sections brings people."""


class Given:
    """Which fields an application reads in a connection."""

    def __init__(self, access: FieldAccess) -> None:
        definition = definition_of(_EVERYBODY, access, VERSIONS[-1], "")
        self._access = access
        self._paths = {
            kind: {path.replace("[]", "") for path in paths_given(definition, kind)}
            for kind in ("users", "sections", *NAMES)
        }

    def names(self, kind: RuleKind) -> list[str]:
        """Return the fields that a rule of the kind may name; extension fields by their keys."""
        return [name for name in FILTERED[kind] if self.has(kind, name)]

    def has(self, kind: RuleKind, name: str) -> bool:
        """Whether the application reads this field of such records.

        A place goes by its name or by the district's own id, so these must be read as well.
        """
        found = field_named(kind, name)
        if found is None:
            return False
        records = "sections" if kind == "section" else "users"
        if name.startswith(_EXTENSION):
            return self._has_extension(records, found.path)
        if found.place and not self._paths[found.place].issuperset(NAMES[found.place]):
            return False
        return ".".join(found.path) in self._paths[records]

    def lacks(self, rule: Rule) -> tuple[str, ...]:
        """Return by what a rule selects that the application does not read: `grade of students`."""
        found = [
            f"{one.field} of {RULE_KINDS[rule.kind].lower()}"
            for one in rule.filters
            if not self.has(rule.kind, one.field)
        ]
        if rule.kind == "section" or rule.sections:
            found += [
                f"{name} of sections" for name in _LISTS if name not in self._paths["sections"]
            ]
        return tuple(found)

    def _has_extension(self, records: str, path: tuple[str, ...]) -> bool:
        whole, chosen = f"{records}.{'.'.join(path)}", self._access.extensions
        if ".".join(path[:-1]) not in self._paths[records] or whole in self._access.refused:
            return False
        return chosen is None or whole in chosen
