"""The pages of the login as the application's other pages look."""

from html import escape

import pytest

from homeroom_kit.frameworks.pages import Page
from homeroom_kit.provision import Field, Provisioning, ask_for
from tests.kit.frameworks.sites import FastAPISite, FlaskSite
from tests.kit.frameworks.test_drop_ins import World
from tests.kit.login.grounds import Grounds
from tests.support.portals import forms_of

FRAME = "<title>{} - Reader</title><link rel=stylesheet href=/reader.css>"


def dressed(page: Page) -> str:
    return FRAME.format(escape(page.title)) + f"<main id={page.name}>{page.body}</main>"


class DressedFastAPI(FastAPISite):
    look = staticmethod(dressed)


class DressedFlask(FlaskSite):
    look = staticmethod(dressed)


sites = pytest.mark.parametrize("make", [DressedFastAPI, DressedFlask])
Make = type[DressedFastAPI] | type[DressedFlask]


@sites
def test_a_refusal_wears_the_applications_look(make: Make, grounds: Grounds) -> None:
    page = World(make, grounds).site.get("/callback?error=access_denied&state=guessed")
    text = page.body.decode()
    assert text.startswith("<title>")
    assert "/reader.css" in text
    assert "<main id=refused>" in text
    assert "Try again" in text


@sites
def test_its_styles_are_let_in_and_other_sites_frames_are_not(make: Make, grounds: Grounds) -> None:
    page = World(make, grounds).site.get("/callback?error=access_denied&state=guessed")
    policy = page.headers["content-security-policy"]
    assert "style-src" not in policy
    assert "default-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "no-store" == page.headers["cache-control"]


@sites
def test_a_form_in_the_applications_look_works(make: Make, grounds: Grounds) -> None:
    world = World(make, grounds)
    asking = ask_for(Field("school", "Your <b>school</b>"))
    world.site = make(world.app, Provisioning(world.accounts, asking=asking), None)
    assert "/questions" == world.signs_in("ben").headers["location"]
    page = world.site.get("/questions")
    assert "<main id=questions>" in page.body.decode()
    assert "Your &lt;b&gt;school&lt;/b&gt;" in page.body.decode()

    (form,) = forms_of(page)
    assert 303 == world.site.post(form.action, form.fields | {"school": "Elm"}).status
    assert "Ben Abel" == world.who()
