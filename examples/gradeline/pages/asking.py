"""What pages that change something have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from gradeline.editing import EditError
from gradeline.pages.trouble import trouble
from homeroom_kit import StoreError
from homeroom_kit.frameworks.django.doors import door

__all__ = ["changing", "refuse_zero_bytes", "shown"]

Page = Callable[..., HttpResponse]
Answer = Callable[[HttpRequest], HttpResponse]
_LOOKED_AT: Final = "You look at this as somebody else, so nothing was changed."


def changing(page: Page) -> Page:
    """Let only her who is signed in change something by this page, and say what cannot be done."""

    @wraps(page)
    def asked(request: Any, *given: Any, **named: Any) -> HttpResponse:
        if _is_looked_at(request):
            return trouble(request, 403, "You only look", _LOOKED_AT)
        try:
            return page(request, *given, **named)
        except EditError as refused:
            return trouble(request, 422, "That cannot be", str(refused))
        except StoreError:
            text = "The roster is being brought up to date just now. Please try again in a minute."
            return trouble(request, 503, "Not just now", text)

    found: Page = require_POST(login_required(login_url="home")(asked))
    return found


def shown(request: HttpRequest) -> dict[str, Any]:
    """What every template knows: whether an administrator looks at things as somebody else."""
    return {"is_looked_at": hasattr(request, "session") and _is_looked_at(request)}


def _is_looked_at(request: HttpRequest) -> bool:
    who = door().person(request.session)
    return who is not None and who.loginas_by_admin


def refuse_zero_bytes(answer: Answer) -> Answer:
    """Refuse zero bytes in whatever is sent: PostgreSQL takes none, and nobody types one."""

    def asked(request: HttpRequest) -> HttpResponse:
        for sent in (request.GET, request.POST):
            if any("\0" in value for name in sent for value in (name, *sent.getlist(name))):
                raise BadRequest("A zero byte was sent.")
        return answer(request)

    return asked
