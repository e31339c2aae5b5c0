"""What a certification may ask of Gradeline: rows, syncs, and edits as on its pages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from gradeline import editing
from gradeline.editing import EditError, NewPerson
from gradeline.models import Connection, Group, Mark, Person, Section
from gradeline.roster import clock, districts
from gradeline.roster.queue import Queue
from gradeline.roster.store import store
from homeroom_kit.probe import Doing, Edit, NewAccount, Probe, ProbeError, StoreRecords
from homeroom_kit.probe import Mark as AskedMark

__all__ = ["probe_of"]

Row = TypeVar("Row", Person, Section)

VERSION: Final = "1"


def probe_of() -> Probe:
    """Gradeline's probe."""
    return Probe(
        "Gradeline",
        VERSION,
        StoreRecords(store(), _marks, _groups),
        Queue(),
        user_types=("student", "teacher", "staff", "district_admin"),
        record_types=("school", "term", "course", "section", "contact"),
        doing=Doing(_progress, _seed, _edit, clock.advance),
    )


def _marks(app_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    given = Mark.objects.filter(student__in=app_ids).order_by("pk")
    for student, text in given.values_list("student", "text"):
        found[str(student)].append(text)
    return found


def _groups(type_: str) -> Iterable[Mapping[str, object]]:
    """Groups that were made here, among classes; no hub knows them."""
    if type_ != "section":
        return
    for group in Group.objects.prefetch_related("members"):
        members = [str(one.pk) for one in group.members.all() if not one.archived]
        known = {one.app_id: one.clever_id for one in store().owners("users", app_ids=members)}
        yield {
            "type": "section",
            "clever_id": None,
            "app_id": f"group-{group.pk}",
            "status": "active",
            "district": group.district,
            "name": group.name,
            "teachers": [],
            "students": [known[one] for one in members if one in known],
        }


def _row(kind: str, model: type[Row], given: str) -> Row:
    """A row by its Clever id, or by its own key if no hub knows it."""
    owners = store().owners(kind, clever_ids=[given])
    key = editing.key_of(owners[0].app_id if owners else given)
    found = model.objects.filter(pk=key).first()
    if found is None:
        raise ProbeError("unknown", f"Gradeline has no {kind[:-1]} {given!r}.", 404)
    return found  # type: ignore[no-any-return]


def _progress(asked: AskedMark) -> None:
    section = _row("sections", Section, asked.section) if asked.section else None
    try:
        editing.give_mark(_row("users", Person, asked.clever_id), asked.mark, section)
    except EditError as refused:
        raise ProbeError("refused", str(refused)) from refused


def _seed(asked: NewAccount) -> str:
    made = _person(asked)
    if asked.mark:
        editing.give_mark(made, asked.mark)
    return str(made.pk)


def _person(asked: NewAccount) -> Person:
    new = NewPerson(
        asked.district or _only_district(),
        asked.first,
        asked.last,
        asked.role,
        asked.email or "",
        asked.sis_id or "",
        asked.password or "",
    )
    try:
        return editing.create_person(new)
    except EditError as refused:
        raise ProbeError("refused", str(refused)) from refused


def _only_district() -> str:
    districts.look()
    found = list(Connection.objects.filter(is_open=True).values_list("district", flat=True))
    if len(found) != 1:
        raise ProbeError("which_district", f"{len(found)} districts are connected; name one.")
    return str(found[0])


def _edit(asked: Edit) -> str:
    try:
        return _edited(asked)
    except EditError as refused:
        raise ProbeError("refused", str(refused)) from refused


def _edited(asked: Edit) -> str:
    if asked.op == "create_user":
        return str(_person(asked.account).pk)
    if asked.op == "create_group":
        members = [_row("users", Person, one) for one in asked.students]
        district = asked.district or (members[0].district if members else _only_district())
        return f"group-{editing.create_group(district, asked.text, members).pk}"
    if asked.op == "add_role":
        person = _row("users", Person, asked.user)
        editing.add_role(person, asked.role)
        return str(person.pk)
    section = _row("sections", Section, asked.section)
    if asked.op == "rename_section":
        editing.rename(section, asked.text)
    elif asked.op == "add_student":
        editing.add_student(section, _row("users", Person, asked.student))
    else:
        editing.remove_student(section, _row("users", Person, asked.student))
    return str(section.pk)
