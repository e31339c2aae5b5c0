"""Every path of the pages on which an application shows itself."""

from functools import partial
from typing import Final

from homeroom.developers.frame import APP
from homeroom.developers.guard import app_form, app_page, app_upload
from homeroom.developers.showing import collateral, icon, listing
from homeroom.web.routes import Route

_ICON: Final = f"{APP}{icon.BELOW}"
_LISTING: Final = f"{APP}{listing.BELOW}"
_PICTURES: Final = f"{APP}{collateral.BELOW}"

ROUTES: Final[tuple[Route, ...]] = (
    app_page(_ICON, icon.show_icon),
    *(app_upload(f"{_ICON}/{place}", partial(icon.upload, place)) for place in icon.PLACED),
    app_page(f"{_ICON}/remove", icon.ask_remove),
    app_form(f"{_ICON}/remove", icon.remove),
    app_page(_LISTING, listing.show_listing),
    app_form(_LISTING, listing.save),
    app_form(f"{_LISTING}/publish", listing.publish),
    app_page(f"{_LISTING}/withdraw", listing.ask_withdraw),
    app_form(f"{_LISTING}/withdraw", listing.withdraw),
    app_page(_PICTURES, collateral.show_pictures),
    *(
        app_upload(f"{_PICTURES}/{place}", partial(collateral.upload, place))
        for place in collateral.PLACED
    ),
    app_form(f"{_PICTURES}/caption", collateral.caption),
    app_form(f"{_PICTURES}/remove", collateral.remove),
)
