"""Every path of the developers' pages, each with its one guard."""

from typing import Final

from homeroom.developers.applications import addresses, choices, keys, mine, standing
from homeroom.developers.asking import pages as asking
from homeroom.developers.districts import lacking, tokens
from homeroom.developers.districts import pages as districts
from homeroom.developers.frame import ACCOUNT, APP, NEW, PICKER
from homeroom.developers.guard import app_form, app_page, app_upload, form, page
from homeroom.developers.matching import pages as matching
from homeroom.developers.owners import pages as owners
from homeroom.developers.picker import pages as picker
from homeroom.developers.recommending import pages as recommending
from homeroom.developers.sandboxes.routes import ROUTES as SANDBOXES
from homeroom.developers.showing.routes import ROUTES as SHOWING
from homeroom.developers.signing_in import account, sign_up
from homeroom.developers.signing_in.login import DOOR, HOME
from homeroom.developers.taking import filters, limits
from homeroom.developers.trying import district_sso, library
from homeroom.developers.watching import events, requests, webhook
from homeroom.web.routes import Route, public

_POST: Final = ("POST",)
_KIND: Final = f"{APP}/fields/{{kind}}"
_LINK: Final = f"{APP}/districts/{{connection}}"
_MATCHING: Final = f"{_LINK}{matching.BELOW}"

ROUTES: Final[tuple[Route, ...]] = (
    # Public: being nobody is where signing in begins.
    public(sign_up.PATH, sign_up.show, page=True),
    public(sign_up.PATH, sign_up.sign_up, _POST, body="memory", page=True),
    public(DOOR.login, DOOR.show, page=True),
    public(DOOR.login, DOOR.sign_in, _POST, body="memory", page=True),
    public(picker.PUBLIC, picker.show_publicly, page=True),
    page(PICKER, picker.show_inside),
    page(ACCOUNT, account.show_account),
    form(f"{ACCOUNT}/password", account.change),
    form(f"{ACCOUNT}/end", account.end),
    form(f"{ACCOUNT}/everywhere", account.end_all),
    page(HOME, mine.show_mine),
    page(NEW, mine.show_new),
    form(NEW, mine.create),
    *SANDBOXES,
    app_page(APP, standing.show_standing),
    app_page(f"{APP}{owners.BELOW}", owners.show_owners),
    app_form(f"{APP}{owners.BELOW}/invite", owners.invite),
    app_page(f"{APP}{owners.BELOW}/remove", owners.ask_remove),
    app_form(f"{APP}{owners.BELOW}/remove", owners.remove),
    page(owners.JOIN, owners.show_invitation),
    form(owners.JOIN, owners.join),
    app_page(f"{APP}/keys", keys.show_keys),
    app_form(f"{APP}/keys/rotate", keys.rotate),
    app_page(f"{APP}/keys/revoke", keys.ask_revoke),
    app_form(f"{APP}/keys/revoke", keys.revoke),
    app_page(f"{APP}/addresses", addresses.show_addresses),
    app_form(f"{APP}/addresses", addresses.save),
    app_page(f"{APP}/settings", choices.show_choices),
    app_form(f"{APP}/settings", choices.save),
    *SHOWING,
    app_page(f"{APP}/fields", asking.show_fields),
    app_page(_KIND, asking.show_kind),
    app_form(_KIND, asking.save),
    app_page(f"{APP}/districts", districts.show_districts),
    app_form(f"{APP}/districts/invite", districts.invite),
    app_form(f"{APP}/districts/accept", districts.accept),
    app_form(f"{APP}/districts/decline", districts.decline),
    app_form(f"{APP}/districts/remind", districts.remind),
    app_form(f"{APP}/districts/withdraw", districts.withdraw),
    app_page(_LINK, tokens.show_link),
    app_form(f"{_LINK}/launch", tokens.launch),
    app_form(f"{_LINK}/take", tokens.take),
    app_form(f"{_LINK}/reveal", tokens.reveal),
    app_form(f"{_LINK}/rotate", tokens.rotate),
    app_page(f"{_LINK}/revoke", tokens.ask_revoke),
    app_form(f"{_LINK}/revoke", tokens.revoke),
    app_page(f"{_LINK}/filters", filters.show_filters),
    app_form(f"{_LINK}/filters", filters.work_on_filters),
    app_form(f"{_LINK}/filters/save", filters.save),
    app_page(f"{_LINK}/limits", limits.show_limits),
    app_form(f"{_LINK}/limits", limits.save),
    app_page(f"{_LINK}{lacking.BELOW}", lacking.show_lacking),
    app_page(f"{APP}{recommending.BELOW}", recommending.show_recommendation),
    app_form(f"{APP}{recommending.BELOW}", recommending.work_on_recommendation),
    app_page(_MATCHING, matching.show_matchings),
    app_upload(_MATCHING, matching.take_list),
    app_page(f"{_MATCHING}/{{matching}}", matching.show_matching),
    app_page(f"{_MATCHING}/{{matching}}/result.csv", matching.download),
    app_page(f"{APP}/webhook", webhook.show_webhook),
    app_form(f"{APP}/webhook", webhook.save),
    app_form(f"{APP}/webhook/rotate", webhook.rotate),
    app_form(f"{APP}/webhook/test", webhook.test),
    app_form(f"{APP}/webhook/again", webhook.send_again),
    app_page(f"{APP}/webhook/remove", webhook.ask_remove),
    app_form(f"{APP}/webhook/remove", webhook.remove),
    app_page(f"{APP}/requests", requests.show_requests),
    app_page(f"{APP}/events", events.show_events),
    app_page(f"{APP}{district_sso.BELOW}", district_sso.show_district_sso),
    app_page(f"{APP}{library.BELOW}", library.show_library),
)
