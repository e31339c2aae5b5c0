"""Every path of the pages about what an application sees."""

from typing import Final

from homeroom.districts.frame import APPLICATIONS, TROUBLESHOOT_SHARING
from homeroom.districts.guard import form, page
from homeroom.districts.sharing.access.pages import show_access, work_on_access
from homeroom.districts.sharing.editing import keep, show_sharing, work_on_sharing
from homeroom.districts.sharing.history import show_history, show_past
from homeroom.districts.sharing.previewing import download_names, save, show_names
from homeroom.districts.sharing.troubleshooting import show_troubleshooting
from homeroom.web.routes import Route

_OF: Final = f"{APPLICATIONS}/{{application}}"

ROUTES: Final[tuple[Route, ...]] = (
    page(TROUBLESHOOT_SHARING, show_troubleshooting),
    page(f"{_OF}/sharing", show_sharing),
    form(f"{_OF}/sharing", work_on_sharing),
    form(f"{_OF}/sharing/save", save),
    form(f"{_OF}/sharing/keep", keep),
    form(f"{_OF}/sharing/names", show_names),
    form(f"{_OF}/sharing/names.csv", download_names),
    page(f"{_OF}/sharing/history", show_history),
    page(f"{_OF}/sharing/history/{{position}}", show_past),
    page(f"{_OF}/fields", show_access),
    form(f"{_OF}/fields", work_on_access),
)
