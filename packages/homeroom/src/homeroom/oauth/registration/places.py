"""Which of the places that a connection is given its application asks for, and how badly."""

from homeroom.oauth.declared import Declared, FieldNeed
from homeroom.oauth.registration.rules import asked_for
from homeroom.sharing.quality.rules import Place, places_given
from homeroom.sharing.queries import View


def places_asked(view: View, declared: Declared) -> dict[Place, FieldNeed]:
    """Return them with what the application says of each; none if it never named its fields.

    Such an application takes whatever its integration type receives, so nobody can say that it
    lacks something.
    """
    if not declared.names_fields:
        return {}
    asked = ((place, asked_for(place.path, declared)) for place in places_given(view.definition))
    return {place: need for place, need in asked if need is not None}
