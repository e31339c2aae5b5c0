"""Pages for developers: the API explorer, the OpenAPI documents, the public page on fields."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader
from msgspec import structs

from homeroom.data_api import openapi
from homeroom.foundation.errors import NotFoundError
from homeroom.web.answers import Answer, Header, html, json_text
from homeroom.web.request import Request
from homeroom.web.routes import Route, public
from homeroom_wire.attendance import ATTENDANCE_SCOPE, Attendance
from homeroom_wire.fields import KINDS, TIERS, Field, Tier, choices, fields_of
from homeroom_wire.values import ATTENDANCE_STATUSES, VERSIONS, Version

_PAGE_HEADERS: Final[tuple[Header, ...]] = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            b" img-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none';"
            b" frame-ancestors 'none'"
        ),
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-cache"),
)
_ASSETS: Final = {
    "explorer.js": b"text/javascript; charset=utf-8",
    "docs.css": b"text/css; charset=utf-8",
}
TIER_NAMES: Final = {
    "secure_sync": "Secure Sync",
    "district_sso": "District SSO",
    "library_teacher": "Library, teachers",
    "library_student": "Library, students",
}
_environment: Final = Environment(
    loader=PackageLoader("homeroom.data_api"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class FieldRow:
    """One line of the page on fields."""

    path: str
    form: str
    values: tuple[str, ...]
    since: str
    cells: tuple[str, ...]
    note: str


def receives(field: Field, tier: Tier) -> str:
    """Say in words what an integration type receives of a field."""
    if tier not in field.tiers:
        return "never"
    if field.opt_in:
        return f"if granted: {field.opt_in}"
    if tier in field.shortened:
        return "first letter"
    promise = "guaranteed" if field.guaranteed else "optional"
    return f"{promise}, with {field.scope}" if field.scope else promise


def rows_of(kind: str, version: Version) -> list[FieldRow]:
    """Return the lines of a record kind in a version."""
    return [
        FieldRow(
            path=field.path,
            form=_form(field),
            values=choices(field, version) or (),
            since=field.since,
            cells=tuple(receives(field, tier) for tier in TIERS),
            note=field.note,
        )
        for field in fields_of(kind, version)
    ]


def _attendance_rows() -> list[FieldRow]:
    """Return the lines of an attendance mark, which is no record and has a scope of its own."""
    promised = {True: "guaranteed", False: "optional"}
    return [
        FieldRow(
            path=one.name,
            form=_mark_form(one.name),
            values=ATTENDANCE_STATUSES if one.name == "attendance_status" else (),
            since="v3.1",
            cells=tuple(
                f"{promised[one.required]}, with {ATTENDANCE_SCOPE}"
                if tier == "secure_sync"
                else "never"
                for tier in TIERS
            ),
            note="",
        )
        for one in structs.fields(Attendance)
    ]


def _mark_form(name: str) -> str:
    if name in ("created", "last_modified"):
        return "timestamp"
    if name == "attendance_date":
        return "date"
    return "id" if name.endswith("_id") and name != "sis_id" else "string"


def _form(field: Field) -> str:
    shape = field.shape
    plain = {"text": shape.type, "map": "object of strings"}
    form = plain.get(shape.format, shape.format.replace("_", " "))
    return f"list of {form}s" if shape.many else form


@cache
def _schema_page(version: Version) -> str:
    return _environment.get_template("schema.html").render(
        version=version,
        versions=VERSIONS,
        tiers=[TIER_NAMES[tier] for tier in TIERS],
        kinds=[
            *((kind, rows_of(kind, version)) for kind in KINDS),
            *([("attendance", _attendance_rows())] if version == "v3.1" else []),
        ],
    )


def front(request: Request) -> Answer:
    """Say what this is, and where to go from here."""
    page = _environment.get_template("front.html").render(sandbox=request.parts.settings.sandbox)
    return html(page, *_PAGE_HEADERS)


def schema_page(request: Request) -> Answer:
    """Show every field, by integration type; `?version=v3.0` shows the older version."""
    asked = request.query_params.get("version")
    version = next((known for known in VERSIONS if known == asked), VERSIONS[-1])
    return html(_schema_page(version), *_PAGE_HEADERS)


def explorer(request: Request) -> Answer:
    """Show the page on which requests can be tried."""
    del request
    page = _environment.get_template("explorer.html").render(versions=VERSIONS)
    return html(page, *_PAGE_HEADERS)


def document(request: Request) -> Answer:
    """Answer with the OpenAPI document of a version."""
    version = _version(request.path_params["version"])
    return json_text(openapi.document(version), (b"access-control-allow-origin", b"*"))


def _version(text: str) -> Version:
    for version in VERSIONS:
        if version == text.lower():
            return version
    raise NotFoundError(f"There is no version {text}; there are {', '.join(VERSIONS)}")


@cache
def _asset(name: str) -> bytes:
    return (files("homeroom.data_api") / "assets" / name).read_bytes()


def asset(request: Request) -> Answer:
    """Answer with a script or a style sheet of these pages."""
    name = request.path_params["name"]
    kind = _ASSETS.get(name)
    if kind is None:
        raise NotFoundError("There is no such file")
    headers = ((b"content-type", kind), (b"cache-control", b"public, max-age=300"))
    return Answer(200, headers, _asset(name))


routes: Final[tuple[Route, ...]] = (
    public("/", front, page=True),
    public("/docs/api", explorer, page=True),
    public("/docs/api/{version}.json", document),
    public("/docs/schema", schema_page, page=True),
    public("/docs/assets/{name}", asset),
)
