"""Guards: what tokens open."""

from typing import Final

from tests.guards.cheat import Cheat
from tests.guards.planted.places import (
    ENDING,
    IDENTITY,
    LIBRARY,
    MASKS,
    TABLE,
)

CHEATS: Final = (
    Cheat(
        "a student's surname is an initial in the Library",
        "sharing/library/initials.py",
        "    return text[:end]",
        "    return text",
        LIBRARY,
        "test_a_library_token_shows_no_surname_address_school_or_district",
    ),
    Cheat(
        "what is uninstalled opens nothing",
        "sharing/library/rules.py",
        'READABLE: Final[tuple[State, ...]] = ("active", "superseded")',
        'READABLE: Final[tuple[State, ...]] = ("active", "superseded", "suspended", "ended")',
        LIBRARY,
        "test_a_token_is_inert_from_the_moment_its_install_is",
    ),
    Cheat(
        "the district may block an application",
        "sharing/library/rules.py",
        'if trail.finds("library_blocked_by_district", so=facts.blocked):',
        'if trail.finds("library_blocked_by_district", so=False):',
        LIBRARY,
        "test_every_combination_is_decided_as_it_is_written",
    ),
    Cheat(
        "a person who is not shared is not authorised by the district",
        "sharing/library/rules.py",
        "so=link.shares_person):",
        "so=True):",
        LIBRARY,
        "test_every_combination_is_decided_as_it_is_written",
    ),
    Cheat(
        "an ended connection opens nothing",
        "sharing/queries.py",
        "if row is None or row[0] == ENDED:",
        "if row is None:",
        "tests/unit/sharing/test_connections.py",
        "test_an_ended_connection_opens_nothing_and_its_application_may_return",
    ),
    Cheat(
        "a district's token opens nothing of another district",
        "data_api/asking.py",
        "if parsed is None or parsed[1] != self.grant.district:",
        "if parsed is None:",
        MASKS,
        "test_a_district_token_opens_nothing_of_another_district",
    ),
    Cheat(
        "a student's token opens her own record only",
        "sharing/library/personal.py",
        'return own | view.students | view.teachers if view.tier == "library_teacher" else own',
        "return own | view.students | view.teachers",
        TABLE,
        "test_each_cell_of_the_table",
    ),
    Cheat(
        "a person's token has her own lists only",
        "sharing/library/personal.py",
        "is_hers = rid == view.person if kind ==",
        "is_hers = True if kind ==",
        TABLE,
        "test_each_cell_of_the_table",
    ),
    Cheat(
        "a revoked token opens nothing",
        "oauth/grants/user_tokens.py",
        '    return session.run(_OF["token_hash"], of=token_hash)',
        "    return 1",
        ENDING,
        "test_a_revoked_token_opens_nothing",
    ),
    Cheat(
        "a token lives a day",
        "oauth/grants/user_tokens.py",
        'user_token.c.expires_at > sa.bindparam("now"),',
        'user_token.c.expires_at > sa.bindparam("now") - 10 * LIFETIME,',
        IDENTITY,
        "test_a_token_lives_a_day_and_dies_with_its_person",
    ),
    Cheat(
        "another application's token tells nothing",
        "oauth/grants/asking.py",
        "if grant is None or grant.application != app.application:\n        return None\n"
        "    record",
        "if grant is None:\n        return None\n    record",
        ENDING,
        "test_introspection_of_anything_else_tells_nothing",
    ),
    Cheat(
        "each token has its rate",
        "oauth/guard.py",
        "    if not spent.allowed:\n",
        "    if False:\n",
        IDENTITY,
        "test_a_used_up_window_is_429_with_an_empty_body",
    ),
)
