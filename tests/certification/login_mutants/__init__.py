"""Readalong with one defect in its logins or its Library each (certification.md 6.7).

Each is a function that replaces another before the application is started, in a process of its
own. `EXPECTED` says what must turn red, and which parts of a story are played to see it.
"""

from typing import Final

__all__ = ["EXPECTED"]

_DEVICE: Final = ("SSO-02", "CORE-06", "SSO-R5", "LIB-R14")
_WAYS: Final = ("SSO-08", "SSO-12", "SSO-13", "SSO-15")

EXPECTED: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "secret_in_page": (("CORE-01",), ("strangers",)),
    "implicit_grant": (("SSO-01", "LIB-01"), ("strangers",)),
    "code_exchanged_twice": (("SSO-16",), ("strangers",)),
    "secret_in_body": (("CORE-02",), ("strangers",)),
    "older_version": (("SSO-04", "LIB-05"), ("strangers",)),
    "no_log_out": (("SSO-11", "LIB-17"), ("log out",)),
    "log_out_leaves_cookie_valid": (("SSO-11", "LIB-17"), ("log out",)),
    "old_session_lives_on": (_DEVICE, ("shared",)),
    "keeps_first_session": (_DEVICE, ("shared",)),
    "logs_out_of_the_hub": (("SSO-R8",), ("log out",)),
    "cookie_without_flags": (("CORE-08",), ("cookies",)),
    "portal_thrown_to_login_page": (_WAYS, ("ways",)),
    "error_page_500": (("SSO-10", "LIB-14"), ("refusals",)),
    "bare_error_page": (("SSO-10", "LIB-14"), ("refusals",)),
    "crash_on_bad_code": (("SSO-10", "LIB-14", "CORE-05"), ("refusals",)),
    "trusts_forged_state": (("CORE-03",), ("forged",)),
    "no_state": (("SSO-R7",), ("buttons",)),
    "refuses_administrators_who_look_on": (("CORE-09",), ("looked at",)),
    "links_whoever_is_in": (("CORE-04",), ("stateless",)),
    "names_as_html": (("CORE-07",), ("markup",)),
    "shows_who_was_here_before": (("SSO-05", "LIB-16"), ("strangers",)),
    "plain_letters_only": (("SSO-R4", "LIB-R13"), ("scripts",)),
    "account_by_email": (("SSO-18",), ("same e-mail", "borders")),
    "crash_on_missing_email": (("SSO-17",), ("sparse",)),
    "never_refreshes": (("LIB-15",), ("refreshed",)),
    "skips_teachers_without_sections": (("LIB-11",), ("none",)),
    "no_student_accounts": (("LIB-02",), ("added",)),
    "nothing_to_join": (("LIB-09",), ("earlier",)),
    "students_type_a_code": (("LIB-R9",), ("added", "students")),
    "pages_lists": (("LIB-24",), ("added",)),
    "another_account_for_the_district": (("LIB-23",), ("added", "taken over")),
}
"""By mutant, the requirements that it fails, and the parts that are played to see it."""
