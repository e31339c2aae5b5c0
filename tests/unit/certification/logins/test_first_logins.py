"""What an application asks at a first login is answered in the plainest way that leads on."""

from typing import Final

import pytest
from typing_extensions import override

from homeroom.certification.browsing import Limits, Record, Secrets, visitor
from homeroom.certification.harness import Application, Hub, Person, Trial
from homeroom.certification.logins.arriving import arrive
from homeroom.certification.logins.ground import Ground
from tests.unit.certification.browsing.town import Site, a_site

_GRACE: Final = Person("t01", "gokafor", "", "g@lr.example", "Grace", "Okafor", ("teacher",))
_HOME: Final = "<h1>Grace Okafor</h1><form method=post action=/out><button>Log out</button></form>"
_OLD: Final = """<form action=/link><input name=email type=email required>
<input name=password type=password required><button>Link my account</button></form>"""
_NEW: Final = "<form action=/home><button>Make my account</button></form>"


class _Ground(Ground):
    @override
    def person(self, key: str) -> Person:
        return _GRACE

    @override
    def login_url(self, key: str, by: str) -> str:
        return f"{self.trial.application.url}/welcome"


def _arrives(site: Site, welcome: str) -> bool:
    site.says("/welcome", welcome)
    site.says("/home", _HOME)
    site.says("/link", "<p>That e-mail and password do not belong together.</p>")
    application = Application("Small", ("library",), "c" * 20, url=site.url)
    hub = Hub("http://127.0.0.1:9", "x" * 20)
    limits = Limits(seconds=5.0)
    record = Record(Secrets())
    with_cookies = visitor(record=record, limits=limits)
    try:
        ground = _Ground(Trial(application, hub), with_cookies, record, limits)
        return arrive(ground, with_cookies, "t01", "portal").is_in
    finally:
        with_cookies.close()
        hub.close()


@pytest.mark.parametrize(
    "welcome",
    [
        f"<h1>Hello</h1><h2>I already have an account</h2>{_OLD}<h2>I am new here</h2>{_NEW}",
        "<h1>Hello</h1><p>These are our rules.</p><form action=/home><button>Agree</button></form>",
    ],
)
def test_what_asks_for_nothing_is_pressed(welcome: str) -> None:
    with a_site() as site:
        assert _arrives(site, welcome)
        assert ["/welcome", "/home"] == [one.partition("?")[0] for one in site.paths()]


def test_who_is_thrown_back_to_a_login_page_stays_there() -> None:
    with a_site() as site:
        page = f"<h1>Please sign in</h1>{_OLD.replace('Link my account', 'Enter')}{_NEW}"
        assert not _arrives(site, page)
        assert ["/welcome"] == site.paths()
