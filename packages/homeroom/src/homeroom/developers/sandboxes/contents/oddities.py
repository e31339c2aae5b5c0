"""Answers "What is odd in my sandbox, who has it, and what should my application show?"."""

from typing import Final

from homeroom.developers.sandboxes import showing
from homeroom.developers.sandboxes.guard import Own, finished
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer
from homeroom.web.request import Request

BELOW: Final = showing.ODDITIES


def show_oddities(request: Request, mine: Own) -> Answer:
    """List what is odd; NotFoundError for a kind of sandbox in which nothing is."""
    finished(mine)
    found = showing.oddities_of(request, mine)
    if not found:
        raise NotFoundError("Nothing is odd in this kind of sandbox.", "no_oddities")
    return showing.show_one(request, mine, "oddities.html", BELOW, oddities=found)
