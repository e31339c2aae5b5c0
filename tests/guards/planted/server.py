"""Guards: the server around every handler."""

from typing import Final

from tests.guards.cheat import Cheat
from tests.guards.planted.places import (
    SHELL,
)

CHEATS: Final = (
    Cheat(
        "pages answer configured hosts only",
        "web/shell.py",
        "if name not in self._parts.settings.hosts:",
        "if not name:",
        SHELL,
        "test_a_page_answers_configured_hosts_only",
    ),
    Cheat(
        "a guard is asked before the handler",
        "web/shell.py",
        "return route.handler(request, route.prove(request))",
        "return route.handler(request, None)",
        SHELL,
        "test_a_guard_is_asked_before_the_handler",
    ),
    Cheat(
        "a body has a limit",
        "web/bodies.py",
        "        check_length(total, limit)",
        "        check_length(0, limit)",
        SHELL,
        "test_a_large_body_is_refused_though_it_announced_less",
    ),
    Cheat(
        "an exception's text stays inside",
        "web/answers.py",
        'UNKNOWN_ERROR: Final = message("Unknown error", 500)',
        'UNKNOWN_ERROR: Final = message("the secret of the failure", 500)',
        SHELL,
        "test_an_unexpected_exception_is_500_without_its_text",
    ),
    Cheat(
        "an upload needs its key",
        "intake/uploads/guard.py",
        '        raise NotSignedInError("Unrecognized upload key")\n',
        '        return Uploader(0, "anybody")\n',
        "tests/unit/intake/uploads/test_http.py",
        "test_without_the_key_nothing_is_kept",
    ),
    Cheat(
        "the hub asks nobody of a private network",
        "foundation/outbound/addresses.py",
        "        address.is_global",
        "        bool(address)",
        "tests/unit/foundation/test_outbound.py",
        "test_a_name_that_leads_into_a_private_network_is_refused",
    ),
)
