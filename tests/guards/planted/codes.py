"""Guards: codes and tokens."""

from typing import Final

from tests.guards.cheat import Cheat
from tests.guards.planted.places import (
    AUTHORIZE,
    TOKENS,
)

CHEATS: Final = (
    Cheat(
        "redirect URIs are compared to the letter",
        "oauth/redirects.py",
        "return asked if asked in registered else None",
        "return asked if any(asked.startswith(one[:12]) for one in registered) else None",
        AUTHORIZE,
        "test_a_redirect_uri_is_registered_to_the_letter_or_nobody_is_sent",
        (("oauth/login/steps.py", "or pending.redirect_uri not in app.redirect_uris", ""),),
    ),
    Cheat(
        "an application may send people to https only, once it is live",
        "oauth/redirects.py",
        'if live and scheme != "https":',
        "if False:",
        "tests/unit/oauth",
        "test_",
    ),
    Cheat(
        "a code is exchanged once, whoever comes at the same moment",
        "oauth/grants/codes.py",
        "if session.run(_USE, of_code=code.code_hash, now=now) != 1:",
        "if session.run(_USE, of_code=code.code_hash, now=now) > 1:",
        TOKENS,
        "test_of_parallel_exchanges_exactly_one_succeeds",
    ),
    Cheat(
        "a replayed code ends its tokens",
        "oauth/grants/codes.py",
        "    revoked = user_tokens.revoke_of_code(session, code.code_hash)",
        "    revoked = 0",
        TOKENS,
        "test_a_later_repeat_ends_every_token_of_the_code",
    ),
    Cheat(
        "a code belongs to one application",
        "oauth/grants/token.py",
        "is_own = code.bound.application == app.application",
        "is_own = True",
        TOKENS,
        "test_a_code_of_another_application_is_refused_and_noted",
    ),
    Cheat(
        "a code lives a minute",
        "oauth/grants/token.py",
        "and is_own and now < code.expires_at:",
        "and is_own:",
        TOKENS,
        "test_a_code_lives_for_sixty_seconds",
        (
            (
                "oauth/grants/codes.py",
                'authorization_code.c.expires_at > sa.bindparam("now"),\n    )\n    .values',
                'authorization_code.c.expires_at > 0 * sa.bindparam("now"),\n    )\n    .values',
            ),
        ),
    ),
    Cheat(
        "a code goes back to the address that it came to",
        "oauth/grants/token.py",
        "is_meant = redirect_uri == bound.redirect_uri",
        "is_meant = bool(redirect_uri)",
        TOKENS,
        "test_the_redirect_uri_must_be_the_one_that_the_code_went_to",
    ),
    Cheat(
        "a challenge wants its verifier",
        "oauth/grants/codes.py",
        "return hmac.compare_digest(challenge_of(verifier), challenge)",
        "return True",
        TOKENS,
        "test_a_challenge_wants_its_verifier",
    ),
    Cheat(
        "a verifier without a challenge is a downgrade",
        "oauth/grants/codes.py",
        "return challenge is None and verifier is None",
        "return challenge is None",
        TOKENS,
        "test_a_verifier_without_a_challenge_is_a_downgrade_and_refused",
    ),
    Cheat(
        "plain challenges are refused",
        "oauth/login/asked.py",
        'if method != "S256":',
        'if method not in ("S256", "plain", None):',
        AUTHORIZE,
        "test_a_malformed_request_is_told_to_the_application",
    ),
    Cheat(
        "where PKCE is required no login goes without",
        "oauth/grants/token.py",
        "if app.declared.needs_pkce and bound.challenge is None:",
        "if False:",
        TOKENS,
        "test_where_pkce_is_required_a_login_without_it_is_worth_nothing",
    ),
    Cheat(
        "guessing a client secret is slowed down",
        "oauth/grants/clients.py",
        "if found.is_used_up:",
        "if False:",
        TOKENS,
        "test_twenty_failures_a_minute_are_the_limit",
    ),
    Cheat(
        "a parameter counts once",
        "oauth/login/asked.py",
        "    if given.doubled:\n",
        "    if False:\n",
        AUTHORIZE,
        "test_a_parameter_that_is_there_twice_is_an_error",
    ),
)
