"""Accounts that are older than the hub: SYN-02."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeroom.certification.harness.checks.reading import must_have_ended
from homeroom.certification.harness.comparing import named, wanted
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment


@check("SYN-02", scenarios=("SC-02",))
def older_accounts_are_joined_as_declared(moment: Moment) -> Iterator[Finding]:
    """Accounts that the declared fields identify are joined; an ambiguous one is not guessed."""
    seeded: Mapping[str, Any] = moment.facts.get("seeded") or {}
    if not seeded:
        why = "The probe does not offer `seed`, so no older accounts could be made."
        yield Finding(Verdict.INCONCLUSIVE, why)
        return
    must_have_ended(moment)
    found = [
        *_joined(moment, seeded, "k67", "sis_id"),
        *_joined(moment, seeded, "k68", "email"),
        *_joined(moment, seeded, "k09", "email"),
        *_not_guessed(moment, seeded),
        *_doubled(moment),
    ]
    if found:
        yield failed("Older accounts were not matched as declared.", *found)
    else:
        yield passed("Older accounts were matched as declared, and nobody was guessed.")


def _joined(
    moment: Moment, seeded: Mapping[str, Any], key: str, field: str
) -> Iterator[Difference]:
    declared = moment.answers.choices("Q-Y13-more")
    if declared is not None and not any(field in one for one in declared):
        return
    record = moment.after.one("user", moment.keys.id(key))
    if record is None or record.app_id != seeded[key]:
        found = "no account" if record is None else "a new account"
        yield Difference(f"user {key}", f"the older account, by {field}", found)
    elif moment.facts["seeded_marks"][key] not in record.marks and _keeps_progress(moment):
        yield Difference(f"user {key} progress", "kept", "lost")


def _keeps_progress(moment: Moment) -> bool:
    return "progress" in moment.trial.info.capabilities


def _not_guessed(moment: Moment, seeded: Mapping[str, Any]) -> Iterator[Difference]:
    record = moment.after.one("user", moment.keys.id("k69"))
    if record is not None and record.app_id in seeded["k69"]:
        yield Difference("user k69", "a new account, or a question", "one of two was guessed")


def _doubled(moment: Moment) -> Iterator[Difference]:
    for clever_id in (moment.keys.id(key) for key in ("k67", "k68", "k09", "k69")):
        active = [one for one in moment.after.named("user", clever_id) if one.is_active]
        if len(active) > 1:
            yield Difference(named(moment, "user", clever_id), "one account", f"{len(active)}")


@check("SYN-02", scenarios=("SC-24", "SC-33"))
def a_new_id_is_joined_only_as_declared(moment: Moment) -> Iterator[Finding]:
    """A person under a new id gets an old account only by the declared match."""
    new = moment.expected.of("user").keys() - moment.memory.expected.get("user", frozenset())
    owners = {one.app_id: one.clever_id for one in moment.before.of("user")}
    found = []
    awaited = new & wanted(moment, "user").keys()
    if awaited and not any(moment.after.named("user", one) for one in awaited):
        raise UndecidedError(f"None of {len(awaited)} new ids has an account, so none was joined.")
    for clever_id in sorted(new):
        record = moment.after.one("user", clever_id)
        if record is None or record.app_id not in owners:
            continue
        if not _is_declared(moment, owners[record.app_id], clever_id):
            what = named(moment, "user", clever_id)
            found.append(Difference(what, "an account of her own", "an older account"))
    if found:
        yield failed("An old account was joined though no declared match says so (Q-Y13).", *found)
    elif new and not awaited:
        yield Finding(Verdict.SKIP, "Nobody under a new id gets an account.")
    else:
        yield passed(
            f"{len(awaited)} new ids have accounts of their own, or those of a declared match."
        )


def _is_declared(moment: Moment, old: str, new: str) -> bool:
    """Whether a declared field may have joined two ids: one that was the same for both."""
    if not moment.answers.yes("Q-Y13"):
        return False
    declared = moment.answers.choices("Q-Y13-more")
    was = moment.expected_before.of("user").get(old)
    now = moment.expected.of("user")[new]
    if not declared or was is None:
        return True  # What identified her then is not known any more.
    return any(_is_same(word, was, now) for word in declared)


def _is_same(word: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    if "sis" in word:
        return _numbers(was) == _numbers(now)
    if "mail" in word:
        return bool(was.get("email")) and was.get("email") == now.get("email")
    return True  # Another field may well be the same.


def _numbers(record: Mapping[str, Any]) -> set[str]:
    fields: Mapping[str, Any] = record.get("fields") or {}
    return {str(one) for path, one in fields.items() if path.rpartition(".")[2] == "sis_id" and one}


def _may_join_by_email(moment: Moment) -> bool:
    """Whether the survey declares the one thing by which n02 is like the account made by hand."""
    declared = moment.answers.choices("Q-Y13-more")
    return moment.answers.yes("Q-Y13") and (
        not declared or any("mail" in word for word in declared)
    )


@check("SYN-02", scenarios=("SC-64",))
def a_hand_made_account_is_met(moment: Moment) -> Iterator[Finding]:
    """Somebody made by hand is matched by the strategy or stays apart; nothing breaks."""
    if not moment.is_last:
        yield passed("n02 has not arrived yet, and the sync went on.")
        return
    state = moment.run.state if moment.run is not None else "unknown"
    record = moment.after.one("user", moment.keys.id("n02"))
    if state == "failed" or record is None or not record.is_active:
        found = "no active account" if state != "failed" else "the sync failed"
        yield failed("n02 did not arrive.", Difference("user n02", "active", found))
    elif record.app_id == moment.facts.get("app_id") and not _may_join_by_email(moment):
        found = "the account made by hand"
        yield failed(
            "An account that somebody made by hand was joined though no declared match says so.",
            Difference("user n02", "an account of her own", found),
        )
    else:
        yield passed("n02 arrived beside or in the account that was made by hand.")
