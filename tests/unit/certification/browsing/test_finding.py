"""What a person would find on a page."""

import pytest

from homeroom.certification.browsing import Seen, finding
from homeroom.certification.browsing.reading import read

_HUB = "https://hub.example/oauth/authorize"


def _page(html: str, status: int = 200) -> Seen:
    return read("https://app.example/", status, html)


@pytest.mark.parametrize("name", ["Log out", "LOGOUT", "Sign out", "sign-out", "Log off"])
def test_log_out_is_found_by_its_name(name: str) -> None:
    assert finding.log_out(_page(f"<a href=/x>{name}</a>")) is not None


def test_other_words_are_no_log_out() -> None:
    assert finding.log_out(_page("<a href=/x>Log in</a><button>Log outing</button>")) is None


def test_a_button_of_the_hub_is_found_by_address_then_by_name() -> None:
    html = f"<form><input type=password><button>Log in</button></form><a href='{_HUB}?x'>Go</a>"
    found = finding.begins_login(_page(html), _HUB)
    assert found is not None
    assert "Go" == found.name
    found = finding.begins_login(
        _page("<a href=/a>Log in</a><a href=/b>Log in with Clever</a>"), _HUB
    )
    assert found is not None
    assert "Log in with Clever" == found.name
    assert finding.begins_login(_page("<form><input type=password><button>Log in"), _HUB) is None


@pytest.mark.parametrize(
    ("html", "status", "why"),
    [
        ("<p>That did not work. Please ask your teacher.</p><a href=/>Again</a>", 400, ""),
        ("<p>That did not work. Please ask your teacher.</p><a href=/>Again</a>", 500, "500"),
        ("<p>That did not work. Please ask your teacher.</p>", 400, "leads on"),
        ("<p>Oh no</p><a href=/>Again</a>", 400, "says only"),
        ('<p>Traceback (most recent call last): File "x.py", line 3</p><a href=/>a</a>', 400,
         "Traceback"),
        ('{"error": "invalid_grant", "error_description": "used"}', 400, "raw JSON"),
    ],
)  # fmt: skip
def test_a_friendly_page_is_told_from_others(html: str, status: int, why: str) -> None:
    found = finding.is_friendly(_page(html, status))
    assert (bool(why), True) == (bool(found), why in found)


def test_an_offer_to_join_an_account_is_read() -> None:
    assert finding.link_offer(_page("<h1>Do you already have an account?</h1>"))
    assert finding.link_offer(_page("<a href=/l>Link my account</a>"))
    assert not finding.link_offer(_page("<h1>Your account</h1><a href=/>Links</a>"))


def test_markup_that_became_an_element_is_counted() -> None:
    assert 1 == finding.elements_with(_page("<p><b>Robert</b> Tables"), "b", "Robert")
    assert 0 == finding.elements_with(_page("<p>&lt;b&gt;Robert&lt;/b&gt;"), "b", "Robert")


def test_links_that_end_a_session_are_left_alone() -> None:
    html = "<a href=/a>A</a><a href=/a#x>A</a><a href=/out>Log out</a><a href=//b.org/>B</a>"
    found = finding.same_site_links(_page(html), "https://app.example/")
    assert ["https://app.example/a"] == [one.address for one in found]
