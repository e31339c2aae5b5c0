"""The store: questions are answered here, plans are carried out in `writing`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, connections, transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, UUIDField
from django.db.models.functions import Cast, Collate, Lower, Trim
from django.db.models.lookups import In

from homeroom_kit.errors import StoreError
from homeroom_kit.matching import Account, KnownPlace
from homeroom_kit.planning.plan import Local, Operation
from homeroom_kit.planning.values import Kept, Value
from homeroom_kit.stores.columns import REFUSALS, check_ties, chunks
from homeroom_kit.stores.django.asking import among
from homeroom_kit.stores.django.mapping import Mapped
from homeroom_kit.stores.django.reading import Reading
from homeroom_kit.stores.django.writing import Writing
from homeroom_kit.stores.holding import Held, check_held, packed, unpacked
from homeroom_kit.stores.protocol import Owner, State, Wanted
from homeroom_kit.stores.showing import ShownRow

__all__ = ["DjangoStore"]


class DjangoStore:
    """An application's models, as a sync sees them.

    Args:
        mapped: By record kind, where it is.
        using: Which of the project's databases; the store's own tables are in it too.
    """

    def __init__(self, mapped: Mapping[str, Mapped], using: str = "default") -> None:
        self._mapped = dict(mapped)
        self._using = using
        self._reading = Reading(self._mapped, using)

    def kept(self) -> Mapping[str, Kept]:
        """Say what is kept."""
        return self._kept

    @cached_property
    def _kept(self) -> Mapping[str, Kept]:
        return {kind: mapped.kept for kind, mapped in self._mapped.items()}

    def check_ties(self) -> None:
        """Refuse ties with which something else would be deleted.

        Raises:
            ConfigurationError: It names what hangs on them.
        """
        for mapped in self._mapped.values():
            for relation, ties in mapped.ties.items():
                check_ties(relation, str(ties.model.__name__), ties.hangs_on_it)

    # -------------------------------------------------------------------------------- districts

    def lease(self, district: str, holder: str, now: datetime, seconds: float) -> bool:
        """Let one sync work on a district."""
        districts, moment = self._reading.own("District"), now.timestamp()
        free = Q(holder__in=("", holder)) | Q(until__lte=moment)
        mine = districts.filter(free, district=district)
        leased = {"holder": holder, "until": moment + seconds}
        if mine.update(**leased) == 1:
            return True
        try:
            with transaction.atomic(self._using):
                districts.get_or_create(district=district)
        except IntegrityError:
            pass  # Another sync was quicker.
        return bool(mine.update(**leased) == 1)

    def release(self, district: str, holder: str) -> None:
        """Give the lease back."""
        mine = self._reading.own("District").filter(district=district, holder=holder)
        mine.update(holder="", until=0)

    def state(self, district: str) -> State:
        """Return how far the district was synced."""
        row = self._reading.own("District").filter(district=district).first()
        if row is None or row.read_at is None:
            return State()
        return State(
            row.cursor, datetime.fromtimestamp(row.read_at, UTC), self._reading.unread(district)
        )

    def save(self, district: str, state: State, holder: str) -> None:
        """Remember how far the district was synced."""
        read_at = None if state.read_at is None else state.read_at.timestamp()
        with self._writing():
            mine = self._reading.own("District").filter(district=district, holder=holder)
            if mine.update(cursor=state.cursor, read_at=read_at) != 1:
                raise StoreError("lease_lost", f"Another sync of district {district} has begun.")
            if state.unread != self._reading.unread(district):
                unread = self._reading.own("Unread")
                unread.filter(district=district).delete()
                unread.bulk_create(
                    unread.model(district=district, kind=kind, clever_id=one)
                    for kind, one in state.unread
                )
            former = self._reading.own("Alias").filter(district=district)
            former.filter(until__lte=read_at or 0).delete()

    # --------------------------------------------------------------------------------- questions

    def known(self, district: str, kind: str, ids: Collection[str]) -> Mapping[str, Local]:
        """Return linked rows."""
        links = self._reading.links_of(district, kind, ids)
        found = self._reading.locals(district, kind, links)
        return {local.clever_id: local for local in found.values() if local.clever_id}

    def linked(self, district: str, kind: str, ids: Collection[str]) -> set[str]:
        """Return which ids have a row."""
        return set(self._reading.app_ids(district, kind, ids))

    def active(self, district: str, kind: str) -> set[str]:
        """Return the ids of rows that are not archived."""
        links = self._reading.own("Link").filter(district=district, kind=kind, archived=False)
        return set(links.values_list("clever_id", flat=True))

    def aliases(
        self, district: str, kind: str, ids: Collection[str], now: datetime
    ) -> Mapping[str, str]:
        """Return rows by former ids."""
        lasts = Q(until=None) | Q(until__gt=now.timestamp())
        former = self._reading.own("Alias").filter(lasts, district=district, kind=kind)
        return dict(among(former.values_list("clever_id", "app_id"), "clever_id", ids))

    def accounts(self, district: str, kind: str, wanted: Wanted) -> Sequence[Account]:
        """Return rows that have one of the wanted things."""
        self.kept()  # which refuses columns in which nobody can be looked for
        found: dict[str, Any] = {}
        for where in self._searched(kind, wanted):
            found |= self._reading.app_rows(kind, where=where & self._inside(district, kind))
        by_id = self._reading.app_ids(district, kind, wanted.clever_ids)
        rest = [app_id for app_id in by_id.values() if app_id not in found]
        found |= self._reading.app_rows(kind, rest)
        links = self._reading.links(kind, found)
        return [
            self._account(kind, district, app_id, row, links.get(app_id))
            for app_id, row in found.items()
            if app_id not in links or links[app_id].district == district
        ]

    def places(self, district: str, kind: str) -> Sequence[KnownPlace]:
        """Return places that are not linked."""
        mapped = self._mapped[kind]
        found = self._reading.app_rows(kind, where=self._inside(district, kind))
        links = self._reading.links(kind, found)

        def text(row: Any, name: str) -> str | None:
            return row[mapped.column(name)] if name in mapped.fields else None

        return [
            KnownPlace(
                app_id,
                nces_id=text(row, "nces_id"),
                mdr_number=text(row, "mdr_number"),
                number=text(row, "school_number"),
                district=row[mapped.district] if mapped.district else None,
            )
            for app_id, row in found.items()
            if app_id not in links
        ]

    def rows(self, district: str, kind: str, app_ids: Collection[str]) -> Mapping[str, Local]:
        """Return rows by their own ids."""
        links: dict[str, Any] = dict.fromkeys(app_ids)
        links |= self._reading.links(kind, app_ids)
        ours = {
            app_id: row for app_id, row in links.items() if row is None or row.district == district
        }
        return self._reading.locals(district, kind, ours)

    def has_free(self, district: str, kind: str) -> bool:
        """Say whether any row is not linked."""
        mapped = self._mapped[kind]
        rows = self._reading.of(mapped.model).filter(self._inside(district, kind))
        has_text = connections[self._using].features.has_native_uuid_field
        if isinstance(mapped.model._meta.pk, UUIDField) and not has_text:  # noqa: SLF001 -- Django's own door
            # Its text is not that of `str(key)`, so the database cannot say.
            return bool(rows.exists())
        linked = self._reading.own("Link").filter(kind=kind, app_id=OuterRef("homeroom_key"))
        named = rows.annotate(homeroom_key=Cast("pk", CharField(max_length=64)))
        return bool(named.filter(~Exists(linked)).exists())

    def owners(
        self, kind: str, *, clever_ids: Collection[str] = (), app_ids: Collection[str] = ()
    ) -> Sequence[Owner]:
        """Return rows that are linked, of any district."""
        links = self._reading.own("Link").filter(kind=kind)
        # The index begins with the district.
        by_id = links.filter(district__in=self._reading.own("District").values("district"))
        asked = [by_id.filter(clever_id__in=some) for some in chunks(clever_ids)]
        asked += [links.filter(app_id__in=some) for some in chunks(app_ids)]
        rows = {row for one in asked for row in one.values_list("app_id", "clever_id", "district")}
        return [Owner(*row) for row in rows]

    def lines(self, district: str, kind: str) -> Iterator[bytes]:
        """Give the hashes of active records' lines."""
        is_postgresql = connections[self._using].vendor == "postgresql"
        in_order = Collate(F("clever_id"), "C" if is_postgresql else "BINARY")
        links = self._reading.own("Link").filter(district=district, kind=kind, archived=False)
        for line in links.order_by(in_order).values_list("line", flat=True).iterator(1000):
            yield bytes(line)

    def shown(
        self, kind: str, after: str = "", most: int = 1000, district: str = ""
    ) -> Sequence[ShownRow]:
        """Give every row, of any district and of none, or those of one."""
        return self._reading.shown(kind, after, most, district) if kind in self._mapped else []

    # ----------------------------------------------------------------------------------- writing

    def apply(self, district: str, operations: Sequence[Operation], holder: str) -> None:
        """Carry out operations."""
        with self._writing():
            Writing(self._reading, district, holder).carry_out(operations)

    def hold(
        self,
        district: str,
        kind: str,
        app_id: str,
        held: Held,
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """Keep hand edits from every sync."""
        values = values or {}
        with self._writing():
            link = self._link(district, kind, app_id)
            mapped = self._mapped[kind]
            check_held(mapped.kept, held, values)
            if values:
                row = {
                    mapped.column(name): mapped.written(kind, name, [value])[0]
                    for name, value in values.items()
                }
                of = self._reading.of(mapped.model).filter(pk=mapped.key_of(app_id))
                of.update(**row)
            link.held = packed(unpacked(link.held) | held | Held(frozenset(values)))
            link.save(using=self._using, update_fields=["held"])

    def let_go(self, district: str, kind: str, app_id: str, held: Held) -> None:
        """Hold these no longer."""
        with self._writing():
            link = self._link(district, kind, app_id)
            link.held = packed(unpacked(link.held) - held)
            link.save(using=self._using, update_fields=["held"])

    def _link(self, district: str, kind: str, app_id: str) -> Any:
        links = self._reading.own("Link").select_for_update()
        found = links.filter(district=district, kind=kind, app_id=app_id).first()
        if found is None:
            raise StoreError("not_linked", f"Row {app_id} of {kind} is not linked here.")
        return found

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with transaction.atomic(self._using):
                yield
        except (Error, *REFUSALS, ValidationError) as refused:
            raise StoreError(
                "rows_refused", f"The database refused the rows; none was written: {refused}"
            ) from refused

    # --------------------------------------------------------------------------------- searching

    def _inside(self, district: str, kind: str) -> Q:
        name = self._mapped[kind].district
        if name is None:
            return Q()
        return Q(**{name: district}) | Q(**{f"{name}__isnull": True}) | Q(**{name: ""})

    def _searched(self, kind: str, wanted: Wanted) -> Iterator[Q]:
        mapped = self._mapped[kind]
        for role, name in mapped.sis_ids.items():
            sis_ids = [
                one.partition(":")[2] for one in wanted.sis_ids if one.startswith(role + ":")
            ]
            for some in chunks(sis_ids):
                yield Q(**{f"{name}__in": some})
        if "email" in mapped.fields:
            plain = Lower(Trim(mapped.column("email")))
            for some in chunks(wanted.emails):
                yield Q(In(plain, some))

    def _account(
        self, kind: str, district: str, app_id: str, row: Mapping[str, Any], link: Any
    ) -> Account:
        mapped = self._mapped[kind]
        sis_ids = {f"{role}:{row[name]}" for role, name in mapped.sis_ids.items() if row[name]}
        email = row[mapped.column("email")] if "email" in mapped.fields else None
        inside = row[mapped.district] or None if mapped.district else None
        return Account(
            app_id,
            None if link is None else link.clever_id,
            district if link is not None else inside,
            frozenset(sis_ids),
            email,
            bool(row[mapped.archived]),
        )
