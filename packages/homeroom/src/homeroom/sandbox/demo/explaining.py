"""An answer of the hub as lines of JSON, each with what it means for an application."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_Note = Callable[[str, Any], str]
"""Path of a key and its value -> what to say about it."""

_ME: Final[Mapping[str, str]] = {
    "type": "“user” for every person, whatever her role.",
    "data.id": "The person's id. It stays the same; key your account by it.",
    "data.type": "“user” again.",
    "data.district": "The person's district. It is here because the district itself connected this"
    " application.",
    "links[].rel": "What the next line leads to.",
    "links[].uri": "A path of the hub's API, in the version that was asked for.",
}
_AUTHORIZED: Final[Mapping[str, str]] = {
    "district": "The district connected this application: this is District SSO.",
    "teacher": "A teacher added this application: this is a Library login.",
}
_WHERE_TO: Final[Mapping[str, str]] = {
    "self": "This answer.",
    "canonical": "The person's record.",
    "district": "The district's record.",
}
_USERINFO: Final[Mapping[str, str]] = {
    "sub": "The person's id, in the words of OpenID Connect.",
    "user_id": "The older id of the role she signed in with.",
    "multi_role_user_id": "The person's id once more; prefer it to user_id.",
    "user_type": "The role she signed in with.",
    "district": "The person's district.",
    "district_id": "The same as district.",
    "email": "From the roster, and not proved. Never join accounts by it alone.",
    "email_verified": "Whether somebody proved the address. The hub did not.",
    "name": "First, middle and last name. Of a Library student the last name is an initial.",
    "given_name": "The first name.",
    "family_name": "The last name; of a Library student its initial.",
    "authorized_by": "The same as in /me.",
    "schools": "Empty for an application that only signs people in.",
}
_CLAIMS: Final[Mapping[str, str]] = {
    "iss": "Who signed: the hub's address, letter for letter.",
    "sub": "The person's id.",
    "aud": "For whom: this application's client id.",
    "exp": "When the id_token ends, in seconds since 1970.",
    "iat": "When it was made.",
    "auth_time": "When the person signed in at the hub.",
    "nonce": "The value that this demo sent along, so that the answer is one to its own question.",
    "at_hash": "Ties the id_token to the access token.",
    "sid": "The session at the hub.",
    "user_id": _USERINFO["user_id"],
    "multi_role_user_id": _USERINFO["multi_role_user_id"],
    "user_type": _USERINFO["user_type"],
    "district": _USERINFO["district"],
    "district_id": _USERINFO["district_id"],
    "email": _USERINFO["email"],
    "email_verified": _USERINFO["email_verified"],
    "given_name": _USERINFO["given_name"],
    "family_name": _USERINFO["family_name"],
}
_USER: Final[Mapping[str, str]] = {
    "data.id": "The same id as in /me.",
    "data.district": "The person's district.",
    "data.email": _USERINFO["email"],
    "data.name": _USERINFO["name"],
    "data.name.last": "Of a Library student only the initial.",
    "data.roles": "Every role of the person; one person may have two.",
    "data.roles.student": "What the roster says of her as a student.",
    "data.roles.teacher": "What the roster says of her as a teacher.",
    "data.roles.staff": "What the roster says of her as a member of staff.",
    "data.roles.district_admin": "What the roster says of her as an administrator.",
}


@dataclass(frozen=True)
class Line:
    """One line of an answer, and what to make of it; blank where nothing needs saying."""

    text: str
    note: str = ""


def me(content: Mapping[str, Any]) -> list[Line]:
    """Explain an answer of `/me`, also what is missing from it and why (sso.md 7.1)."""
    return list(_lines(content, _note_on_me))


def userinfo(content: Mapping[str, Any]) -> list[Line]:
    """Explain an answer of `/userinfo` (sso.md 7.2)."""
    return list(_lines(content, lambda path, _: _USERINFO.get(path, "")))


def user(content: Mapping[str, Any]) -> list[Line]:
    """Explain a person's record (sso.md 7.3)."""
    return list(_lines(content, lambda path, _: _USER.get(path, "")))


def claims(content: Mapping[str, Any]) -> list[Line]:
    """Explain an id_token (sso.md 6.2)."""
    return list(_lines(content, lambda path, _: _CLAIMS.get(path, "")))


def absence(said: Mapping[str, Any]) -> str:
    """Say why there is a district in `/me`, or why there is none."""
    if said.get("authorized_by") == "teacher":
        return (
            "There is no district and no link to one: a teacher added this application, and what"
            " a teacher can give is her classes, not her district."
        )
    return "The district is named, because the district itself connected this application."


def _note_on_me(path: str, value: Any) -> str:
    if path == "data.authorized_by":
        return _AUTHORIZED.get(str(value), "")
    if path == "links[].rel":
        return _WHERE_TO.get(str(value), _ME[path])
    return _ME.get(path, "")


def _lines(
    content: Any, note: _Note, path: str = "", depth: int = 0, around: tuple[str, str] = ("", "")
) -> Iterator[Line]:
    """Write JSON as `json.dumps(indent=2)` does, line by line; `around` is its name and comma."""
    before, after = "  " * depth + around[0], around[1]
    remark = note(path, content) if path and not path.endswith("[]") else ""
    if not content or not isinstance(content, dict | list):
        yield Line(f"{before}{json.dumps(content, ensure_ascii=False)}{after}", remark)
        return
    is_object = isinstance(content, dict)
    yield Line(f"{before}{'{' if is_object else '['}", remark)
    for at, one in enumerate(content):
        comma = "," if at < len(content) - 1 else ""
        if isinstance(content, dict):
            inner = f"{path}.{one}" if path else one
            name = f"{json.dumps(one, ensure_ascii=False)}: "
            yield from _lines(content[one], note, inner, depth + 1, (name, comma))
        else:
            yield from _lines(one, note, f"{path}[]", depth + 1, ("", comma))
    yield Line(f"{'  ' * depth}{'}' if is_object else ']'}{after}")
