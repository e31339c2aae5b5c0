"""Plans carried out through the ORM: one transaction, in bulk.

Rows are written by `bulk` and `bulk_update`: an application's `save` and its signals are not
called. Nothing is ever deleted but ties, and of an archived row only the archived field changes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from homeroom_kit.errors import StoreError
from homeroom_kit.planning.holds import spared
from homeroom_kit.planning.plan import Archive, Create, Leave, Operation, Restore, Update
from homeroom_kit.planning.values import Tie, Value
from homeroom_kit.stores.columns import (
    add_sis_ids,
    link_columns,
    link_row,
    named_rows,
)
from homeroom_kit.stores.django import bulk
from homeroom_kit.stores.django.asking import among, parts
from homeroom_kit.stores.django.reading import Reading
from homeroom_kit.stores.holding import unpacked

__all__ = ["Writing"]

_AT_ONCE: Final = 200


class Writing:
    """One batch of operations."""

    def __init__(self, reading: Reading, district: str, holder: str) -> None:
        self._reading = reading
        self._district = district
        self._holder = holder

    def carry_out(self, operations: Sequence[Operation]) -> None:
        """Write everything; the caller's transaction makes it all or nothing."""
        # The district's row is held until the end, so that no other sync begins in between.
        mine = self._reading.own("District").filter(district=self._district, holder=self._holder)
        if mine.update(holder=self._holder) != 1:
            raise StoreError("lease_lost", f"Another sync of district {self._district} has begun.")
        by_kind: dict[str, list[Operation]] = defaultdict(list)
        for operation in operations:
            by_kind[operation.kind].append(operation)
        for kind, some in by_kind.items():
            keys = self._keys(kind, some)
            self._create(kind, [one for one in some if isinstance(one, Create)], keys)
            changed = [one for one in some if isinstance(one, Update)]
            self._change(kind, self._spared(kind, changed), keys)
            self._archive(kind, [one for one in some if isinstance(one, Archive)])
            left = [one for one in some if isinstance(one, Leave)]
            self._renumber(kind, [*changed, *left])
            self._remember(kind, [one for one in left if one.seen])

    def _keys(self, kind: str, operations: Sequence[Operation]) -> dict[tuple[str, str], Any]:
        """Return the keys of all rows that the operations name, by kind and Clever id."""
        mapped = self._reading.mapped
        return {
            (other, clever_id): mapped[other].key_of(app_id)
            for other, ids in named_rows(operations, mapped[kind].references).items()
            for clever_id, app_id in self._reading.app_ids(self._district, other, ids).items()
        }

    def _spared(self, kind: str, some: Sequence[Update]) -> Sequence[Update]:
        """Take out what was held since these were planned; who holds now waits for us."""
        links = self._reading.own("Link").filter(kind=kind).select_for_update()
        rows = among(links.values_list("app_id", "held"), "app_id", [one.app_id for one in some])
        held = {app_id: unpacked(text) for app_id, text in rows if text}
        ends = {other for one in held.values() for _, other in one.ties}
        people = self._reading.clever_ids(self._district, "users", ends)
        return [
            spared(one, held[one.app_id].fields, held[one.app_id].named(people))
            if one.app_id in held
            else one
            for one in some
        ]

    def _columns(
        self,
        kind: str,
        rows: Sequence[Mapping[str, Value]],
        keys: Mapping[tuple[str, str], Any],
    ) -> dict[str, list[Any]]:
        """Fields of many rows, as the model's attributes take them."""
        mapped, found = self._reading.mapped[kind], dict[str, list[Any]]()
        for name in dict.fromkeys(chain.from_iterable(rows)):
            values = [row.get(name) for row in rows]
            other = mapped.references.get(name)
            found[mapped.column(name)] = (
                mapped.written(kind, name, values)
                if other is None
                else [keys.get((other, str(value))) for value in values]
            )
        return found

    # -------------------------------------------------------------------------------------- verbs

    def _create(self, kind: str, some: Sequence[Create], keys: dict[tuple[str, str], Any]) -> None:
        if not some:
            return
        mapped, many = self._reading.mapped[kind], len(some)
        columns = self._columns(kind, [one.seen.values for one in some], keys)
        sis_ids = [mapped.sis_columns(one.seen.sis_ids) for one in some]
        add_sis_ids(columns, sis_ids, mapped.default)
        columns[mapped.archived] = [False] * many
        if mapped.district is not None:
            columns[mapped.district] = [self._district] * many
        made = bulk.create(self._reading.of(mapped.model), columns)
        there = [(one, str(key)) for one, key in zip(some, made, strict=True)]
        links = link_columns(self._district, kind, there) | {"held": [""] * many}
        bulk.insert(self._reading.own("Link"), links)
        owned = list(zip(made, some, strict=True))
        keys |= {(kind, one.clever_id): key for key, one in owned}
        self._join(kind, [(key, tie) for key, one in owned for tie in one.seen.ties], keys)

    def _change(
        self, kind: str, some: Sequence[Update], keys: Mapping[tuple[str, str], Any]
    ) -> None:
        mapped = self._reading.mapped[kind]
        alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for one in some:
            columns = self._columns(kind, [one.changes], keys)
            row = {name: value for name, (value,) in columns.items()}
            if isinstance(one, Restore):
                row[mapped.archived] = False
            if one.linked_by and mapped.district is not None:
                row[mapped.district] = self._district
            if row:
                alike[tuple(sorted(row))].append(mapped.model(pk=mapped.key_of(one.app_id), **row))
        for names, rows in alike.items():
            self._reading.of(mapped.model).bulk_update(rows, names, batch_size=_AT_ONCE)
        for one in some:
            if one.linked_by:
                self._relink(one)
        self._remember(kind, some)
        owned = [(mapped.key_of(one.app_id), one) for one in some]
        self._leave(kind, [(k, t) for k, one in owned for t in one.left | one.joined], keys)
        self._join(kind, [(k, t) for k, one in owned for t in one.joined], keys)

    def _renumber(self, kind: str, some: Sequence[Update | Leave]) -> None:
        """Bring the district's own ids up to date: rows are found by them.

        One that is not told any more stays, and so does a field that is kept as such.
        """
        mapped = self._reading.mapped[kind]
        told = {one.app_id: mapped.sis_columns(one.seen.sis_ids) for one in some if one.seen}
        kept = {*mapped.fields.values()}
        ids = {
            app_id: {name: one for name, one in columns.items() if name not in kept}
            for app_id, columns in told.items()
        }
        here = self._reading.app_rows(kind, [app_id for app_id, one in ids.items() if one])
        alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for app_id, row in here.items():
            new = {name: one for name, one in ids[app_id].items() if row[name] != one}
            if new:
                alike[tuple(sorted(new))].append(mapped.model(pk=row["pk"], **new))
        for names, rows in alike.items():
            if not self._is_taken(kind, names, rows):
                self._one_by_one(kind, names, rows)

    def _is_taken(self, kind: str, names: Sequence[str], rows: Sequence[Any]) -> bool:
        """Whether the database takes these ids; an application may want each only once."""
        of = self._reading.of(self._reading.mapped[kind].model)
        try:
            with transaction.atomic(of.db):
                of.bulk_update(rows, names, batch_size=_AT_ONCE)
        except IntegrityError:
            return False
        return True

    def _one_by_one(self, kind: str, names: Sequence[str], rows: Sequence[Any]) -> None:
        """Write the ids that nobody else has; a row whose new one is somebody's keeps its old one.

        One that gives its id away makes room for another, whichever of them comes first.
        """
        left, many = list(rows), len(rows) + 1
        while left and len(left) < many:
            many = len(left)
            left = [one for one in reversed(left) if not self._is_taken(kind, names, [one])]

    def _archive(self, kind: str, some: Sequence[Archive]) -> None:
        mapped = self._reading.mapped[kind]
        links = self._reading.own("Link").filter(district=self._district, kind=kind)
        keys = [mapped.key_of(one.app_id) for one in some]
        for rows in parts(self._reading.of(mapped.model), "pk", keys):
            rows.update(**{mapped.archived: True})
        # What was only kept for comparing is not kept of people who are gone.
        for of in parts(links, "app_id", [one.app_id for one in some]):
            of.update(archived=True, line=b"")

    # -------------------------------------------------------------------------------------- links

    def _remember(self, kind: str, some: Sequence[Update | Leave]) -> None:
        columns = link_columns(self._district, kind, [(one, one.app_id) for one in some])
        bulk.remember(self._reading.own("Link"), self._district, kind, columns)

    def _relink(self, one: Update) -> None:
        """Give a row its Clever id; the one that it had stays known as an alias."""
        links, former = self._reading.own("Link"), self._reading.own("Alias")
        row = link_row(self._district, one.kind, one.clever_id, one.app_id, one.seen)
        links.update_or_create(kind=one.kind, app_id=one.app_id, defaults=row)
        if one.former_id is not None:
            until = None if one.former_until is None else one.former_until.timestamp()
            former.update_or_create(
                district=self._district,
                kind=one.kind,
                clever_id=one.former_id,
                defaults={"app_id": one.app_id, "until": until},
            )

    # --------------------------------------------------------------------------------------- ties

    def _join(
        self, kind: str, ties: Sequence[tuple[Any, Tie]], keys: Mapping[tuple[str, str], Any]
    ) -> None:
        some: dict[str, list[tuple[Any, Tie]]] = defaultdict(list)
        for owner, tie in ties:
            some[tie.relation].append((owner, tie))
        for relation, found in some.items():
            held = self._reading.mapped[kind].ties[relation]
            columns = {
                held.column(held.owner): [owner for owner, _ in found],
                held.column(held.other): [keys["users", tie.other] for _, tie in found],
                **{name: [value] * len(found) for name, value in held.of_each.items()},
            }
            if held.detail is not None:
                columns[held.detail] = [tie.detail for _, tie in found]
            bulk.add(self._reading.of(held.model), columns)

    def _leave(
        self, kind: str, ties: Sequence[tuple[Any, Tie]], keys: Mapping[tuple[str, str], Any]
    ) -> None:
        ends: dict[str, list[Q]] = defaultdict(list)
        for owner, tie in ties:
            held = self._reading.mapped[kind].ties[tie.relation]
            one = {
                held.column(held.owner): owner,
                held.column(held.other): keys["users", tie.other],
            }
            ends[tie.relation].append(Q(**one))
        for relation, found in ends.items():
            held = self._reading.mapped[kind].ties[relation]
            rows = self._reading.of(held.model).filter(**held.fixed)
            for start in range(0, len(found), _AT_ONCE):
                rows.filter(reduce(or_, found[start : start + _AT_ONCE])).delete()
