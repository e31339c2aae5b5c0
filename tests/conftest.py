"""What every test may ask for: stores of both kinds, Hypothesis at the size the run wants."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.sampling",
    "tests.support.skips",
    "tests.support.stores",
    "tests.support.signing_in",
]

# Time limits per example would fail on a busy machine for no fault of the code.
for _name, _examples in (("dev", 25), ("ci", 100), ("night", 5000)):
    settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
