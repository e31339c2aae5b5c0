"""JSON in and JSON out, and every refusal as `error` and `code`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec

from homeroom.foundation.database import is_text
from homeroom.foundation.errors import IntakeError, InvalidRequestError, RefusedError
from homeroom.foundation.parts import Parts
from homeroom.sandbox.admin.guard import sandbox_admin
from homeroom.web.answers import Answer, json_value, refusal_headers
from homeroom.web.request import Request
from homeroom.web.routes import Route

Asked = TypeVar("Asked")

PREFIX: Final = "/sandbox/v1"
_INTAKE_STATUS: Final = 422


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """What a request's JSON object may hold; a name that is not listed is refused."""


@dataclass(frozen=True)
class Operation:
    """One row of the admin API's table: what is asked, and what is answered."""

    method: str
    path: str
    handler: Callable[[Request], Any]
    status: int = 200

    def route(self, finish: Callable[[Parts], None]) -> Route:
        """Return the route, behind the admin's guard; `finish` comes before each answer is sent."""
        keeps = self.method in ("POST", "PUT")

        def answer(request: Request, _: None) -> Answer:
            found = self._answer(request)
            finish(request.parts)
            return found

        return sandbox_admin.route(
            PREFIX + self.path,
            answer,
            (self.method,),
            body="memory" if keeps else "none",
        )

    def _answer(self, request: Request) -> Answer:
        try:
            return json_value(self.handler(request), status=self.status)
        except RefusedError as error:
            said = {"error": error.message, "code": error.code}
            return json_value(said, *refusal_headers(error), status=error.status)
        except IntakeError as error:
            return json_value({"error": error.message, "code": error.code}, status=_INTAKE_STATUS)


def read(request: Request, shape: type[Asked]) -> Asked:
    """Return the request's JSON object; the refusal names what is wrong with it."""
    try:
        found = msgspec.json.decode(request.body or b"{}", type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequestError(f"The request's JSON is not as this path needs it: {error}",
                                  "bad_json") from None  # fmt: skip
    if not _is_storable(msgspec.to_builtins(found)):
        message = "The request's JSON holds characters that are no text"
        raise InvalidRequestError(message, "bad_json")
    return found


def _is_storable(value: Any) -> bool:
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, Mapping):
        return all(_is_storable(part) for pair in value.items() for part in pair)
    return not isinstance(value, list | tuple) or all(_is_storable(part) for part in value)
