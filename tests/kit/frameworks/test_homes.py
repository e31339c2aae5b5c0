"""Whoever asked for no page of the site goes to the page that the application calls its home."""

import pytest
from flask import url_for

from tests.kit.frameworks.sites import FastAPISite, FlaskSite
from tests.kit.frameworks.test_drop_ins import World
from tests.kit.login.grounds import Grounds
from tests.support.portals import forms_of


class AtFastAPI(FastAPISite):
    home = "/shelf"


class AtFlask(FlaskSite):
    home = "/shelf"


class AskedOfFlask(FlaskSite):
    """Its addresses are known only while a request is answered."""

    home = staticmethod(lambda: url_for("home", shelf=1))


CASES = [(AtFastAPI, "/shelf"), (AtFlask, "/shelf"), (AskedOfFlask, "/?shelf=1")]
Make = type[AtFastAPI] | type[AtFlask] | type[AskedOfFlask]


@pytest.mark.parametrize(("make", "home"), CASES)
def test_a_login_without_a_page_and_a_sign_out_lead_home(
    make: Make, home: str, grounds: Grounds
) -> None:
    world = World(make, grounds)
    assert home == world.signs_in("ann").headers["location"]
    (form,) = (one for one in forms_of(world.site.get("/")) if "logout" in one.action)
    assert home == world.site.post(form.action, form.fields).headers["location"]
    assert "/books" == world.signs_in("ann", "/start?next=/books").headers["location"]


@pytest.mark.parametrize(("make", "home"), CASES)
def test_a_refusal_shows_the_way_home(make: Make, home: str, grounds: Grounds) -> None:
    page = World(make, grounds).site.get("/callback?error=access_denied").body.decode()
    assert f'href="{home}"' in page
