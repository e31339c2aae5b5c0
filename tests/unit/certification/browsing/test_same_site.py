"""Cookies that `SameSite` keeps back: both visitors obey it (decision 0027)."""

from collections.abc import Iterator
from typing import Any

import pytest

from homeroom.certification.browsing import Limits, Record, Visitor, finding, visitor
from homeroom.certification.browsing.chromium import BrowserVisitor, chromium
from homeroom.certification.browsing.jar import site_of, withheld
from tests.unit.certification.browsing.town import Asked, Says, Site, a_site

BOTH = tuple(("set-cookie", f"{word}=1; SameSite={word}; Path=/") for word in ("Strict", "Lax"))
SAYS_NOTHING = ("set-cookie", "plain=1; Path=/")


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def hub() -> Iterator[Site]:
    with a_site() as served:
        yield served


@pytest.fixture
def app(hub: Site) -> Iterator[Site]:
    """An application that lies, for a browser too, on another site than the hub."""
    with a_site() as served:
        served.url = served.url.replace("127.0.0.1", "localhost")
        hub.says("/launch", status=302, location=f"{served.url}/callback")
        headers = (*BOTH, SAYS_NOTHING, ("location", "/home"))
        served.pages["/callback"] = Says("", 303, headers)
        served.pages["/home"] = _echo
        yield served


@pytest.fixture(params=["http", "browser"])
def one(request: pytest.FixtureRequest, hub: Site) -> Iterator[Visitor]:
    limits = Limits(seconds=3.0, hops=8, apart=hub.url)
    if request.param == "http":
        made: Visitor = visitor(limits=limits)
    else:
        made = BrowserVisitor(Record(), request.getfixturevalue("opened"), limits=limits)
    yield made
    made.close()


def _echo(asked: Asked) -> Says:
    names = sorted(part.partition("=")[0] for part in asked.headers.get("cookie", "").split("; "))
    return Says(f"<h1>{' '.join(names)}</h1><a href=/home>again</a>")


def test_a_strict_cookie_is_not_there_on_the_way_back_from_the_hub(
    hub: Site, app: Site, one: Visitor
) -> None:
    assert ("Lax plain",) == one.open(f"{hub.url}/launch").headings
    assert ("Lax Strict plain",) == one.click(one.seen.links[0]).headings
    assert ("Lax Strict plain",) == one.open(f"{app.url}/home").headings


def test_it_is_not_when_the_application_itself_sent_her_to_the_hub(
    hub: Site, app: Site, one: Visitor
) -> None:
    app.says("/", f"<a href='{hub.url}/launch'>Log in</a>")
    one.open(f"{app.url}/")
    assert ("Lax plain",) == one.click(one.seen.links[0]).headings


def test_a_page_of_the_application_that_leads_on_by_itself_has_it(
    hub: Site, app: Site, one: Visitor
) -> None:
    page = "<meta http-equiv=refresh content='0; url=/home'>"
    app.pages["/callback"] = Says(page, 200, (*BOTH, SAYS_NOTHING))
    assert ("Lax Strict plain",) == one.open(f"{hub.url}/launch").headings


def test_a_form_of_another_site_brings_no_lax_cookie(hub: Site, app: Site, one: Visitor) -> None:
    hub.says("/", f"<form method=post action='{app.url}/home'><button>Go</button></form>")
    one.open(f"{app.url}/callback")
    one.open(f"{hub.url}/")
    found = finding.named(one.seen, "Go")
    assert found is not None
    words = one.click(found).headings[0].split()
    assert {"Lax", "Strict"}.isdisjoint(words)


def test_the_hub_is_a_site_of_its_own_on_the_same_host_and_no_port_is() -> None:
    hub = "https://localhost:8443"
    assert hub == site_of(f"{hub}/oauth/authorize", hub)
    assert "localhost" == site_of("https://localhost:8444/", hub)
    assert site_of("http://localhost:3000/", hub) == site_of("http://localhost:4000/", hub)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://app.vendor.example/x", "vendor.example"),
        ("https://vendor.example:8443", "vendor.example"),
        ("http://127.0.0.1:1/", "127.0.0.1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_a_site_is_the_end_of_a_hosts_name(url: str, site: str) -> None:
    assert site == site_of(url)


def test_what_is_kept_back_depends_on_the_way() -> None:
    assert set() == set(withheld("a", ["a", "a"], "POST"))
    assert {"Strict"} == set(withheld("a", ["a", "b"], "GET"))
    assert {"Strict", "Lax"} == set(withheld("a", ["b"], "POST"))


def test_no_cookie_goes_that_the_visitor_does_not_send(hub: Site) -> None:
    """The client below her has a jar of its own, which filled in what she kept back."""
    hub.pages["/home"] = _echo
    hub.says("/", set_cookie="a=1")
    alone = visitor()
    alone.open(f"{hub.url}/")
    alone.restore([])
    alone.open(f"{hub.url}/home")
    alone.close()
    assert "cookie" not in hub.asked[-1].headers
