"""What pages may not hold, and where they may lie."""

from collections.abc import Iterator

from homeroom.certification.browsing import Leak
from homeroom.certification.harness import (
    Difference,
    Finding,
    Moment,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.checks.asking import asked
from homeroom.certification.logins.checks.judging import part
from homeroom.certification.logins.parts import people
from homeroom.certification.logins.parts.dialling import Dialled
from homeroom.certification.logins.parts.markup import Markup


@check("CORE-01", scenarios=("SC-70", "SC-80"), needs_probe=False)
def the_secret_never_reaches_a_browser(moment: Moment) -> Iterator[Finding]:
    """No page, script, address, cookie or form holds the client secret, plain or encoded."""
    if not moment.trial.application.client_secret:
        raise UndecidedError("The configuration does not name the secret to look for.")
    leaks: tuple[Leak, ...] = moment.facts["leaks"]
    looked = moment.facts["pages"]
    if leaks:
        shown = {(one.where, one.form): one for one in leaks}
        yield failed(
            "The client secret was seen by a browser.",
            *(Difference(where, "no secret", form) for where, form in sorted(shown)),
        )
    elif not looked:
        raise UndecidedError("No page of the application could be read.")
    else:
        yield passed("It stands in none of the pages, scripts and addresses that were seen.")


@check("CORE-07", scenarios=("SC-70", "SC-80"), needs_probe=False)
def markup_in_names_is_text(moment: Moment) -> Iterator[Finding]:
    """Names that are markup are shown as text on every page that shows them."""
    found = part(moment, Markup)
    bad = [one for one in found.pages if one.elements or one.dialogs]
    if bad:
        yield failed(
            "Markup of a name became part of a page.",
            *(Difference(f"a page of {one.of}", "text",
                         " ".join((*one.elements, *one.dialogs))) for one in bad),
            evidence=found.evidence,
        )  # fmt: skip
    elif found.not_in:
        yield failed(
            "Somebody whose name is markup does not get in.",
            *(Difference(key, "signed in", "not signed in") for key in found.not_in),
            evidence=found.evidence,
        )
    elif not any(one.shows_as_text for one in found.pages):
        yield Finding(Verdict.REVIEW, "No page showed such a name, so a person must look where"
                      " names are shown.", evidence=found.evidence)  # fmt: skip
    elif any(one.needs_browser for one in found.pages):
        raise UndecidedError("Scripts may write names into these pages, so this needs a browser.")
    else:
        yield passed(f"{len(found.pages)} pages show such names as text.", *found.evidence)


@check("SSO-09", "LIB-13", scenarios=("SC-70", "SC-80"), needs_probe=False)
def the_redirect_address_is_safe(moment: Moment) -> Iterator[Finding]:
    """The redirect address is https with a good certificate; loopback is for local runs only."""
    found = part(moment, Dialled)
    if found.scheme != "https":
        yield failed("The redirect address is not https.",
                     Difference("the redirect address", "https", found.scheme))  # fmt: skip
    elif found.trouble or not found.answers:
        why = found.trouble or "nobody answers"
        yield failed("The redirect address cannot be reached safely.",
                     Difference("its certificate", "valid", why))  # fmt: skip
    elif found.is_loopback and not moment.trial.application.local:
        yield failed(
            "The redirect address is on this machine.",
            Difference("the redirect address", "a public address", "loopback"),
        )
    else:
        word = " (on this machine: a local run)" if found.is_loopback else ""
        yield passed(f"https with a valid certificate, {found.protocol}{word}.")


@check("SSO-14", scenarios=("SC-70",), needs_probe=False)
def a_redirect_address_is_registered(moment: Moment) -> Iterator[Finding]:
    """The hub launches to the redirect address that the configuration names."""
    address = moment.trial.application.redirect_uri
    arrivals = part(moment, people.ByType).arrivals
    if any(one.startswith(address) for arrival in arrivals for one in arrival.hops):
        yield passed("Launches go to the registered address.")
    else:
        yield failed("No launch went to the redirect address that the configuration names.")


@check("SSO-R2", scenarios=("SC-70",), needs_probe=False)
def only_what_is_missing_is_asked(moment: Moment) -> Iterator[Finding]:
    """A form at the first login asks for the fields that the survey names, and no others."""
    kinds = (people.ByType, people.Strangers)
    arrivals = [
        one for kind in kinds if kind in moment.seen.parts for one in part(moment, kind).arrivals
    ]
    yield asked(arrivals, moment.answers.choices("Q-S07") or ())


@check(
    "I9",
    scenarios=(
        "SC-70", "SC-71", "SC-72", "SC-73", "SC-80", "SC-81", "SC-82", "SC-83", "SC-84", "SC-85",
        "SC-86", "SC-87",
    ),
    needs_probe=False,
)  # fmt: skip
def no_page_is_a_server_error(moment: Moment) -> Iterator[Finding]:
    """No page of the application, and nothing on one, was a server error (invariant I9)."""
    broken = moment.facts["broken"]
    if broken:
        yield failed(
            "Pages of the application ended with a server error.",
            Difference("the application's answers", "a status below 500", f"{broken} of 500 up"),
        )
    elif not moment.facts["pages"]:
        raise UndecidedError("No page of the application could be read.")
    else:
        yield passed("No page was a server error.")
