"""What ends a step, a run or a command of the harness."""

from homeroom.foundation.errors import HomeroomError, SettingsError

__all__ = ["ConfigurationError", "HubRefusedError", "UndecidedError"]


class UndecidedError(HomeroomError):
    """The harness could not find out: the outcome is INCONCLUSIVE, with this reason."""

    def __init__(self, message: str, code: str = "undecided") -> None:
        super().__init__(code, message)


class HubRefusedError(UndecidedError):
    """The hub's admin API said no; the run cannot blame the application for it."""

    def __init__(self, message: str, status: int, code: str = "hub_refused") -> None:
        super().__init__(message, code)
        self.status = status


class ConfigurationError(SettingsError):
    """The configuration names something that is missing or malformed (exit code 4)."""
