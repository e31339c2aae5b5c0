"""The Data API for the token of a person: what `sharing.library.personal` opens, and no more.

Every answer is made through that one view, so that nothing is decided here but the shape. A
person's set is small and comes whole: `limit` and cursors are ignored, and a list has no link but
its own (ruling R11, data-api.md 2.1). A refusal says the same of every record, so that nobody
learns which ids there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from homeroom.data_api import links, paging, splice
from homeroom.data_api.asking import Asked, unsupported
from homeroom.data_api.paging import PAGING_NAMES, PageRequest
from homeroom.data_api.paths import Path
from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError, NotSignedInError
from homeroom.foundation.ids import parse_id
from homeroom.oauth.authority import bearer_of
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.guard import unrecognized
from homeroom.sharing.disclosing.collecting import give_by
from homeroom.sharing.disclosing.rules import KINDS
from homeroom.sharing.library import personal
from homeroom.sharing.library.personal import OUT_OF_REACH, Bearer, PersonalView
from homeroom.sharing.library.terms import reader_of, terms_of
from homeroom.sharing.views import Ask
from homeroom.web.answers import Answer, no_such_path


def answer(asked: Asked, path: Path | None, special: str, grant: UserGrant) -> Answer:
    """Answer one row of the table; `special` names a path that stands outside it."""
    request = asked.request
    with request.parts.store.roster.reading() as session:
        try:
            bearer = bearer_of(grant)
            view = personal.view_of(session, bearer, asked.version)
        except NotSignedInError:
            raise unrecognized(request) from None
        if special != "me" and (path is None or not path.is_for_people):
            return no_such_path(request.scope["path"], request.method)
        if path is None or request.method != "GET":
            raise unsupported(asked)
        return _Reading(asked, path, session, bearer, view).answer()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One read of one person's token."""

    asked: Asked
    path: Path
    session: Session
    bearer: Bearer
    view: PersonalView

    def answer(self) -> Answer:
        if self.path.shape == "list":
            return self._list()
        rid, kind = self._rid(), self.path.kind
        if self.path.shape == "to_one":
            above, relation = self.path.above, self.path.relation
            body = personal.below(self.session, self.view, above, rid, relation)
            return self._one(body, ())
        body = personal.one(self.session, self.view, kind, rid)
        return self._one(body, self._leads(body, rid) if body else ())

    def _leads(self, body: str, rid: int) -> tuple[str, ...]:
        """Those links of the record that the token may follow (ruling R2)."""
        open_to_her = personal.leads(self.view, self.path.kind, rid)
        return tuple(word for word in links.relations(self.path.kind, body) if word in open_to_her)

    def _one(self, body: str | None, words: tuple[str, ...]) -> Answer:
        if body is None:
            raise _out_of_reach()
        self._gives([body.encode()])
        address = f"/{self.asked.version}/{self.path.kind}/{splice.id_in(body)}"
        return splice.one(body, links.record_links(address, words))

    def _list(self) -> Answer:
        asked, path = self.asked, self.path
        meant = [name for name in path.query if name not in PAGING_NAMES]
        given = PageRequest.from_query(asked.query, meant, path.roles)
        below = (path.above, self._rid(), path.relation) if path.above else None
        ask = Ask(path.kind, below, role=given.role, primary=given.primary)
        own = paging.self_link(asked.self_address, asked.query_string)
        if given.count:
            return splice.count(personal.count(self.session, self.view, ask), own)
        found = personal.page(self.session, self.view, ask)
        self._gives(found.bodies)
        return splice.page(asked.version, path.kind, found.bodies, own)

    def _gives(self, bodies: Sequence[bytes]) -> None:
        """Record that these documents are given by the token."""
        kind, parts = self.path.kind, self.asked.request.parts
        if kind in KINDS:
            ids = [splice.id_in(body) for body in bodies]
            for terms, some in terms_of(self.session, self.view, kind, ids):
                give_by(parts, reader_of(self.bearer), terms, kind, some)

    def _rid(self) -> int:
        """The record number of an id of her own district; any other id is out of reach."""
        parsed = parse_id(self.asked.segments[1])
        if parsed is None or parsed[1] != self.view.district:
            raise _out_of_reach()
        return parsed[0]


def _out_of_reach() -> NotFoundError:
    return NotFoundError(OUT_OF_REACH)
