"""The report as JUnit XML: a case for each requirement, scenario and mode (7.1)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from homeroom.certification.harness.outcomes import Verdict, worst

__all__ = ["junit_of"]

_NOT_TEXT: Final = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""Characters that XML cannot hold; an application's answers may."""


def junit_of(document: Mapping[str, Any]) -> bytes:
    """Return the report for whatever reads test results in CI."""
    root = ET.Element("testsuites", name="homeroom certify")
    rows = [*document["results"], *document["invariants"]]
    for guide in dict.fromkeys(row["guide"] for row in rows):
        _suite(root, guide, [row for row in rows if row["guide"] == guide])
    if document["limited"]:
        _limited(root, "; ".join(document["limited"]))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _limited(root: ET.Element, told: str) -> None:
    """A run of which a part was left out is no green one, even if all that was looked at is."""
    suite = ET.SubElement(root, "testsuite", name="run", tests="1", failures="0", skipped="1")
    case = ET.SubElement(suite, "testcase", classname="homeroom.run", name="whole run")
    message = f"{Verdict.INCONCLUSIVE}: this run was limited: {told}"
    ET.SubElement(case, "skipped", message=_text(message))


def _suite(root: ET.Element, guide: str, rows: Sequence[Mapping[str, Any]]) -> None:
    suite = ET.SubElement(root, "testsuite", name=guide)
    for row in rows:
        groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for one in row["outcomes"]:
            groups.setdefault((one["scenario"], one["mode"]), []).append(one)
        if not groups:
            _case(suite, row, row["id"], row["verdict"], row["why"], [])
        for (scenario, mode), some in groups.items():
            verdict = worst(Verdict(one["verdict"]) for one in some)
            why = next(one["why"] for one in some if one["verdict"] == verdict)
            _case(suite, row, f"{row['id']} {scenario} {mode}", verdict, why, some)
    cases = list(suite)
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(one.find("failure") is not None for one in cases)))
    suite.set("skipped", str(sum(one.find("skipped") is not None for one in cases)))


def _case(  # noqa: PLR0913 -- a case has these parts
    suite: ET.Element,
    row: Mapping[str, Any],
    name: str,
    verdict: str,
    why: str,
    outcomes: Sequence[Mapping[str, Any]],
) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=f"homeroom.{row['guide']}.{row['id']}", name=name
    )
    properties = ET.SubElement(case, "properties")
    ET.SubElement(properties, "property", name="requirement", value=row["id"])
    for path in dict.fromkeys(path for one in outcomes for path in one["evidence"]):
        ET.SubElement(properties, "property", name="evidence", value=path)
    if verdict == Verdict.FAIL:
        ET.SubElement(case, "failure", message=_text(why)).text = _text(_told(row, outcomes))
    elif verdict == Verdict.WARN:
        ET.SubElement(case, "system-out").text = _text(f"WARN: {why}\n{_told(row, outcomes)}")
    elif verdict in {Verdict.SKIP, Verdict.REVIEW, Verdict.INCONCLUSIVE}:
        ET.SubElement(case, "skipped", message=_text(f"{verdict}: {why}"))


def _told(row: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]) -> str:
    lines = [row["title"]]
    for one in outcomes:
        if one["verdict"] in {Verdict.FAIL, Verdict.WARN}:
            lines.append(f"{one['step']} ({one['mode']}): {one['why']}")
            lines += [
                f"  {each['what']}: expected {each['expected']}, found {each['found']}"
                for each in one["differences"]
            ]
    if row["fix"]:
        lines.append(f"How to fix it: {row['fix']}")
        lines.append(f"Why it is asked: homeroom certify explain {row['id']}")
    return "\n".join(lines)


def _text(value: str) -> str:
    return value.translate(_NOT_TEXT)
