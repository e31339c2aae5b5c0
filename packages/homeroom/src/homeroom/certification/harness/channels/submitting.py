"""Handing a run in at the hub that saw it: sealing its manifest, then submitting its archive.

Both speak as the application (client id and secret), never with the sandbox's admin token.
"""

from typing import Any

import httpx2

from homeroom.certification.harness.configuration import Application
from homeroom.certification.harness.errors import UndecidedError

__all__ = ["Submitting"]

_SECONDS = 60.0
_OK = range(200, 300)
_TOLD = 400


class Submitting:
    """The hub's side of certification, as one application sees it."""

    def __init__(self, application: Application) -> None:
        self._client = httpx2.Client(
            base_url=f"{application.hub.url.rstrip('/')}/certification/v1",
            auth=(application.client_id, application.client_secret),
            timeout=_SECONDS,
            follow_redirects=False,
            verify=application.trust,
            trust_env=False,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def seal(self, run: str, manifest: str) -> None:
        """Tell the hub the manifest's sha256; what is changed afterwards is not accepted.

        Raises:
            UndecidedError: The hub did not take it; the run can then not be submitted.
        """
        self._post(f"/runs/{run}/seal", json={"manifest": manifest})

    def submit(self, archive: bytes) -> str:
        """Hand the archive in; the address at which the submission goes on.

        Raises:
            UndecidedError: The hub refused it, and says what to do.
        """
        told = self._post("/runs", content=archive, headers={"Content-Type": "application/gzip"})
        return str(told.get("url", ""))

    def _post(self, path: str, **said: Any) -> dict[str, Any]:
        try:
            answer = self._client.post(path, **said)
            told = answer.json() if answer.content else {}
        except (httpx2.HTTPError, OSError, ValueError) as odd:
            raise UndecidedError(
                f"The hub's certification cannot be reached: {type(odd).__name__}."
            ) from odd
        told = told if isinstance(told, dict) else {}
        if answer.status_code not in _OK:
            said_text = told.get("message") or told.get("error") or answer.status_code
            raise UndecidedError(f"The hub refused it: {str(said_text)[:_TOLD]}")
        return told
