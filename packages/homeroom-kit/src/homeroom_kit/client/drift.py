"""What a newer hub says that this kit does not know: fields, and values of enumerations.

Reading never breaks on them (CORE-10). What is made of them is declared: `warn` passes over them
and reports each once, `evolve` lets an application use new fields by their path, `freeze` stops
before anything is written, for those who must look first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from homeroom_kit.errors import UNREADABLE, ConfigurationError
from homeroom_wire.fields import FIELDS, choices

__all__ = ["Drift", "Mode", "is_known", "knowing"]

Mode = Literal["freeze", "warn", "evolve"]

_FREE: Final = frozenset({"ext"})


def _paths(kind: str) -> frozenset[str]:
    """Every path of the table, and the objects on the way to them."""
    found: set[str] = set()
    for row in FIELDS[kind]:
        parts = row.path.replace("[]", "").split(".")
        found.update(".".join(parts[: length + 1]) for length in range(len(parts)))
    return frozenset(found)


_KNOWN: Final = {kind: _paths(kind) for kind in FIELDS}
_VALUES: Final = {
    kind: {
        row.path.replace("[]", ""): frozenset((*(choices(row) or ()), ""))
        for row in FIELDS[kind]
        if row.shape.enumeration is not None
    }
    for kind in FIELDS
}


def is_known(kind: str, path: str) -> bool:
    """Whether the API's documentation knows a field."""
    return path in _KNOWN.get(kind, frozenset()) or path.rpartition(".")[0].endswith("ext")


@dataclass
class Drift:
    """Notices what is unknown.

    Attributes:
        mode: What becomes of it.
        seen: What was unknown, and how often: `users.roles.student.badge` for a field,
            `users.roles.student.grade=14` for a value.
    """

    mode: Mode = "warn"
    seen: dict[str, int] = field(default_factory=dict)

    def look(self, kind: str, document: Mapping[str, Any], body: bytes = b"") -> None:
        """Note what is unknown in a record; with the body, as it came, that is quicker.

        Raises:
            ConfigurationError: Something is, and the mode is `freeze`.
        """
        if _KNOWING.get(kind, _nothing_known)(body) is not None:
            return
        for name in _unknown(document, _TREES.get(kind, {}), ""):
            found = f"{kind}.{name}"
            self.seen[found] = self.seen.get(found, 0) + 1
            if self.mode == "freeze":
                raise ConfigurationError(
                    "schema_drift",
                    f"The hub sends {found}, which this kit does not know. Nothing was written. "
                    "Look at it, then update the kit or choose another drift mode.",
                )


def _tree(kind: str) -> dict[str, "_Known"]:
    """What is known of a kind, by name on each level."""
    top: dict[str, _Known] = {}
    for path in sorted(_KNOWN[kind]):
        *above, name = path.split(".")
        level = top
        for one in above:
            level = level[one].below
        level[name] = _Known(_VALUES[kind].get(path))
    return top


@dataclass(frozen=True, slots=True)
class _Known:
    values: frozenset[str] | None
    below: "dict[str, _Known]" = field(default_factory=dict)


_TREES: Final = {kind: _tree(kind) for kind in FIELDS}


_PLAIN: Final[Any] = str | int | float | bool | None


def _type_of(known: _Known, path: str, narrower: Mapping[str, Any]) -> Any:
    """A type that takes only what is known; what it does not take is looked at by hand."""
    if known.values is not None:
        said: Any = Literal[tuple(sorted(known.values))]
        return said | list[said]
    if path.rpartition(".")[2] in _FREE:
        return Any
    if not known.below:
        return narrower.get(path, _PLAIN | list[_PLAIN])
    part: Any = _struct_of(known.below, f"{path}.", narrower)
    return part | list[part] | None


def _struct_of(level: Mapping[str, _Known], above: str, narrower: Mapping[str, Any]) -> Any:
    fields = [
        (name, _type_of(known, above + name, narrower) | UnsetType, UNSET)
        for name, known in level.items()
    ]
    return msgspec.defstruct("Known", fields, forbid_unknown_fields=True, kw_only=True)


def knowing(kind: str, narrower: Mapping[str, Any]) -> Callable[[bytes], Any]:
    """Return a decoder that knows no more than the documentation, which is nearly always enough.

    It gives None if there is anything else in a record, and UNSET for what a record leaves out.
    `narrower` are types of fields by their path, for a caller who takes less than a plain value.
    """
    tree = _TREES.get(kind)
    if tree is None:
        return _nothing_known
    decode = msgspec.json.Decoder(_struct_of(tree, "", narrower)).decode

    def known(body: bytes) -> Any:
        try:
            return decode(body)
        except UNREADABLE:
            return None

    return known


def _nothing_known(_: bytes) -> None:
    return None


_KNOWING: Final = {kind: knowing(kind, {}) for kind in FIELDS}


def _unknown(document: Mapping[str, Any], level: Mapping[str, _Known], above: str) -> Iterator[str]:
    """Give what is unknown."""
    for name, value in document.items():
        known = level.get(name)
        if known is None:
            yield f"{above}{name}"
        elif known.values is not None:
            said = value if isinstance(value, list) else [value]
            odd = (one for one in said if not isinstance(one, str) or one not in known.values)
            yield from (f"{above}{name}={one}" for one in odd)
        elif isinstance(value, dict):
            if name not in _FREE:
                yield from _unknown(value, known.below, f"{above}{name}.")
        elif isinstance(value, list) and name not in _FREE:
            for part in value:
                if isinstance(part, dict):
                    yield from _unknown(part, known.below, f"{above}{name}.")
