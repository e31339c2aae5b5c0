"""What a stricter choice would close, found before it is made.

The same function that settles installs afterwards is asked with the policy as it would be, so
what is shown is what will happen.
"""

from collections.abc import Callable
from dataclasses import replace

from homeroom.foundation.database import Session
from homeroom.sharing.library import queries
from homeroom.sharing.library.actions import Act
from homeroom.sharing.library.queries import Install
from homeroom.sharing.library.rules import Policy

Choice = Callable[[Policy], Policy]


def at_stake(session: Session, act: Act, choice: Choice) -> list[Install]:
    """Return the installs that read now and would not under the policy that the choice makes."""
    live = queries.live_installs_of(session, act.district)
    names = {one.application for one in live}
    here = queries.near(session, act.district, names, act.without_sign_in, act.today)
    found = []
    for one in live:
        now = here[one.application]
        then = replace(now, policy=choice(now.policy))
        if now.standing_of(one).reads and not then.standing_of(one).reads:
            found.append(one)
    return found


def blocked(application: str) -> Choice:
    """The choice to block an application."""
    return lambda policy: replace(policy, blocked=policy.blocked | {application})


def unapproved(application: str) -> Choice:
    """The choice to take an approval back."""
    return lambda policy: replace(policy, approved=policy.approved - {application})


def unrecommended(application: str) -> Choice:
    """The choice to recommend no more."""
    return lambda policy: replace(
        policy,
        recommended={
            name: note for name, note in policy.recommended.items() if name != application
        },
    )
