"""Whether a page shows who somebody is (certification.md 6.4, LIB-16 and SSO-05). Pure."""

import re
import unicodedata

from homeroom.certification.harness import Person

__all__ = ["as_words", "role_of", "shows", "shows_name"]

_ROLES = {"k": "student", "b": "student", "n": "student", "t": "teacher", "a": "staff"}


def shows(text: str, person: Person) -> bool:
    """Whether a page's words hold her name, or her e-mail, or her user name."""
    words = as_words(text)
    other = [as_words(one) for one in (person.email, person.username) if len(one) > 1]
    return shows_name(text, person) or any(_stands_in(words, one) for one in other)


def shows_name(text: str, person: Person) -> bool:
    """Whether a page's words hold her first name with her last name or its initial.

    Somebody with one name only is known by that.
    """
    words = as_words(text)
    first, last = as_words(_part(person.first)), as_words(_part(person.last))
    if not first or not last:
        return _stands_in(words, first or last)
    if not _stands_in(words, first):
        return False
    initial = re.escape(last[:1])
    return _stands_in(words, last) or bool(
        re.search(rf"(?<!\w){re.escape(first)}\s+{initial}(?!\w)", words)
    )


def role_of(key: str) -> str:
    """The user type of somebody in a sandbox district, by the key of her source."""
    return _ROLES.get(key[:1], "district_admin")


def as_words(text: str) -> str:
    """A text as it is compared: composed, in small letters, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _part(name: str) -> str:
    return "" if name.strip() == "-" else name


def _stands_in(words: str, wanted: str) -> bool:
    if not wanted:
        return False
    before = r"(?<!\w)" if wanted[0].isalnum() else ""
    after = r"(?!\w)" if wanted[-1].isalnum() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", words) is not None
