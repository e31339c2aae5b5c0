"""How a mutant is made: a function of an example is replaced before it is started.

The application itself has no switch for it, and nothing that it answers names the mutant.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from readalong.pages import Pages

__all__ = ["MUTANTS", "mutant", "on_pages"]

MUTANTS: Final[dict[str, Callable[[], None]]] = {}


def mutant(make: Callable[[], None]) -> Callable[[], None]:
    """Name a defect by its function."""
    MUTANTS[make.__name__] = make
    return make


def on_pages(change: Callable[["Pages", Any, str], str]) -> None:
    """Let every page of Readalong pass through a change of its text."""
    from readalong.pages import Pages  # noqa: PLC0415 -- a mutant of Signpost needs none of it

    usual = Pages._show

    def show(self: Any, request: Any, page: str, status: int = 200, **values: Any) -> Response:
        found = usual(self, request, page, status, **values)
        text = change(self, request, bytes(found.body).decode())
        headers = {k: v for k, v in found.headers.items() if not k.startswith("content-l")}
        headers.pop("content-type", None)
        return Response(text, found.status_code, headers, "text/html; charset=utf-8")

    Pages._show = show  # type: ignore[method-assign]
