"""The questions of `homeroom certify init`, and the configuration that the answers make."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from homeroom.certification.harness.configuration import CARRIERS, SHORT, TYPES
from homeroom.certification.requirements.survey.questions import question

__all__ = ["QUESTIONS", "Question", "toml_of"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question at the terminal."""

    name: str
    text: str
    default: str = ""
    words: tuple[str, ...] = ()
    """The words that may be said; any text where there are none."""

    is_one: bool = False
    """Whether one of the words is said, and nothing else."""

    def trouble(self, answer: str) -> str:
        """Say why an answer cannot stand in a configuration; empty if it can."""
        if self.is_one:
            said = [answer.strip()] if answer.strip() else []
        else:
            said = [SHORT.get(one, one) for one in _words(answer)]
        strange = [one for one in said if self.words and one not in self.words]
        if not strange and (said or not self.words):
            return ""
        listed = ", ".join(self.words)
        return f"{', '.join(strange) or 'nothing'} is none of {listed}."


QUESTIONS: Final = (
    Question("name", "Name of the application", "My application"),
    Question("types", "Integration types (library, district_sso, secure_sync)", "secure_sync",
             TYPES),
    Question("hub_url", "Address of the sandbox hub", "http://localhost:8400"),
    Question("client_id", "Client id of the development application"),
    Question("url", "Address of the application", "http://localhost:8000"),
    Question("login_url", "Address of its login page", "http://localhost:8000/login"),
    Question("redirect_uri", "Its redirect URI", "http://localhost:8000/login/callback"),
    Question("carrier", "Probe (http, python, command, none)", "http", CARRIERS,
             is_one=True),
    Question("probe", "Where the probe is (address, module:object, or command)"),
    Question("user_types", "Who gets an account (Q-Y09)", "student, teacher",
             tuple(value for value, _ in question("Q-Y09").choices)),
)  # fmt: skip
"""Ten questions; whatever else there is to say stands in the file as a comment."""

_PROBE_KEYS: Final = {"http": "url", "python": "object", "command": "command"}


def toml_of(answers: Mapping[str, str]) -> str:
    """Return the text of a configuration file."""
    carrier = answers["carrier"].strip()
    key = _PROBE_KEYS.get(carrier, "")
    told = answers["probe"].strip()
    where = _list(told.split()) if carrier == "command" else _text(told)
    probe = [f"carrier = {_text(carrier)}", *([f"{key} = {where}"] if key else [])]
    if carrier == "http":
        probe.append('token_env = "PROBE_TOKEN"')
    user_types = _list(_words(answers["user_types"]))
    return "\n".join(
        [
            "# Secrets stand in environment variables, whose names stand here.",
            "[hub]",
            f"url = {_text(answers['hub_url'])}",
            'token_env = "SANDBOX_TOKEN"',
            '# authority = "authority.pem"   # who signed the certificates, if nobody known did',
            "",
            "[application]",
            f"name = {_text(answers['name'])}",
            f"types = {_list(_types(answers['types']))}",
            f"client_id = {_text(answers['client_id'])}",
            'client_secret_env = "CLIENT_SECRET"',
            f"url = {_text(answers['url'])}",
            f"login_url = {_text(answers['login_url'])}",
            f"redirect_uri = {_text(answers['redirect_uri'])}",
            "settle_seconds = 10",
            "limit_seconds = 120",
            "local = true",
            "",
            "[probe]",
            *probe,
            "",
            "[answers]",
            "# The survey, by question id: they say which checks apply, and what they expect.",
            f"Q-S10 = {user_types}",
            f"Q-Y09 = {user_types}",
            "",
        ]
    )


def _types(text: str) -> list[str]:
    return list(dict.fromkeys(SHORT.get(one, one) for one in _words(text)))


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _text(value: str) -> str:
    # A TOML text is written as a JSON text.
    return json.dumps(value.strip())


def _list(values: list[str]) -> str:
    return json.dumps(values)
