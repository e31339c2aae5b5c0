"""Guards: people, their secrets and sessions."""

from typing import Final

from tests.guards.cheat import Cheat
from tests.guards.planted.places import (
    ACCOUNTS,
)

CHEATS: Final = (
    Cheat(
        "signing in gives a new id",
        "accounts/sessions.py",
        'return f"{district:0{_DISTRICT_DIGITS}x}.{secrets.token_urlsafe(32)}"',
        'return f"{district:0{_DISTRICT_DIGITS}x}.fixed"',
        ACCOUNTS,
        "test_signing_in_gives_a_new_id_whatever_the_browser_had",
    ),
    Cheat(
        "a name is slowed down after five failures",
        "accounts/throttles.py",
        "            raise Refused(wait)",
        "            pass",
        ACCOUNTS,
        "test_the_sixth_try_waits_a_second_and_each_further_one_twice_as_long",
    ),
    Cheat(
        "unknown names cost what wrong passwords cost",
        "accounts/actions.py",
        "    checked = passwords.check(desk, person, given)",
        "    if person is None:\n        return None\n"
        "    checked = passwords.check(desk, person, given)",
        ACCOUNTS,
        "test_every_way_in_costs_exactly_one_argon2_computation",
    ),
    Cheat(
        "a suspended person stays out",
        "accounts/actions.py",
        "if not method or keeping.is_suspended(control, *where):",
        "if not method:",
        ACCOUNTS,
        "test_a_suspended_person_is_signed_out_and_stays_out_until_restored",
    ),
    Cheat(
        "two people of one name are nobody",
        "accounts/people.py",
        "return Found(meant[0] if len(meant) == 1 else None, len(meant))",
        "return Found(meant[0] if meant else None, len(meant))",
        ACCOUNTS,
        "test_two_people_of_one_name_are_nobody",
    ),
    Cheat(
        "who left the roster is signed out",
        "accounts/actions.py",
        "if person is None or (kept.role and kept.role not in person.roles):\n        return None",
        "if person is None:\n        return None",
        ACCOUNTS,
        "test_losing_the_role_that_one_is_in_ends_the_session",
    ),
    Cheat(
        "a form carries its session's token",
        "accounts/guard.py",
        "if not hmac.compare_digest(given.encode(), visit.kept.csrf.encode()):",
        "if False:",
        ACCOUNTS,
        "test_a_form_carries_the_token_of_its_own_session",
    ),
    Cheat(
        "the login form belongs to its browser",
        "accounts/guard.py",
        "if not held or not hmac.compare_digest(given.encode(), _form_token(held).encode()):",
        "if not held:",
        ACCOUNTS,
        "test_the_login_form_belongs_to_the_browser_that_it_was_shown_to",
    ),
    Cheat(
        "a session that waits opens no page",
        "accounts/guard.py",
        "    if visit.waits_for:\n        raise SignInNeededError(login_location(request))\n",
        "",
        ACCOUNTS,
        "test_a_session_that_waits_opens_only_the_pages_of_signing_in",
    ),
    Cheat(
        "the cookie is out of reach of scripts",
        "accounts/guard.py",
        '"Path=/", "HttpOnly", "SameSite=Lax"]',
        '"Path=/", "SameSite=Lax"]',
        ACCOUNTS,
        "test_over_https_the_cookie_is_bound_to_this_host_and_to_tls",
    ),
    Cheat(
        "the way back leads to this hub only",
        "accounts/rules.py",
        'if plain and asked.startswith("/") and not asked.startswith("//"):',
        "if plain:",
        ACCOUNTS,
        "test_",
    ),
    Cheat(
        "a backup code works once",
        "accounts/proof/backup_codes.py",
        'backup_code.c.code_hash == sa.bindparam("of_code"),\n'
        "        backup_code.c.used_at.is_(None),\n",
        'backup_code.c.code_hash == sa.bindparam("of_code"),\n',
        ACCOUNTS,
        "test_a_code_works_once",
    ),
    Cheat(
        "a one-time code counts once",
        "accounts/proof/keeping.py",
        'credential.c.last_step < sa.bindparam("step"),',
        'credential.c.last_step <= sa.bindparam("step"),',
        ACCOUNTS,
        "test_a_code_works_once_and_so_does_none_before_it",
    ),
)
