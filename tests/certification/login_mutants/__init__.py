"""Readalong or Signpost with one defect in its logins or its Library each (certification.md 6.7).

Each is a function that replaces another before the application is started, in a process of its
own. `EXPECTED` says what must turn red, and which parts of a story are played to see it.
"""

from typing import Final

__all__ = ["EXPECTED", "IN_A_BROWSER", "OF_SIGNPOST", "OTHERWISE"]

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
    "error_page_500": (("SSO-10", "LIB-14", "I9"), ("refusals",)),
    "bare_error_page": (("SSO-10", "LIB-14", "I9"), ("refusals",)),
    "crash_on_bad_code": (("SSO-10", "LIB-14", "CORE-05", "I9"), ("refusals",)),
    "trusts_forged_state": (("CORE-03",), ("forged",)),
    "no_state": (("SSO-R7",), ("buttons",)),
    "refuses_administrators_who_look_on": (("CORE-09",), ("looked at",)),
    "links_whoever_is_in": (("CORE-04",), ("stateless",)),
    "names_as_html": (("CORE-07",), ("markup",)),
    "shows_who_was_here_before": (("SSO-05", "LIB-16"), ("strangers",)),
    "plain_letters_only": (("SSO-R4", "LIB-R13"), ("scripts",)),
    "account_by_email": (("SSO-18",), ("same e-mail", "borders")),
    "crash_on_missing_email": (("SSO-17", "I9"), ("sparse",)),
    "never_refreshes": (("LIB-15",), ("refreshed",)),
    "keeps_first_email": (("LIB-15",), ("refreshed",)),
    "skips_teachers_without_sections": (("LIB-11",), ("none",)),
    # Without students it has no classes to keep either.
    "no_student_accounts": (("LIB-02", "LIB-04", "LIB-R6"), ("added",)),
    "nothing_to_join": (("LIB-09",), ("earlier",)),
    "any_password_joins": (("LIB-09",), ("earlier",)),
    "account_by_email_in_the_library": (("LIB-09",), ("across",)),
    "students_type_a_code": (("LIB-R9",), ("added", "students")),
    "pages_lists": (("LIB-24",), ("added",)),
    "another_account_for_the_district": (("LIB-23",), ("added", "taken over")),
    "trips_over_unknown_fields": (("CORE-10", "I9"), ("drifted",)),
    "forgets_email": (("SSO-03", "SSO-R3"), ("signed",)),
    "takes_the_role_for_the_district": (("SSO-03",), ("signed",)),
    "account_twice": (("SSO-06",), ("signed",)),
    "known_by_email_alone": (("SSO-07", "LIB-08"), ("again",)),
    "makes_no_accounts": (("SSO-19",), ("first",)),
    "refuses_strangers": (("SSO-19",), ("first",)),
    "no_button": (("SSO-R1", "LIB-R1"), ("buttons",)),
    "asks_for_names": (("SSO-R2",), ("ways",)),
    "trips_over_several_roles": (("SSO-R9", "I9"), ("several",)),
    "keeps_administrators_out": (("SSO-R6",), ("several",)),
    "cuts_names_of_classes": (("LIB-04", "LIB-R6"), ("added",)),
    "forgets_subjects": (("LIB-R6",), ("added",)),
    "account_twice_in_the_library": (("LIB-07", "LIB-08"), ("added", "second")),
    "another_account_each_time": (("LIB-02", "LIB-08"), ("added", "removed")),
    "keeps_pupils_out": (("LIB-06", "LIB-20", "LIB-R9"), ("added", "students", "several teachers")),
    "pupils_of_one_class": (("LIB-10",), ("added", "second")),
    "one_teacher_a_class": (("LIB-R10",), ("added", "second")),
    "asks_for_a_word_of_its_own": (("LIB-12",), ("added",)),
    "trips_over_invented_callbacks": (("LIB-22", "I9"), ("neither",)),
    "no_button_to_sign_up": (("LIB-R2",), ("buttons of the library",)),
    "asks_teachers_for_names": (("LIB-R3",), ("added",)),
    "asks_teachers_for_email": (("LIB-R3",), ("added",)),
    "sync_now_does_nothing": (("LIB-R7",), ("added", "renewed")),
    "ten_classes_at_most": (("LIB-R11",), ("many",)),
    "hundred_pupils_at_most": (("LIB-R12",), ("many",)),
}
"""By mutant, the requirements that it fails, and the parts that are played to see it."""

IN_A_BROWSER: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "names_by_inner_html": (("CORE-07",), ("markup",)),
}
"""Likewise; only a browser carries out what fails here."""

OF_SIGNPOST: Final = frozenset({"keeps_administrators_out", "refuses_strangers"})
"""These are mutants of Signpost, which takes more kinds of people."""

OTHERWISE: Final[dict[str, str]] = {
    "SSO-09": "plain http and a certificate of somebody else are served to the right application",
    "LIB-13": "as SSO-09",
    "SSO-14": "the configuration, not the application, names another address than the hub's form",
    "SYN-03": "as LIB-15, of an application that syncs and says that logins refresh",
    "LIB-R5": "the number of steps is shown and has no limit; a test reads what it says",
}
"""Rows that no defect of an application turns, and what their tests in this folder do instead."""
