"""Both visitors keep the same promise, and nothing that a site does breaks them."""

import contextlib
import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from homeroom.certification.browsing import (
    Limits,
    Record,
    Secrets,
    VisitError,
    Visitor,
    finding,
    visitor,
)
from homeroom.certification.browsing.chromium import BrowserVisitor, chromium
from homeroom.certification.browsing.reading import read
from tests.unit.certification.browsing.town import Asked, Says, Site, a_site

Make = Callable[..., Visitor]
QUICK = Limits(seconds=3.0, page_bytes=200_000, hops=8)


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as served:
        yield served


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=["http", "browser"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    made: list[Visitor] = []

    def another(limits: Limits = QUICK, record: Record | None = None) -> Visitor:
        if request.param == "http":
            made.append(visitor(record=record, limits=limits))
        else:
            browser = request.getfixturevalue("opened")
            made.append(BrowserVisitor(record or Record(), browser, limits=limits))
        return made[-1]

    yield another
    for one in made:
        one.close()


def _refused(act: Callable[[], object]) -> str:
    with pytest.raises(VisitError) as raised:
        act()
    return raised.value.code


def test_a_page_is_read_as_a_person_reads_it(site: Site, make: Make) -> None:
    site.says(
        "/",
        "<title>Home</title><style>p{}</style><h1>Hello  Ann</h1><p>You learn"
        " <b>maths</b></p><p style='display: none'>not this</p><a href='/classes'>My classes</a>"
        "<a href='/pic'><img alt='A picture' src='data:,'></a>"
        "<button aria-label='Log out' type=button>X</button>",
    )
    seen = make().open(f"{site.url}/")
    assert ("Home", 200, ("Hello Ann",)) == (seen.title, seen.status, seen.headings)
    assert "Hello Ann\nYou learn maths" in seen.text
    assert "not this" not in seen.text
    assert ["My classes", "A picture"] == [one.name for one in seen.links]
    assert f"{site.url}/classes" == seen.links[0].address
    found = finding.log_out(seen)
    assert found is not None
    assert "Log out" == found.name


def test_redirects_are_followed_and_each_hop_is_noted(site: Site, make: Make) -> None:
    site.says("/a", status=302, location="/b?x=1")
    site.says("/b", status=303, location=f"{site.url}/c")
    site.says("/c", "<h1>There</h1>")
    seen = make().open(f"{site.url}/a")
    assert (f"{site.url}/c", 200) == (seen.url, seen.status)
    assert [302, 303, 200] == [hop.status for hop in seen.hops]
    assert [f"{site.url}{path}" for path in ("/a", "/b?x=1", "/c")] == [h.url for h in seen.hops]


def test_a_page_that_leads_on_by_itself_is_left(site: Site, make: Make) -> None:
    site.says("/a", "<meta http-equiv=refresh content='0; url=/b'>")
    site.says("/b", "<h1>There</h1>")
    assert ("There",) == make().open(f"{site.url}/a").headings


def test_a_form_sends_what_it_carries_and_what_was_typed(site: Site, make: Make) -> None:
    site.says(
        "/",
        "<form method=post action=/take><input type=hidden name=word value=w1>"
        "<label for=u>User name</label><input id=u name=user required>"
        "<input type=password name=secret><input type=checkbox name=no value=1>"
        "<input type=checkbox name=yes value=1 checked>"
        "<select name=kind><option value=x>X<option value=y selected>Y</select>"
        "<textarea name=long>some words</textarea>"
        "<button name=do value=this>Go</button><button name=do value=that>Other</button></form>",
    )
    site.says("/take", "<h1>Taken</h1>")
    one = make()
    seen = one.open(f"{site.url}/")
    form = finding.login_form(seen)
    assert form is not None
    assert ("User name", True) == (form.inputs[1].label, form.inputs[1].is_required)
    button = finding.named(seen, "Other")
    after = one.fill_and_submit(form, {"user": "ann é", "secret": "s"}, button)
    assert ("Taken",) == after.headings
    sent = next(asked for asked in site.asked if asked.method == "POST")
    assert sent.fields == {
        "word": ["w1"], "user": ["ann é"], "secret": ["s"], "yes": ["1"], "kind": ["y"],
        "long": ["some words"], "do": ["that"],
    }  # fmt: skip
    assert (site.url, "same-origin") == (sent.headers["origin"], sent.headers["sec-fetch-site"])


def test_a_button_outside_its_form_sends_it(site: Site, make: Make) -> None:
    site.says(
        "/", "<form id=f action=/take><input name=q value=1></form><button form=f>Go</button>"
    )
    site.says("/take", "<h1>Taken</h1>")
    one = make()
    found = finding.named(one.open(f"{site.url}/"), "Go")
    assert found is not None
    assert f"{site.url}/take?q=1" == one.click(found).url


def test_what_hides_in_a_menu_can_be_pressed(site: Site, make: Make) -> None:
    site.says(
        "/", "<details><summary>Me</summary><form method=post action=/out><button>Sign out"
        "</button></form></details>",
    )  # fmt: skip
    site.says("/out", "<h1>Bye</h1>")
    one = make()
    found = finding.log_out(one.open(f"{site.url}/"))
    assert found is not None
    assert ("Bye",) == one.click(found).headings


def test_a_selector_presses_and_reads(site: Site, make: Make) -> None:
    site.says("/", "<p id=me><b>Ann</b> Zed</p><a class=away href=/out><i>x</i></a>")
    site.says("/out", "<h1>Bye</h1>")
    one = make()
    one.open(f"{site.url}/")
    assert ("Ann Zed", "") == (one.text_of("#me"), one.text_of("#nobody"))
    assert ("Bye",) == one.press("a.away i").headings
    assert "not_there" == _refused(lambda: one.press("#nobody"))


def _counting(asked: Asked) -> Says:
    name = asked.headers.get("cookie", "nobody")
    cookie = "who=ann; Path=/; HttpOnly; SameSite=Lax"
    return Says(f"<p>{name}</p>", 200, (("set-cookie", cookie),))


def test_cookies_are_kept_shown_and_put_into_another_device(site: Site, make: Make) -> None:
    site.pages["/"] = _counting
    site.says("/out", status=303, location="/", set_cookie="who=; Path=/; Max-Age=0")
    one = make()
    assert "nobody" == one.open(f"{site.url}/").text
    assert "who=ann" == one.open(f"{site.url}/").text
    (cookie,) = one.cookies()
    assert (True, False, "Lax") == (cookie.is_http_only, cookie.is_secure, cookie.same_site)
    other = one.another()
    assert "nobody" == other.open(f"{site.url}/").text
    other.restore(one.cookies())
    assert "who=ann" == other.open(f"{site.url}/").text
    assert "nobody" == one.open(f"{site.url}/out").text
    other.close()


def test_the_secret_is_noted_wherever_it_stands_and_cut_from_the_record(
    site: Site, make: Make
) -> None:
    record = Record(Secrets("id1", "sesame-sesame"))
    site.says("/", "<script src=/s.js></script><p>aWQxOnNlc2FtZS1zZXNhbWU=</p>")
    site.pages["/s.js"] = Says("var s = 'sesame-sesame'", 200, (), "text/javascript")
    site.says("/go", status=302, location="/?client_secret=sesame-sesame&code=abc")
    one = make(record=record)
    one.open(f"{site.url}/go")
    places = {leak.where for leak in record.leaks}
    assert {"a page", "a script", "a redirect", "an address"} <= places
    written = str(record.written())
    assert "sesame" not in written
    assert "abc" not in written
    assert "/go" in written


def test_a_loop_ends(site: Site, make: Make) -> None:
    site.says("/a", status=302, location="/b")
    site.says("/b", status=302, location="/a")
    assert "loop" == _refused(lambda: make().open(f"{site.url}/a"))


def test_a_page_that_drips_ends_in_time(site: Site, make: Make) -> None:
    one = make(Limits(seconds=1.0))
    assert "slow" == _refused(lambda: one.open(f"{site.url}/drips"))
    site.says("/", "<h1>Well</h1>")
    assert ("Well",) == one.open(f"{site.url}/").headings


def test_a_page_that_is_too_large_is_not_read(site: Site, make: Make) -> None:
    site.says("/", "<p>" + "a" * 300_000)
    assert "too_large" == _refused(lambda: make().open(f"{site.url}/"))


@pytest.mark.parametrize(
    "part",
    ["<input id=a name=b>", "<input aria-labelledby='a b c'>", "<a href=x>y", "<h1>a", "<select>"],
)
def test_a_page_that_would_take_an_hour_to_read_is_read_in_part(part: str) -> None:
    began = time.monotonic()
    read("http://localhost/", 200, f"<form>{part * (100_000 // len(part))}")
    assert time.monotonic() - began < 10
    with pytest.raises(VisitError, match="more than"):
        read("http://localhost/", 200, part * 200_000)


@pytest.mark.parametrize("charset", ["idna", "undefined", "unicode_escape", "punycode", "no-such"])
def test_a_page_in_an_alphabet_of_pythons_is_read_as_utf_8(site: Site, charset: str) -> None:
    title = "Caf\\ud800\u00e9"
    site.pages["/"] = Says(f"<title>{title}</title>", kind=f"text/html; charset={charset}")
    with contextlib.closing(visitor(limits=QUICK)) as one:
        assert title == one.open(f"{site.url}/").title


def test_nobody_at_home_is_said(make: Make) -> None:
    assert "unreachable" == _refused(lambda: make().open("http://127.0.0.1:1/"))


def test_no_page_leads_a_visitor_to_the_admins_door(site: Site, make: Make) -> None:
    site.says("/a", status=302, location="/sandbox/v1/districts")
    site.says("/b", "<meta http-equiv=refresh content='0; url=/sandbox/v1/wire'><p>wait")
    site.says("/sandbox/v1/districts", "<h1>Open</h1>")
    site.says("/sandbox/v1/wire", "<h1>Open</h1>")
    one = make(replace(QUICK, forbidden=(f"{site.url}/sandbox/",)))
    for path in ("/a", "/b"):
        assert "forbidden" == _refused(partial(one.open, site.url + path))
    assert "/sandbox/v1/wire" not in site.paths()
    assert "forbidden" == _refused(lambda: one.open("file:///etc/hostname"))


def test_garbage_is_an_answer_or_an_error_but_no_crash(site: Site, make: Make) -> None:
    site.says("/a", b"\xff\xfe<p \x00 <<<>>>" + bytes(range(256)))
    site.says("/b", "<div>" * 5000 + "deep")
    site.says("/c", status=302, location="http://[::1")
    site.says("/d", status=599, location="/a")
    site.says("/e", "<form><form><button form=none><input type=submit><a href='http://['>")
    one = make()
    for path in "abcde":
        with contextlib.suppress(VisitError):
            one.open(f"{site.url}/{path}")


def test_a_page_with_scripts_is_not_decided_without_a_browser(site: Site, make: Make) -> None:
    site.says(
        "/", "<p id=p>before</p><script>document.getElementById('p').textContent='after'</script>"
    )
    site.says("/plain", "<p>before</p>")
    one = make()
    seen = one.open(f"{site.url}/")
    assert (one.kind == "http") == seen.needs_scripts
    assert ("before" if one.kind == "http" else "after") == seen.text
    assert not one.open(f"{site.url}/plain").needs_scripts


def test_only_a_browser_sees_what_scripts_do(site: Site, opened: Any) -> None:
    site.says("/", "<p>x</p><script>alert('hey'); location = '/next'</script>")
    site.says("/next", "<button onclick=\"document.body.innerHTML='<h1>Done</h1>'\">Do it</button>")
    one = BrowserVisitor(Record(), opened, limits=QUICK)
    seen = one.open(f"{site.url}/")
    assert (f"{site.url}/next", ("alert: hey",)) == (seen.url, seen.dialogs)
    assert ("Done",) == one.click(seen.buttons[0]).headings
    picture = one.picture()
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    one.close()
    plain = visitor(limits=QUICK)
    assert "needs_browser" == _refused(
        lambda: plain.click(plain.open(f"{site.url}/next").buttons[0])
    )
    plain.close()


def test_a_packed_body_that_nobody_asked_for_is_refused(site: Site) -> None:
    site.says("/", gzip.compress(b"<p>" + b"a" * 1_000_000), content_encoding="gzip")
    plain = visitor(limits=QUICK)
    assert "garbage" == _refused(lambda: plain.open(f"{site.url}/"))
    plain.close()
