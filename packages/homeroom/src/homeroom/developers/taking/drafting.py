"""What is wrong with the filters that an application writes. Pure.

A filter may name only what the application reads in that connection (`sharing.changing.given`).
"""

import hashlib
from typing import Final

import msgspec

from homeroom.sharing.changing.given import Given
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.selecting import drafting
from homeroom.sharing.selecting.drafting import Selection
from homeroom.sharing.selecting.rules import RULE_KINDS

_MARK_LETTERS: Final = 16


def checked(selection: Selection, given: Given) -> Selection:
    """Return the filters with what is wrong with them; the first rule that is wrong is opened."""
    for number, rule in enumerate(selection.rules):
        troubles = {
            f"f{place}-values": (
                f'Rule {number + 1} ({rule.kind}): your application does not receive "{one.field}"'
                f" of {RULE_KINDS[rule.kind].lower()} here, so it cannot select by it. Remove the"
                " filter, and take one of the fields that are listed."
            )
            for place, one in enumerate(rule.filters)
            if not given.has(rule.kind, one.field)
        }
        if troubles:
            return selection.refused(number, troubles)
    return drafting.checked(selection)


def mark_of(agreement: Agreement, batch: int) -> str:
    """Name the state that a preview was worked out from: another mark, another state."""
    text = msgspec.json.encode((agreement, batch), order="sorted")
    return hashlib.sha256(text).hexdigest()[:_MARK_LETTERS]
