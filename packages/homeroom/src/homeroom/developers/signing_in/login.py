"""The developers' login page; what happens behind it is the same for all of the hub's own staff."""

from collections.abc import Mapping
from typing import Final

from homeroom.accounts.staff.door import StaffDoor
from homeroom.accounts.staff.newcomers import DEVELOPER
from homeroom.web.pages.forms import Form
from homeroom.web.pages.rendering import Templates
from homeroom.web.request import Request

HOME: Final = "/developers"
LOGIN: Final = "/developers/login"
_TEMPLATES: Final = Templates("homeroom.developers")
_NOTICES: Final = {
    "signed_up": "Sign in with your new password. If the address had an account before, nothing"
    " was changed: then its old password is the right one.",
}
_NOT_HERS: Final = (
    "These pages are for developers of applications. Sign out, then sign in with a developer's"
    " account."
)


def _more(request: Request, form: Form) -> Mapping[str, object]:
    return {
        "notice": _NOTICES.get(form.text("why"), ""),
        "is_open": request.parts.settings.is_sign_up_open,
    }


DOOR: Final = StaffDoor(DEVELOPER, HOME, LOGIN, _NOT_HERS, _TEMPLATES, _more)
