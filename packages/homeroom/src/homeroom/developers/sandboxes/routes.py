"""Every path of the pages of sandboxes, each with its one guard."""

from typing import Final

from homeroom.developers.frame import SANDBOXES
from homeroom.developers.guard import form, page
from homeroom.developers.sandboxes import pages
from homeroom.developers.sandboxes.contents import classes, entering, files, oddities, people
from homeroom.developers.sandboxes.editing import pages as editing
from homeroom.developers.sandboxes.guard import ONE, own_files, own_form, own_page
from homeroom.web.routes import Route

_EDIT: Final = f"{ONE}/edit/{{kind}}"

ROUTES: Final[tuple[Route, ...]] = (
    page(SANDBOXES, pages.show_mine),
    page(pages.NEW, pages.show_new),
    form(pages.NEW, pages.create),
    own_page(ONE, pages.show_overview),
    own_form(f"{ONE}/finish", pages.finish),
    own_form(f"{ONE}/connect", pages.connect),
    own_form(f"{ONE}/disconnect", pages.disconnect),
    own_form(f"{ONE}/decide", pages.decide),
    own_page(f"{ONE}/reset", pages.ask_reset),
    own_form(f"{ONE}/reset", pages.reset),
    own_page(f"{ONE}/delete", pages.ask_delete),
    own_form(f"{ONE}/delete", pages.delete),
    own_page(f"{ONE}{people.BELOW}", people.show_people),
    own_form(f"{ONE}/login", entering.log_in_as),
    own_page(f"{ONE}{classes.BELOW}", classes.show_classes),
    own_page(f"{ONE}{oddities.BELOW}", oddities.show_oddities),
    own_page(f"{ONE}{files.BELOW}", files.show_files),
    own_page(f"{ONE}{files.BELOW}.zip", files.download),
    own_files(f"{ONE}{files.BELOW}", files.upload),
    own_page(_EDIT, editing.show_record),
    own_form(_EDIT, editing.change),
    own_page(f"{_EDIT}/new", editing.show_new),
    own_form(f"{_EDIT}/new", editing.add),
    own_page(f"{_EDIT}/remove", editing.ask_remove),
    own_form(f"{_EDIT}/remove", editing.remove),
)
