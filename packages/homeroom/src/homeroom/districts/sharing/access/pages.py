"""Answers "Which fields does this application receive?", and takes the district's choice."""

from typing import Final

from homeroom.districts.frame import APPLICATIONS, show
from homeroom.districts.guard import Admin
from homeroom.districts.sharing.access import fields
from homeroom.districts.sharing.connected import Connected, connected
from homeroom.districts.sharing.editing import SAID
from homeroom.districts.sharing.previewing import show_preview
from homeroom.districts.sharing.proposals import offered, read_proposal, with_access
from homeroom.sharing.rules import FieldAccess
from homeroom.sharing.selecting.offering import extensions_of, extensions_of_schools
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom_wire.values import ROLES

_EXTENDED: Final = {
    "student": "users.roles.student",
    "teacher": "users.roles.teacher",
    "staff": "users.roles.staff",
    "section": "sections",
}
"""Kind of rule -> where its records hold their extension fields."""


def show_access(request: Request, admin: Admin) -> Answer:
    """Every field with its switch, as it is in force."""
    of = connected(request, admin)
    said = SAID.get(query_of(request).text("said"), "")
    return _form(request, admin, of, of.agreement.access, said)


def work_on_access(request: Request, admin: Admin, form: Form) -> Answer:
    """The preview of what the boxes mean; or the form again, as it was sent."""
    of = connected(request, admin)
    if form.text("do") == "reopen":
        agreement, _ = read_proposal(form.raw("proposal"), of)
        return _form(request, admin, of, agreement.access, "")
    before = of.agreement.access
    access = fields.access_after(
        before,
        fields.rows_of(before, of.app.declared),
        _extensions(request, admin, of),
        fields.Ticked(
            frozenset(form.all("on")),
            offered(of, frozenset(form.all("opt-in"))),
            frozenset(form.all("role")) & frozenset(ROLES),
        ),
    )
    return show_preview(request, admin, of, with_access(of, access), "fields")


def _form(request: Request, admin: Admin, of: Connected, access: FieldAccess, said: str) -> Answer:
    rows = fields.rows_of(access, of.app.declared)
    groups: dict[str, list[fields.Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return show(
        request,
        admin,
        "sharing/fields.html",
        APPLICATIONS,
        of=of,
        said=said,
        groups=groups,
        opt_ins=fields.opt_ins_offered(access, of.app.declared),
        extension_need=fields.need_of_group(fields.EXTENSION, of.app.declared),
        extensions=fields.extension_rows(access, _extensions(request, admin, of)),
        roles=fields.roles_offered(access),
    )


def _extensions(request: Request, admin: Admin, of: Connected) -> list[str]:
    """The district's extension fields by their paths, if the application asks for any."""
    if not offered(of, frozenset({fields.EXTENSION})):
        return []
    with request.parts.store.roster.reading() as session:
        found = [
            f"{above}.ext.{key}"
            for kind, above in _EXTENDED.items()
            for key in extensions_of(session, admin.number, kind)
        ]
        found += [f"schools.ext.{key}" for key in extensions_of_schools(session, admin.number)]
    return found
