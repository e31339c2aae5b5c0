"""The source of a played district: worked out from its kind, its year and its steps.

A step that the district is not made for is refused; nothing of it was done.
"""

from functools import lru_cache

from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.sandbox.admin.districts.queries import Played
from homeroom.sandbox.lantern.derived import district
from homeroom.sandbox.lantern.mutations import MUTATIONS, Changed, Mutation
from homeroom.sandbox.lantern.records import Lantern


def mutation_named(name: str) -> Mutation:
    """Return the mutation; NotFoundError if there is none of this name."""
    found = MUTATIONS.get(name)
    if found is None:
        message = f"There is no mutation {name!r}; GET /sandbox/v1/mutations lists them"
        raise NotFoundError(message, "no_such_mutation")
    return found


def source_of(one: Played) -> Lantern:
    """Return the district as its source says it now."""
    return source_after(one.made.kind, one.made.school_year, one.steps)


@lru_cache(maxsize=64)
def source_after(kind: str, year: int, steps: tuple[str, ...]) -> Lantern:
    """Return what a kind of district is after these steps."""
    if not steps:
        return district(kind, year)
    before = source_after(kind, year, steps[:-1])
    return changed_by(mutation_named(steps[-1]), before).lantern or before


def changed_by(mutation: Mutation, before: Lantern) -> Changed:
    """Return what a mutation does to a district; ConflictError if it cannot."""
    try:
        return mutation.apply(before)
    except LookupError as error:
        raise ConflictError(
            f"{mutation.name} cannot be carried out on this district as it is now: it needs"
            f" {error}. It is a step of {mutation.scenario}, for the kind {mutation.district}",
            "not_now",
        ) from None
