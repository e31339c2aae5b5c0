"""Answers "What does this requirement mean, and how do I meet it?", for everybody.

The pages are made of the rows that the harness checks, as those of the documentation are; every
failure, on a page, in a mail or in a report, links to its own place here.
"""

from typing import Final

from homeroom.certification.requirements.reading import GUIDES, every, page_of
from homeroom.certification.submissions.guard import TEMPLATES
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer
from homeroom.web.request import Request

PATH: Final = "/requirements"
_GUIDES: Final = {page_of(guide): guide for guide in GUIDES}
"""Last part of a page's path -> the guide."""


def show_guides(_: Request) -> Answer:
    """List the guides, with how much each of them asks."""
    rows = [
        (
            f"{PATH}/{page}", GUIDES[guide],
            [sum(one.guide == guide and one.blocks is must for one in every().values())
             for must in (True, False)],
        )
        for page, guide in _GUIDES.items()
    ]  # fmt: skip
    return TEMPLATES.page("guides.html", rows=rows)


def show_guide(request: Request) -> Answer:
    """Explain the requirements of one guide, each under its id."""
    guide = _GUIDES.get(request.path_params["guide"])
    if guide is None:
        raise NotFoundError("There is no such guide.", "no_such_guide")
    rows = [one for one in every().values() if one.guide == guide]
    return TEMPLATES.page("guide.html", title=GUIDES[guide], rows=rows, guides=PATH)
