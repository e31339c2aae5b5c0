"""Submissions: the survey, the checklist, the review, the certificate, and the way to live.

Words. A **submission** is a set of integration types of one application on its way to a
certificate; an **attempt** is what is submitted at once and frozen; a **record** is one line of
what happened, never deleted; a **row** is one requirement with what the run found and what the
reviewer said; the **checklist** computes whether a submission is *ready*. A **reviewer** is one of
the hub's own staff with that duty. A **run** is one of the harness, **sealed** when it ended, so
that whoever edits its report is found out (certification.md 3 and 7).

Applications are `oauth`'s; what the harness does lies beside this and is driven from outside.
Door: `FEATURE`.
"""

from homeroom.certification.submissions.issuing.rounds import work
from homeroom.certification.submissions.reviewing.commands import commands
from homeroom.certification.submissions.routes import ROUTES
from homeroom.web.features import Feature

FEATURE = Feature("certification", routes=ROUTES, commands=commands, work=work)

__all__ = ["FEATURE"]
