"""The report as one page for people: nothing is loaded from elsewhere, no script is needed."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from homeroom.certification.harness.outcomes import Verdict, worst

__all__ = ["page_of"]

_TYPE_NAMES: Final = {
    "library": "Library",
    "district_sso": "District SSO",
    "secure_sync": "Secure Sync",
}
_BAD: Final = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.WARN)
_MOST_PICTURES: Final = 30
_LARGEST_PICTURE: Final = 1_500_000
_SHOWN_REQUESTS: Final = 25

_TEMPLATES: Final = Environment(
    loader=PackageLoader("homeroom.certification.reports"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page_of(document: Mapping[str, Any], read: Callable[[str], bytes]) -> bytes:
    """Return the page; `read` gives the evidence that it shows."""
    rows = [*document["results"], *document["invariants"]]
    names = {name for row in rows for name in row["scenarios"]}
    scenarios = sorted(names, key=lambda name: (not name.startswith("SC-"), name))
    pictures = _Pictures(read)
    text = _TEMPLATES.get_template("report.html").render(
        document=document,
        type_names=_TYPE_NAMES,
        partial=any(one["is_partial"] for one in document["verdicts"].values()),
        scenarios=scenarios,
        matrix=[(row, _cells(row, scenarios)) for row in rows if row["outcomes"]],
        trouble=[
            (
                row,
                [_shown(one, read, pictures) for one in row["outcomes"] if one["verdict"] in _BAD],
            )
            for bad in _BAD
            for row in rows
            if row["verdict"] == bad
        ],
        skipped=[row for row in rows if row["verdict"] == Verdict.SKIP],
    )
    return text.encode()


def _cells(row: Mapping[str, Any], scenarios: Sequence[str]) -> list[str]:
    found: dict[str, list[Verdict]] = {}
    for one in row["outcomes"]:
        found.setdefault(one["scenario"], []).append(Verdict(one["verdict"]))
    return [str(worst(found[name])) if name in found else "" for name in scenarios]


class _Pictures:
    """Pictures inside the page, as many as a page bears."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read, self._left = read, _MOST_PICTURES

    def of(self, paths: Sequence[str]) -> list[str]:
        """Return addresses that hold the pictures themselves."""
        found = []
        for path in paths:
            if path.endswith(".png") and self._left:
                content = self._read(path)
                if len(content) <= _LARGEST_PICTURE:
                    self._left -= 1
                    found.append(f"data:image/png;base64,{base64.b64encode(content).decode()}")
        return found


def _shown(
    outcome: Mapping[str, Any], read: Callable[[str], bytes], pictures: _Pictures
) -> Mapping[str, Any]:
    requests: list[str] = []
    for path in outcome["evidence"]:
        if path.endswith(".json"):
            requests += _requests(read(path))
    return {
        **outcome,
        "requests": requests[:_SHOWN_REQUESTS],
        "left_out": max(0, len(requests) - _SHOWN_REQUESTS),
        "pictures": pictures.of(outcome["evidence"]),
    }


def _requests(content: bytes) -> list[str]:
    try:
        told = json.loads(content)
    except ValueError:
        return []
    listed = told.get("requests") if isinstance(told, dict) else None
    return [str(one) for one in listed] if isinstance(listed, list) else []
