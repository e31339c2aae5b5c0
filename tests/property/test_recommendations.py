"""A share that follows a recommendation never gains anybody before its district says so (R28).

Over random districts, recommendations for one district and for all, school days and answers: what
a version drops is gone at once and told, what it adds waits, and what is seen is what a slow
second opinion finds in every version since the accepted one. A version that selects by fields that
are refused counts for nothing until they are received, or the district accepts it.
"""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.events import agreements
from homeroom.sharing.changing.rules import Agreement, Author
from homeroom.sharing.queries import connection_named
from homeroom.sharing.recommending import queries, rules
from homeroom.sharing.recommending.actions import publish
from homeroom.sharing.recommending.rules import EVERY_DISTRICT
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.rules import Rule
from tests.property.test_sharing_changes import World, a_world, plain
from tests.support import pipeline, rosters, who_is_shared
from tests.support.agreements import EVERYTHING, a_rule, a_share, rid_of
from tests.support.pipeline import Connected
from tests.support.readers import State, a_trial, played
from tests.support.stores import KINDS
from tests.support.who_is_shared import Records

EXAMPLES = max(1, settings().max_examples // 200)


STEPS = 7


Seen = dict[str, dict[str, set[str]]]


HIDDEN = {
    ("student", "sis_id"),
    *((kind, "email") for kind in ("student", "teacher", "staff", "admin")),
}
REFUSED = frozenset({"users.email", "users.roles.student.sis_id"})


KINDS_SEEN = ("schools", "terms", "courses", "users", "sections")


def a_recommendation(draw: random.Random, records: Records, before: Share | None) -> Share:
    """Rules or the whole district; now and then close to what was recommended before."""
    if before is not None and before.kind == "rules" and draw.random() < 0.4:
        kept = [rule for rule in before.rules if draw.random() < 0.6]
        more = [a_rule(draw, records)] if draw.random() < 0.5 or not kept else []
        return Share("rules", contacts=before.contacts, rules=(*kept, *more))
    if draw.random() < 0.2:
        return Share("district", staff=draw.random() < 0.5, contacts=draw.random() < 0.7)
    count = draw.randint(1, 3)
    made = tuple(a_rule(draw, records) for _ in range(count))
    return Share("rules", contacts=draw.random() < 0.8, rules=made)


def seen_by_all(world: World, shares: list[Share], left_out: Share) -> Seen:
    """Id -> roles of whatever every one of the shares shows; of contacts, whose student is seen."""
    records = world.everything.everything()
    number = world.district.number
    each = [
        who_is_shared.visible(
            records,
            plain(
                Agreement(
                    Share(
                        one.kind,
                        staff=one.staff,
                        administrators=one.administrators,
                        contacts=one.contacts and left_out.contacts,
                        excluded=left_out.excluded,
                        rules=one.rules,
                    ),
                    EVERYTHING,
                ),
                number,
            ),
        )
        for one in shares
    ]
    found = {
        kind: {
            one: set.intersection(*(shown[kind][one].get("roles", {""}) for shown in each))
            for one in set.intersection(*(set(shown[kind]) for shown in each))
        }
        for kind in KINDS_SEEN
    }
    people = {one: roles for one, roles in found["users"].items() if roles}
    students = {one for one, roles in people.items() if "student" in roles}

    def theirs(contact: str) -> set[str]:
        links = records["users"][contact]["roles"]["contact"]["student_relationships"]
        return {link["student"] for link in links}

    found["users"] = {
        one: roles
        for one, roles in people.items()
        if roles != {"contact"} or not theirs(one) or students & theirs(one)
    }
    return found


def is_narrower(rule: Rule, known: Rule) -> bool:
    """Whether a rule is another, or that one with more filters; filters of HIDDEN must be its."""
    hidden = {one for one in rule.filters if (rule.kind, one.field) in HIDDEN}
    return rule == known or (
        (rule.kind, rule.schools) == (known.kind, known.schools)
        and rule.schools != "these"
        and known.sections >= rule.sections
        and hidden <= set(known.filters) <= set(rule.filters)
    )


class Ways:
    """What may happen to one connection that follows."""

    def __init__(self, world: World, draw: random.Random, connection: Connected) -> None:
        self.world, self.draw, self.connection = world, draw, connection
        with world.store.roster.reading() as session:
            link = connection_named(session, world.district.number, connection.connection)
        assert link is not None
        self.application = link.application
        self.own: Share | None = None
        self.common: Share | None = None
        self.is_hidden = False
        self.first: Share | None = None
        """What was accepted."""

        self.since: list[Share] = []
        """Of which only what all have in common is seen."""

        self.whole: list[Share] = []
        """What waits with what it drops."""

    @property
    def now(self) -> Share | None:
        return self.own or self.common

    def author(self) -> Author:
        self.world.clock.advance(timedelta(minutes=1))
        return Author("App", int(self.world.clock.now().timestamp() * 1000))

    def publish(self, share: Share | None, *, own: bool) -> None:
        number, application = self.world.district.number, self.application
        before = self.now
        with self.world.store.roster.writing() as session:
            known = queries.published(session, application)
            shown = known[-1].version if known else 0
            scope = number if own else EVERY_DISTRICT
            if publish(session, scope, application, share, self.author(), shown):
                if own:
                    self.own = share
                else:
                    self.common = share
        with self.world.store.roster.writing() as session:
            name = self.connection.connection
            agreements.keep_in_step(session, number, name, self.author())
        if self.now is not None and self.now != before:
            self.whole.append(self.now)
        self.settle()

    def settle(self) -> None:
        """What would not tell what is hidden waits no more."""
        waiting, self.whole = self.whole, []
        for one in waiting:
            (self.whole if self.tells(one) else self.since).append(one)

    def tells(self, share: Share) -> bool:
        """Whether whom a version drops would tell what the application does not receive."""
        accepted = rules.recommended(self.first).rules if self.first is not None else ()
        return self.is_hidden and any(
            any((rule.kind, one.field) in HIDDEN for one in rule.filters)
            and not any(is_narrower(rule, known) for known in accepted)
            for rule in rules.recommended(share).rules
        )

    def refuse(self, *, hidden: bool) -> None:
        """The district refuses fields, or gives them again."""
        self.is_hidden = hidden
        access = replace(EVERYTHING, refused=REFUSED) if hidden else EVERYTHING
        with self.world.store.roster.writing() as session:
            number, name = self.world.district.number, self.connection.connection
            agreements.change_access(session, number, name, access, self.author())
        self.settle()

    def accept(self, left_out: Share) -> None:
        number, application = self.world.district.number, self.application
        with self.world.store.roster.writing() as session:
            newest = rules.newest(queries.published(session, application), number)
            assert newest is not None
            share = rules.accepted(left_out, newest.version)
            name = self.connection.connection
            agreements.change_share(session, number, name, share, self.author())
        self.first, self.whole = self.now, []
        self.since = [self.now] if self.now is not None else []


def check_seen(state: State, expected: Seen) -> None:
    for kind in KINDS_SEEN:
        assert set(state[kind]) == set(expected[kind]), kind
    for one, roles in expected["users"].items():
        assert set(state["users"][one]["roles"]) == roles
    seen = {
        role: {one for one, roles in expected["users"].items() if role in roles}
        for role in ("student", "teacher")
    }
    for section in state["sections"].values():
        assert set(section["students"]) <= seen["student"]
        assert set(section["teachers"]) <= seen["teacher"]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_a_recommendation_narrows_at_once_and_widens_only_when_it_is_accepted(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, clock = trial.draw, trial.clock
        roster = rosters.a_roster(draw)
        world = a_world(trial.hub, clock, rosters.write(roster, trial.folder / "0"))
        ways = Ways(world, draw, world.connections[0])
        reader = world.readers(ways.connection)[draw.randint(0, 1)]
        records = world.everything.everything()
        left_out = Share("nothing", excluded=a_share(draw, records).excluded)
        ways.refuse(hidden=draw.random() < 0.5)
        ways.publish(a_recommendation(draw, records, None), own=draw.random() < 0.3)
        ways.accept(left_out)
        for step in range(1, STEPS):
            before, newest = reader.everything(), reader.newest()
            what = draw.choice(["own", "common", "common", "back", "day", "accept", "fields"])
            if what == "day":
                roster = rosters.a_school_day(roster, draw)
                clock.advance(timedelta(hours=20))
                folder = rosters.write(roster, trial.folder / str(step), draw)
                pipeline.take_in(world.store, world.district, folder, clock.now())
            elif what == "accept" and ways.now is not None:
                ways.accept(left_out)
            elif what == "fields":
                ways.refuse(hidden=not ways.is_hidden)
            else:
                records = world.everything.everything()
                share = a_recommendation(draw, records, ways.now)
                ways.publish(None if what == "back" else share, own=what in ("own", "back"))
            after = reader.everything()
            assert after == played(before, reader.events(newest), moments_alone=True)
            if what in ("own", "common", "back"):
                for each in KINDS_SEEN:
                    assert set(after[each]) <= set(before[each])
            check_seen(after, seen_by_all(world, ways.since, left_out))
            gone = {one for one in after["users"] if rid_of(one) in left_out.excluded}
            assert gone == set()
