"""What a person decides about a run: approve, discard, undo. Sent twice, each is done once."""

from typing import Final

from homeroom.districts.frame import RUNS, confirm
from homeroom.districts.guard import Admin
from homeroom.districts.runs import words
from homeroom.foundation.errors import ConflictError
from homeroom.intake.runs import actions
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.intake.undo.queries import refusals
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

_LONGEST_NOTE: Final = 1000
_REFUSALS_SHOWN: Final = 20
_DECIDED: Final = frozenset({"run_not_held", "run_changed", "approved_already"})


def has_approved(admin: Admin, run: Run) -> bool:
    """True if she gave an approval of this hold, whatever she was called then."""
    mark = f"[{admin.visit.person.id}]"
    return any(str(one["by"]).endswith(mark) for one in run.approvals)


def approve(request: Request, admin: Admin, form: Form, run: Run) -> Answer | None:
    """Release a held run, as far as one person can; None if the form says what is missing."""
    if run.state != "held" or has_approved(admin, run):
        return _to(run, "decided")
    # The form names the attempt whose figures it showed: nobody approves what she did not see.
    if form.text("attempt") != str(run.attempt):
        raise ConflictError("The figures have changed since you loaded the page. Look at it again.")
    note = form.text("note")[:_LONGEST_NOTE]
    if run.outcome.get("extreme"):
        _check_meant(admin, form)
        if form.troubles:
            return None
    try:
        done = actions.approve(Desk.of(request.parts), run.run, admin.signature, note)
    except ConflictError as error:
        if error.code not in _DECIDED:
            raise
        return _to(run, "decided")
    return _to(run, "first" if done.state == "held" else "approved")


def _check_meant(admin: Admin, form: Form) -> None:
    if not form.text("note"):
        form.refuse(
            "note", "More than 95 % of a type would be lost: write in the note why that is right."
        )
    name = admin.district.name.strip()
    if form.text("confirmation").casefold() != name.casefold():
        form.refuse("confirmation", f"Type your district's name as it stands here: {name}")


def discard(request: Request, admin: Admin, form: Form, run: Run) -> Answer:
    """Let a held run go."""
    del form
    try:
        actions.discard(Desk.of(request.parts), admin.district, run.run, admin.signature)
    except ConflictError as error:
        if error.code not in _DECIDED:
            raise
        return _to(run, "decided")
    return _to(run, "discarded")


def ask_undo(request: Request, admin: Admin, run: Run) -> Answer:
    """Say what an undo would take back, or why there is none."""
    against = _against(request, run)
    shown = against[:_REFUSALS_SHOWN]
    if len(against) > len(shown):
        shown.append(f"And {len(against) - len(shown):,} more records were changed since.")
    address = f"{RUNS}/{run.run}"
    changes = words.changed(run)
    says = (
        ["This sync cannot be undone:", *shown]
        if against
        else [
            (
                "Everything this sync did is taken back: what it created is removed, what it"
                " changed or deleted is as it was before. Applications are told of it."
            ),
            *(f"It did: {one}." for one in changes),
        ]
    )
    return confirm(
        request,
        admin,
        RUNS,
        title="Undo this sync?",
        says=says,
        action="" if against else f"{address}/undo",
        button=_undo_button(run),
        back=address,
    )


def undo(request: Request, admin: Admin, form: Form, run: Run) -> Answer:
    """Queue the undo; one that waits already is the one that is shown."""
    del form
    if run.state != "applied" or run.action == "undo":
        raise ConflictError("Only a sync that was applied can be undone.")
    if _against(request, run):
        return see_other(f"{RUNS}/{run.run}/undo")
    queued = actions.ask_undo(Desk.of(request.parts), run.run, admin.signature)
    return see_other(f"{RUNS}/{queued.run}?said=undo")


def _undo_button(run: Run) -> str:
    count = sum(words.total(run, one) for one in words.NUMBERS[1:])
    return f"Undo {count:,} change{'' if count == 1 else 's'}"


def _against(request: Request, run: Run) -> list[str]:
    if run.state != "applied" or run.action == "undo":
        return ["Only a sync that was applied can be undone."]
    now = int(request.parts.clock.now().timestamp())
    with request.parts.store.roster.reading() as session:
        return refusals(session, run.district, run.run, now)


def _to(run: Run, said: str) -> Answer:
    return see_other(f"{RUNS}/{run.run}?said={said}")
