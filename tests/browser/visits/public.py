"""What somebody sees who is not signed in, or not all the way."""

import pyotp

from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, DEE, LEE, MAY, RON

VISITS = Visits()
STRICT = Visits()
"""In a hub that is no sandbox, whose administrators need a second proof."""


@VISITS.to("GET /", "front")
def _front(walk: Walk) -> None:
    walk.opens("/")


@VISITS.to("GET /docs/api", "api")
def _api(walk: Walk) -> None:
    walk.opens("/docs/api")


@VISITS.to("GET /docs/schema", "schema")
def _schema(walk: Walk) -> None:
    walk.opens("/docs/schema")


@VISITS.to("GET /library/{client_id}", "nothing-here")
def _nothing(walk: Walk) -> None:
    walk.opens("/library/nobody", LEE)


@VISITS.to("GET /login", "login")
def _login(walk: Walk) -> None:
    walk.opens("/login")


@VISITS.to("GET /login", "login-on-the-way-to-an-app")
def _login_on_the_way(walk: Walk) -> None:
    walk.opens(walk.town.launch("tide"))


@VISITS.to("GET /login", "login-unknown-district")
def _login_unknown(walk: Walk) -> None:
    walk.opens("/login?why=unknown_district&app=Tide+Maths")


@VISITS.to("POST /login", "login-wrong")
def _login_wrong(walk: Walk) -> None:
    walk.opens("/login")
    walk.hand.signs_in(ANN, "wrong")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /in/{shortname}", "login-of-the-district")
def _own_login(walk: Walk) -> None:
    walk.opens("/in/harbour-point")


@VISITS.to("POST /in/{shortname}", "login-of-the-district-wrong")
def _own_login_wrong(walk: Walk) -> None:
    walk.opens("/in/harbour-point")
    walk.hand.signs_in(ANN, "wrong")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /login/code", "login-by-code")
def _code(walk: Walk) -> None:
    walk.opens("/login/code")


@VISITS.to("POST /login/code", "login-by-code-wrong")
def _code_wrong(walk: Walk) -> None:
    walk.opens("/login/code")
    walk.hand.types("User name", ANN)
    walk.hand.types("Code", "ABCD-EFGH")
    walk.hand.presses("Sign in")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /login/role", "role")
def _role(walk: Walk) -> None:
    walk.opens("/login/role", DEE, "teacher")


@VISITS.to("GET /logout", "sign-out")
def _sign_out(walk: Walk) -> None:
    walk.opens("/logout", ANN)


@VISITS.to("GET /oauth/authorize", "app-refused")
def _refused(walk: Walk) -> None:
    walk.town.install("reef", LEE)
    walk.opens(walk.town.authorize("reef"), RON)


@VISITS.to("GET /oauth/instant-login", "app-refused-by-role")
def _refused_by_role(walk: Walk) -> None:
    walk.opens(walk.town.launch("reef"), MAY)


@VISITS.to("GET /oauth/authorize", "app-unknown")
def _unknown_app(walk: Walk) -> None:
    walk.opens("/oauth/authorize?client_id=nobody&response_type=code")


@VISITS.to("GET /oauth/instant-login", "consent")
def _consent(walk: Walk) -> None:
    walk.opens(walk.town.launch("reef"), LEE)
    walk.hand.sees("Add Reading Reef for your classes?")


@VISITS.to("GET /oauth/authorize", "is-this-you")
def _is_this_you(walk: Walk) -> None:
    walk.comes_as(ANN)
    walk.town.later(minutes=1)
    walk.opens(walk.town.authorize("tide", confirmed="false"))
    walk.hand.sees("Is this you?")


@VISITS.to("GET /oauth/authorize", "which-role")
def _which_role(walk: Walk) -> None:
    walk.town.connect("office")
    walk.opens(walk.town.authorize("office"), DEE, "district_admin")
    walk.hand.sees("How do you want to use Office Desk?")


@VISITS.to("GET /oauth/continue", "expired")
def _continue(walk: Walk) -> None:
    walk.opens("/oauth/continue?request=bent")


@VISITS.to("POST /oauth/continue", "form-sent-twice")
def _continue_bent(walk: Walk) -> None:
    walk.opens(walk.town.launch("reef"), LEE)
    walk.page.evaluate("document.querySelector('[name=form]').value = 'bent'")
    walk.hand.presses("Accept")
    walk.hand.does_not_read("Accept")


@VISITS.to("GET /oauth/logout", "leave-an-app")
def _leave(walk: Walk) -> None:
    walk.opens(f"/oauth/logout?client_id={walk.town.app('tide').client_id}", ANN)


@STRICT.to("GET /login/enrolment", "enrolment")
def _enrolment(walk: Walk) -> None:
    walk.sign_in_as_chief()
    walk.hand.sees("Set up your second proof")


@STRICT.to("POST /login/enrolment", "enrolment-key")
def _enrolment_key(walk: Walk) -> None:
    walk.sign_in_as_chief()
    walk.hand.presses("Show the key")
    walk.hand.reads("Start again with a new key")


@STRICT.to("POST /login/enrolment", "recovery-codes")
def _recovery(walk: Walk) -> None:
    _enrol(walk)


@STRICT.to("GET /login/second-factor", "second-factor")
def _factor(walk: Walk) -> None:
    _enrol(walk)
    walk.page.context.clear_cookies()
    walk.sign_in_as_chief()
    walk.hand.sees("Enter a code")


@STRICT.to("POST /login/second-factor", "second-factor-wrong")
def _factor_wrong(walk: Walk) -> None:
    _factor(walk)
    walk.hand.types("Code", "000000")
    walk.hand.presses("Go on")
    walk.hand.reads("Please look at this again")


def _enrol(walk: Walk) -> None:
    walk.sign_in_as_chief()
    walk.hand.presses("Show the key")
    secret = walk.page.locator(".read-out code").inner_text().replace(" ", "")
    walk.hand.types("Code", pyotp.TOTP(secret).at(walk.town.clock.now()))
    walk.hand.presses("Go on")
    walk.hand.sees("Keep these recovery codes")
