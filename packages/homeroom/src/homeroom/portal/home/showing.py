"""A page of somebody who is signed in: her name on top, her own form token in every form."""

from typing import Any

from homeroom.accounts.sessions import Visit
from homeroom.foundation.parts import Parts
from homeroom.portal import finding
from homeroom.portal.pages import TEMPLATES
from homeroom.roster.queries import District
from homeroom.web.answers import Answer
from homeroom.web.pages.rendering import Who, words


def home_page(
    parts: Parts,
    page: str,
    visit: Visit,
    *,
    district: District | None = None,
    **values: Any,
) -> Answer:
    """Answer with one of the portal's pages."""
    person = visit.person
    here = district or finding.of_number(parts, person.district)
    note = words(visit.role) + (f", {here.name}" if here else "")
    return TEMPLATES.page(
        page,
        who=Who(
            person.name or person.email,
            note[:1].upper() + note[1:],
            is_stood_in=visit.kept.actor is not None,
        ),
        csrf=visit.kept.csrf,
        role=visit.role,
        has_roles=len(person.roles) > 1,
        **values,
    )
