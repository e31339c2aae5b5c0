"""Our own OpenAPI document says what the hub does, and the page on fields what the table says."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
import yaml
from openapi_spec_validator import validate as validate_document

from homeroom.data_api import openapi
from homeroom.data_api.openapi.schemas import NAMES
from homeroom_wire.fields import FIELDS
from tests.contract.conftest import API, VERSIONS

SHARED = Path(__file__).resolve().parents[3] / "shared" / "contracts"
PUBLIC = {
    "v3.0": ("v3.0-client.yml", "v3.0-events.yml"),
    "v3.1": ("v3.1-client.yml", "v3.1-events.yml", "v3.1-attendance.yml"),
}
NEEDS_PUBLIC = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the public contract files are not beside the project"
)
SAMPLES = {
    "limit": ("1", "10000", "0"),
    "starting_after": ("0" * 24, "x"),
    "ending_before": ("last", "f" * 24, "x"),
    "count": ("true", "", "x"),
    "primary": ("true", "", "x"),
    "attendance_status": ("present", "x"),
    "date_range_start": ("2026-08-19", "x"),
    "date_range_end": ("2026-08-20", "2026-02-30"),
    "record_type": ("users", "x"),
}

OURS = {"/me", "/checkpoints"}
"""In none of the public hub's files: it serves the first too, the second is ours alone."""

LMS = re.compile(r"^/sections/\{[a-z_]+\}/assignments")


@cache
def document(version: str) -> dict[str, Any]:
    return openapi.description("v3.1" if version == "v3.1" else "v3.0")


def schema_of(version: str, operation: dict[str, Any], status: int) -> dict[str, Any] | None:
    answer = operation["responses"].get(str(status))
    assert answer is not None, f"{status} is not described"
    if "content" not in answer:
        return None
    (content,) = answer["content"].values()
    return {**content["schema"], "components": document(version)["components"]}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_document_is_openapi(version: str) -> None:
    validate_document(document(version))


def test_the_document_is_served(api: API) -> None:
    answer = api.call(f"/docs/api/{api.version}.json")
    assert answer.json == document(api.version)
    assert api.call("/docs/api/v9.json").status == 404


def test_every_described_path_answers_as_described(api: API) -> None:
    for template, item in document(api.version)["paths"].items():
        operation = item["get"]
        path = template.replace("{id}", named(api, template))
        queries = [""]
        for parameter in operation["parameters"]:
            samples = SAMPLES.get(parameter["name"], parameter["schema"].get("enum", ()))
            if parameter["in"] == "query":
                queries += ["?" + urlencode({parameter["name"]: value}) for value in samples]
        for query in queries:
            answer = api.get(path + query)
            schema = schema_of(api.version, operation, answer.status)
            assert schema is not None
            jsonschema.Draft202012Validator(schema).validate(answer.json)
            if not query:
                assert answer.status == 200, (path, answer.body)


def named(api: API, template: str) -> str:
    """An id that the reader sees, for the place in the path."""
    if "{id}" not in template:
        return ""
    kind = template.split("/")[1]
    if kind == "attendance":
        kind = template.split("/")[2]
    return str(api.get(f"/{kind}?limit=1").json["data"][0]["data"]["id"])


def test_an_unseen_record_answers_as_described(api: API) -> None:
    for template, item in document(api.version)["paths"].items():
        if "{id}" in template:
            answer = api.get(template.replace("{id}", "0" * 24))
            schema = schema_of(api.version, item["get"], 404)
            assert answer.status == 404
            assert schema is not None
            jsonschema.Draft202012Validator(schema).validate(answer.json)


def properties(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every dotted path of a schema, in the spelling of the table of fields."""
    for key, inner in schema.get("properties", {}).items():
        yield f"{path}{key}"
        many = inner.get("type") == "array"
        yield from properties(
            inner["items"] if many else inner, f"{path}{key}{'[].' * many or '.'}"
        )


@pytest.mark.parametrize("version", VERSIONS)
def test_records_have_the_fields_of_the_table(version: str) -> None:
    schemas = document(version)["components"]["schemas"]
    for kind, name in NAMES.items():
        expected = {field.path for field in FIELDS[kind] if field.since <= version}
        assert set(properties(schemas[name])) == expected


# ------------------------------------------------------------------- beside the public files


def public(version: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in PUBLIC[version]:
        found |= yaml.safe_load((SHARED / name).read_text(encoding="utf-8")).get(key, {})
    return found


def plain(path: str) -> str:
    return re.sub(r"\{[a-z_]+\}", "{id}", path)


@NEEDS_PUBLIC
@pytest.mark.parametrize("version", VERSIONS)
def test_paths_and_parameters_agree_with_the_public_files(version: str) -> None:
    theirs = {
        plain(path): {p["name"] for p in item["get"].get("parameters", ()) if p["in"] == "query"}
        for path, item in public(version, "paths").items()
        if "get" in item and not LMS.match(path)
    }
    ours = {
        path: {p["name"] for p in item["get"]["parameters"] if p["in"] == "query"}
        for path, item in document(version)["paths"].items()
        if path not in OURS
    }
    # Homeroom counts events too, as v1.1 did (data-api.md 3.4).
    ours["/events"].remove("count")
    assert ours == theirs


# --------------------------------------------------------------------------------- the pages


def test_the_page_on_fields_names_every_field(api: API) -> None:
    page = api.call(f"/docs/schema?version={api.version}").body.decode()
    for fields in FIELDS.values():
        for field in fields:
            shown = f"<code>{field.path}</code>" in page
            assert shown == (field.since <= api.version), field.path


@pytest.mark.parametrize("path", ["/docs/api", "/docs/schema"])
def test_a_page_runs_no_inline_script(api: API, path: str) -> None:
    answer = api.call(path)
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.body.decode()
    assert re.findall(r"<script(?![^>]*src=)", page) == []
    assert re.findall(r"\son[a-z]+=|style=", page) == []
    for asset in re.findall(r'(?:src|href)="(/docs/assets/[^"]+)"', page):
        assert api.call(asset).status == 200
    assert api.call("/docs/assets/../pages.py").status == 404
