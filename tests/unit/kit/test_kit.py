import subprocess
import sys

import pytest

import homeroom_kit
from homeroom_kit import (
    ConfigurationError,
    KitError,
    MatchConflictError,
    RetryError,
    StoreError,
    TokenRejectedError,
)

HUBS_OWN = ("homeroom", "starlette", "sqlalchemy", "jinja2", "uvicorn", "polars")


def test_importing_the_kit_loads_nothing_of_the_hub() -> None:
    script = "import sys, homeroom_kit; print(*sys.modules)"
    loaded = subprocess.run(  # noqa: S603 -- our own interpreter and words
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "homeroom_kit" in loaded
    assert [name for name in HUBS_OWN if name in loaded] == []


def test_every_name_the_kit_lists_exists() -> None:
    assert [name for name in homeroom_kit.__all__ if not hasattr(homeroom_kit, name)] == []


@pytest.mark.parametrize(
    "error",
    [ConfigurationError, RetryError, TokenRejectedError, MatchConflictError, StoreError],
)
def test_every_error_is_a_kit_error_with_a_code_and_a_sentence(error: type[KitError]) -> None:
    raised = error("some_code", "What happened and what to do.")
    assert isinstance(raised, KitError)
    assert (raised.code, str(raised)) == ("some_code", "What happened and what to do.")


def test_no_error_is_another() -> None:
    errors = [ConfigurationError, RetryError, TokenRejectedError, MatchConflictError, StoreError]
    assert [KitError] * 5 == [error.__base__ for error in errors]
