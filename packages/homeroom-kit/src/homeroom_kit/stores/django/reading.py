"""An application's rows, as a sync sees them: values, ties, what was seen last, what is held."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q

from homeroom_kit.planning.plan import Local
from homeroom_kit.planning.values import Tie
from homeroom_kit.stores.columns import reader, unpacked_seen
from homeroom_kit.stores.django.asking import among
from homeroom_kit.stores.django.mapping import Mapped
from homeroom_kit.stores.holding import Held, unpacked
from homeroom_kit.stores.showing import ShownRow

__all__ = ["Reading"]

_LINK: Final = ("district", "clever_id", "app_id", "line", "synced", "held")
_NOTHING: Final = Held()


class Reading:
    """Rows read through one of the project's databases.

    Models are asked by their base manager: an application's own may hide archived rows.
    """

    def __init__(self, mapped: Mapping[str, Mapped], using: str) -> None:
        self.mapped = mapped
        self._using = using

    def own(self, name: str) -> Any:
        """A query on one of the store's own tables."""
        return self.of(apps.get_model("homeroom_store", name))

    def of(self, model: Any) -> Any:
        """A query on one of the application's tables."""
        return model._base_manager.using(self._using)  # noqa: SLF001 -- Django's own door

    def unread(self, district: str) -> frozenset[tuple[str, str]]:
        """Return what could not be read at the last sync, by kind and Clever id."""
        left = self.own("Unread").filter(district=district)
        return frozenset(left.values_list("kind", "clever_id"))

    def links(self, kind: str, app_ids: Collection[str]) -> dict[str, Any]:
        """Return the links of rows, of whatever district."""
        links = self.own("Link").filter(kind=kind).values_list(*_LINK, named=True)
        return {row.app_id: row for row in among(links, "app_id", app_ids)}

    def links_of(self, district: str, kind: str, ids: Collection[str]) -> dict[str, Any]:
        """Return the links of records of a district, by the rows' own ids."""
        links = self.own("Link").filter(district=district, kind=kind)
        rows = among(links.values_list(*_LINK, named=True), "clever_id", ids)
        return {row.app_id: row for row in rows}

    def app_rows(
        self, kind: str, app_ids: Collection[str] = (), *, where: Q | None = None
    ) -> dict[str, dict[str, Any]]:
        """Return what the application has of rows, by their own ids."""
        mapped = self.mapped[kind]
        names = {mapped.column(name) for name in mapped.fields}
        names |= {*mapped.sis_ids.values(), mapped.archived, *filter(None, [mapped.district])}
        rows = self.of(mapped.model).values("pk", *names)
        if where is not None:
            return {str(row["pk"]): row for row in rows.filter(where)}
        keys = [mapped.key_of(one) for one in app_ids]
        return {str(row["pk"]): row for row in among(rows, "pk", keys)}

    def locals(self, district: str, kind: str, links: Mapping[str, Any]) -> dict[str, Local]:
        """Return rows as a sync sees them; `links` are their links by their own ids."""
        mapped = self.mapped[kind]
        rows = self.app_rows(kind, links)
        plain = mapped.fields.keys() - mapped.references.keys()
        read = reader(kind, {name: mapped.column(name) for name in plain}, mapped.kept)
        named = self._named(district, kind, rows)
        ties = self._ties(district, kind, rows)
        held = {app_id: unpacked(row.held) for app_id, row in links.items() if row and row.held}
        ends = {other for one in held.values() for _, other in one.ties}
        people = self.clever_ids(district, "users", ends)
        found = {}
        for app_id, row in rows.items():
            link = links[app_id]
            synced = None
            if link is not None:
                synced = unpacked_seen(link.synced, link.line, mapped.kept)
            found[app_id] = Local(
                app_id,
                None if link is None else link.clever_id,
                read(row)
                | {name: of.get(str(row[mapped.column(name)])) for name, of in named.items()},
                frozenset(ties[app_id]),
                bool(row[mapped.archived]),
                synced,
                held.get(app_id, _NOTHING).fields,
                held.get(app_id, _NOTHING).named(people),
            )
        return found

    def shown(self, kind: str, after: str, most: int, only: str = "") -> list[ShownRow]:
        """Return rows of whatever district, in the order of their keys."""
        mapped = self.mapped[kind]
        rows = self.of(mapped.model).order_by("pk")
        if only and mapped.district:
            here = Q(**{mapped.district: only}) | Q(**{mapped.district: ""})
            rows = rows.filter(here | Q(**{f"{mapped.district}__isnull": True}))
        try:
            if after:
                rows = rows.filter(pk__gt=mapped.key_of(after))
            where = {
                str(row["pk"]): row[mapped.district] or "" if mapped.district else ""
                for row in rows.values("pk", *filter(None, [mapped.district]))[:most]
            }
        except (ValidationError, DataError, OverflowError) as odd:
            raise ValueError(f"No row of {kind} can have the id {after!r}.") from odd
        links: dict[str, Any] = {**dict.fromkeys(where), **self.links(kind, where)}
        where |= {app_id: link.district for app_id, link in links.items() if link is not None}
        found: dict[str, Local] = {}
        for district in set(where.values()):
            ours = {one: link for one, link in links.items() if where[one] == district}
            found |= self.locals(district, kind, ours)
        return [ShownRow(where[one], found[one]) for one in where if one in found]

    def _named(
        self, district: str, kind: str, rows: Mapping[str, Any]
    ) -> dict[str, dict[str, str]]:
        """For each reference, Clever ids by the keys that its column holds."""
        mapped = self.mapped[kind]
        found = {}
        for name, other in mapped.references.items():
            keys = {str(row[mapped.column(name)]) for row in rows.values()} - {"None"}
            found[name] = self.clever_ids(district, other, keys)
        return found

    def _ties(self, district: str, kind: str, rows: Mapping[str, Any]) -> dict[str, set[Tie]]:
        mapped = self.mapped[kind]
        found: dict[str, set[Tie]] = defaultdict(set)
        for relation, ties in mapped.ties.items():
            owner, other = ties.column(ties.owner), ties.column(ties.other)
            names = [owner, other, *filter(None, [ties.detail])]
            asked = self.of(ties.model).filter(**ties.fixed).values_list(*names)
            held = [
                (str(row[0]), str(row[1]), "" if ties.detail is None else row[2] or "")
                for row in among(asked, owner, [mapped.key_of(one) for one in rows])
            ]
            people = self.clever_ids(district, "users", {to for _, to, _ in held})
            for of, to, what in held:
                if to in people:
                    found[of].add(Tie(relation, people[to], what))
        return found

    def clever_ids(self, district: str, kind: str, app_ids: Collection[str]) -> dict[str, str]:
        """Return the Clever ids of rows that are linked."""
        links = self.own("Link").filter(district=district, kind=kind)
        return dict(among(links.values_list("app_id", "clever_id"), "app_id", app_ids))

    def app_ids(self, district: str, kind: str, ids: Collection[str]) -> dict[str, str]:
        """Return the application's ids of linked rows, by Clever ids."""
        links = self.own("Link").filter(district=district, kind=kind)
        return dict(among(links.values_list("clever_id", "app_id"), "clever_id", ids))
