"""What is done to an application by hand is about whom the catalogue says."""

from homeroom.certification.harness.plans.acts import LATE_ADDRESS
from homeroom.sandbox.lantern.source import joining


def test_who_is_made_by_hand_has_the_address_of_n02() -> None:
    assert LATE_ADDRESS == joining()["n02"].email
