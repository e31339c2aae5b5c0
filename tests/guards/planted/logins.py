"""Guards: logins, from the first request to consent."""

from typing import Final

from tests.guards.cheat import Cheat
from tests.guards.planted.places import (
    AUTHORIZE,
    TEACHERS,
)

CHEATS: Final = (
    Cheat(
        "a fetch that nobody looks at starts nothing",
        "oauth/login/authorize.py",
        'if b"prefetch" in (request.raw_header(name) or b"").lower():',
        "if False:",
        AUTHORIZE,
        "test_what_nobody_looks_at_issues_nothing",
    ),
    Cheat(
        "HEAD issues nothing",
        "oauth/login/authorize.py",
        'if request.scope["method"] == "HEAD":',
        "if False:",
        AUTHORIZE,
        "test_head_issues_nothing",
    ),
    Cheat(
        "a form of ours counts in its own session",
        "oauth/login/questions.py",
        "if person is None or session_mark(person) != form.session:",
        "if person is None:",
        AUTHORIZE,
        "test_an_answer_counts_only_in_the_session_that_was_asked",
    ),
    Cheat(
        "a form that another site sends does not count",
        "oauth/login/questions.py",
        'if site not in (None, b"same-origin"):',
        "if False:",
        AUTHORIZE,
        "test_a_form_that_another_site_sends_changes_nothing",
    ),
    Cheat(
        "consent counts once",
        "oauth/login/questions.py",
        "if session.run(_SPEND, **row) != 1:",
        "if session.run(_SPEND, **row) > 1:",
        AUTHORIZE,
        "test_consent_counts_once",
    ),
    Cheat(
        "a session of another district is asked about",
        "oauth/login/steps.py",
        "if self.pending.district not in (None, person.district):",
        "if False:",
        AUTHORIZE,
        "test_a_session_of_another_district_is_asked_about",
    ),
    Cheat(
        "a shared device asks who is there",
        "oauth/login/steps.py",
        "if not person.is_shared or",
        "if True or",
        AUTHORIZE,
        "test_on_a_shared_device_every_launch_asks_who_is_there",
    ),
    Cheat(
        "no code outlives signing out everywhere",
        "oauth/login/steps.py",
        "goes_on = self.ports.door.goes_on(session, person)",
        "goes_on = True",
        TEACHERS,
        "test_no_code_is_issued_to_a_session_that_ended_while_it_was_decided",
    ),
    Cheat(
        "whoever is denied gets no code",
        "oauth/login/steps.py",
        'if decision.outcome == "denied":',
        "if False:",
        AUTHORIZE,
        "test_whoever_may_not_enter_reads_why_and_who_can_help",
    ),
    Cheat(
        "pages cannot be framed",
        "web/pages/rendering.py",
        "base-uri 'none'; frame-ancestors 'none'\"",
        "base-uri 'none'\"",
        AUTHORIZE,
        "test_pages_cannot_be_framed",
    ),
    Cheat(
        "markup in a name is text",
        "web/pages/rendering.py",
        "autoescape=True,",
        "autoescape=False,",
        AUTHORIZE,
        "test_markup_in_a_name_is_text",
    ),
)
