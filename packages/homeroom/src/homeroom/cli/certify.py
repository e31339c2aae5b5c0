"""`homeroom certify`: certifies an application from the command line, without the web pages.

Exit codes (certification.md 7.2): 0 every MUST passes; 1 a MUST failed; 2 nothing but warnings,
with `--strict`; 3 nothing could be decided, or the harness failed; 4 the configuration or the
command is wrong.
"""

import os
import secrets
import traceback
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer
from typer.core import TyperGroup
from typing_extensions import override

from homeroom.foundation.errors import HomeroomError, SettingsError
from homeroom.foundation.terminal import one_line

if TYPE_CHECKING:
    from homeroom.certification.harness.configuration import Application
    from homeroom.certification.harness.preparing.asking import Question
    from homeroom.certification.harness.running import Finished

_INCONCLUSIVE_CODE: Final = 3
_CONFIGURATION_CODE: Final = 4
_MODES: Final = frozenset({"full", "events"})
_EXTRA: Final = frozenset({"httpx2", "bs4", "trustme"})

_MISTYPED: Final = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])
"""What Typer raises for every command that cannot be read; it has no public name of its own."""


class _Certify(TyperGroup):
    """The commands, of which a mistyped one ends with 4: 2 says that only warnings are left."""

    @override
    def make_context(self, *given: Any, **more: Any) -> Any:
        with _mistyped():
            return super().make_context(*given, **more)

    @override
    def invoke(self, *given: Any, **more: Any) -> Any:
        with _mistyped():
            return super().invoke(*given, **more)


@contextmanager
def _mistyped() -> Iterator[None]:
    try:
        yield
    except _MISTYPED as error:
        error.exit_code = _CONFIGURATION_CODE
        raise


commands: Final = typer.Typer(
    name="certify",
    cls=_Certify,
    help="Certify an application: run every check against it.",
    no_args_is_help=True,
)

Configuration = Annotated[Path, typer.Option(help="The application's configuration.")]
Output = Annotated[Path, typer.Option(help="Folder of the report and its evidence.")]
_CONFIGURATION: Final = Path("certify.toml")
_OUTPUT: Final = Path("certification")


@contextmanager
def _exits() -> Iterator[None]:
    """Turn what went wrong into one line and the exit code that says whose fault it is."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in _EXTRA:
            raise
        _fail(
            f"{missing.name} is missing. Install it with: pip install 'homeroom[certify]'",
            _CONFIGURATION_CODE,
        )
    except SettingsError as error:
        _fail(error.message, _CONFIGURATION_CODE)
    except HomeroomError as error:
        _fail(error.message, _INCONCLUSIVE_CODE)
    except OSError as error:
        what = error.strerror or type(error).__name__
        _fail(f"{error.filename}: {what}." if error.filename else what, _CONFIGURATION_CODE)
    except (typer.Exit, typer.Abort):
        raise
    except Exception:  # noqa: BLE001 -- 1 would say that the application failed
        typer.echo(traceback.format_exc(), err=True)
        _fail("The harness itself failed, so nothing is decided.", _INCONCLUSIVE_CODE)


def _fail(message: str, code: int) -> None:
    typer.echo(f"homeroom: {one_line(message)}", err=True)
    raise typer.Exit(code)


@commands.command()
def init(
    *,
    config: Configuration = _CONFIGURATION,
    force: Annotated[bool, typer.Option(help="Overwrite a file that is there.")] = False,
) -> None:
    """Ask ten questions and write the configuration."""
    with _exits():
        from homeroom.certification.harness.preparing.asking import QUESTIONS, toml_of  # noqa: PLC0415

        if config.exists() and not force:
            raise SettingsError(f"{config.name} is there already; --force overwrites it.")
        try:
            told = {
                one.name: typer.prompt(one.text, default=one.default, value_proc=_fit(one))
                for one in QUESTIONS
            }
        except typer.Abort:
            raise SettingsError(
                "The questions ended unanswered. Nothing was written: begin again, or write the"
                f" file by hand as the documentation shows it and call it {config.name}."
            ) from None
        config.write_text(toml_of(told), encoding="utf-8")
        typer.echo(f"{config} is written. Next: homeroom certify doctor")


@commands.command()
def doctor(*, config: Configuration = _CONFIGURATION) -> None:
    """Look whether hub, probe and application can be reached."""
    with _exits():
        from homeroom.certification.harness.preparing.doctor import examined  # noqa: PLC0415

        are_well = True
        for one in examined(_read(config)):
            are_well = are_well and one.is_well
            typer.echo(f"{'ok ' if one.is_well else 'NOT'}  {one.what}: {one.told}")
        if not are_well:
            raise typer.Exit(_INCONCLUSIVE_CODE)


@commands.command()
def run(  # noqa: PLR0913 -- each is an option of the command
    *,
    config: Configuration = _CONFIGURATION,
    types: Annotated[str, typer.Option(help="Only these types, such as sso,sync.")] = "",
    only: Annotated[list[str] | None, typer.Option(help="Only this requirement.")] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="Only this scenario.")] = None,
    mode: Annotated[list[str] | None, typer.Option(help="Only full, or only events.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same report.")] = 1,
    strict: Annotated[bool, typer.Option(help="Warnings have an exit code too.")] = False,
    browser: Annotated[bool, typer.Option(help="Visit pages in Chromium.")] = False,
    output: Output = _OUTPUT,
) -> None:
    """Run the suite, and write the report."""
    with _exits():
        from homeroom.certification.harness.running import Asked, carry_out  # noqa: PLC0415
        from homeroom.certification.reports import (  # noqa: PLC0415
            document_of,
            exit_code_of,
            written,
        )

        configured = _read(config)
        application = _of_types(configured, types)
        asked = Asked(
            _known(only or ()),
            _played(scenario or ()),
            _modes(mode or ()),
            seed,
            with_browser=browser,
            left_out=tuple(one for one in configured.types if one not in application.types),
        )
        finished = carry_out(application, asked, told=lambda line: typer.echo(line, err=True))
        document = document_of(finished)
        manifest = written(document, finished.trial.evidence, output)
        _tell(document, output)
        _seal(finished, manifest)
        raise typer.Exit(exit_code_of(document, strict=strict))


@commands.command()
def explain(requirement: Annotated[str, typer.Argument(help="Such as SYN-05.")]) -> None:
    """Say what a requirement means, why it is one, how it is checked and how to meet it."""
    with _exits():
        from homeroom.certification.requirements.reading import (  # noqa: PLC0415
            requirement as row_of,
        )

        try:
            row = row_of(requirement.upper())
        except HomeroomError as unknown:
            raise SettingsError(unknown.message) from unknown
        typer.echo(f"{row.id} ({row.level}): {row.title}\n")
        for name in ("why", "how", "fix"):
            typer.echo(f"{name.capitalize()}: {getattr(row, name)}")
        if row.condition:
            typer.echo(f"When: {row.condition}")
        typer.echo(f"Scenarios: {', '.join(row.scenarios) or 'none'}")


@commands.command()
def report(
    *,
    output: Output = _OUTPUT,
    show: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
) -> None:
    """Show the last report."""
    with _exits():
        from homeroom.certification.reports import read_report  # noqa: PLC0415

        _tell(read_report(output), output)
        if show:
            webbrowser.open((output / "report.html").resolve().as_uri())


@commands.command()
def walk(
    *,
    config: Configuration = _CONFIGURATION,
    steps: Annotated[int, typer.Option(min=1, help="How many mutations are drawn.")] = 200,
    mode: Annotated[str, typer.Option(help="How it syncs: full or events.")] = "full",
    seed: Annotated[int | None, typer.Option(help="The same seed goes the same way.")] = None,
) -> None:
    """Change a district in no order, and say which invariant breaks: advice, no certificate."""
    with _exits():
        from homeroom.certification.harness.plans.walking import walk as walked  # noqa: PLC0415
        from homeroom.certification.harness.running import hub_of, probe_of  # noqa: PLC0415
        from homeroom.certification.harness.trial import Trial  # noqa: PLC0415

        _modes([mode])
        application = _read(config)
        probe = probe_of(application)
        if probe is None:
            raise SettingsError("A walk needs a probe: [probe] in the configuration names none.")
        with closing(hub_of(application)) as hub, closing(probe):
            trial = Trial(application, hub, probe, probe.info(), mode=mode)
            drawn = secrets.randbelow(10**6) if seed is None else seed
            found = walked(trial, seed=drawn, steps=steps, told=typer.echo)
        for one in found.broken:
            typer.echo(f"{one.requirement}: {one_line(one.why)}")
        if found.shortest:
            typer.echo(f"These steps are enough: {', '.join(found.shortest)}")
        if found.broken:
            raise typer.Exit(1)
        if found.ended:
            _fail(found.ended, _INCONCLUSIVE_CODE)
        typer.echo(f"{len(found.steps)} steps, and every invariant held.")


@commands.command()
def submit(*, config: Configuration = _CONFIGURATION, output: Output = _OUTPUT) -> None:
    """Hand the last run in at the hub that saw it."""
    with _exits():
        from homeroom.certification.harness.channels.submitting import Submitting  # noqa: PLC0415
        from homeroom.certification.reports.archive import ARCHIVE, read_report  # noqa: PLC0415

        application = _read(config)
        read_report(output)
        archive = (output / ARCHIVE).read_bytes()
        with closing(Submitting(application)) as hub:
            url = hub.submit(archive)
        typer.echo(f"Handed in. It goes on at {url}")


def _fit(question: "Question") -> Callable[[str], str]:
    """Return what asks again until an answer would not be refused afterwards."""

    def fitting(answer: str) -> str:
        if trouble := question.trouble(answer):
            raise typer.BadParameter(trouble)
        return answer

    return fitting


def _read(config: Path) -> "Application":
    from homeroom.certification.harness.configuration import read  # noqa: PLC0415

    return read(config, os.environ)


def _of_types(application: "Application", types: str) -> "Application":
    from homeroom.certification.harness.configuration import SHORT  # noqa: PLC0415

    wanted = tuple(SHORT.get(one, one) for one in types.replace(",", " ").split())
    strange = sorted(set(wanted) - set(application.types))
    if strange:
        raise SettingsError(
            f"--types names {', '.join(strange)}; the application is configured for"
            f" {', '.join(application.types)}."
        )
    if "secure_sync" not in (wanted or application.types) and "secure_sync" in application.types:
        _must_not_need_a_sync(application)
    return replace(application, types=wanted) if wanted else application


def _must_not_need_a_sync(application: "Application") -> None:
    """Logins alone say nothing of an application that lets nobody in before a sync."""
    if application.answers.yes("Q-Y06"):
        raise SettingsError(
            "Q-Y06 says that a sync comes before a login, so District SSO runs with Secure Sync:"
            " --types sso,sync. For logins alone add --scenario SC-70 and its like."
        )


def _modes(asked: Sequence[str]) -> tuple[str, ...]:
    strange = sorted(set(asked) - _MODES)
    if strange:
        raise SettingsError(f"--mode is {strange[0]}; say full or events.")
    return tuple(dict.fromkeys(asked))


def _known(only: Sequence[str]) -> frozenset[str]:
    from homeroom.certification.requirements.reading import every  # noqa: PLC0415

    wanted = frozenset(one.upper() for one in only)
    strange = sorted(wanted - every().keys())
    if strange:
        raise SettingsError(
            f"--only names {', '.join(strange)}, which is no requirement. Ids look like SYN-05."
        )
    return wanted


def _played(named: Sequence[str]) -> frozenset[str]:
    from homeroom.certification.requirements.reading import every  # noqa: PLC0415

    wanted = frozenset(one.upper() for one in named)
    strange = sorted(wanted - {name for row in every().values() for name in row.scenarios})
    if strange:
        raise SettingsError(
            f"--scenario names {', '.join(strange)}, which is no scenario. Names look like SC-21;"
            " `homeroom certify explain SYN-04` lists those of a requirement."
        )
    return wanted


def _tell(document: dict[str, Any], output: Path) -> None:
    unseen = 0
    for row in [*document["results"], *document["invariants"]]:
        if row["verdict"] == "INCONCLUSIVE" and not row["outcomes"] and document.get("limited"):
            unseen += 1
        elif row["verdict"] in {"FAIL", "WARN", "INCONCLUSIVE"}:
            typer.echo(f"{row['verdict']:<13}{row['id']:<9}{one_line(row['why'])}")
            _tell_difference(row)
    if unseen:
        typer.echo(f"INCONCLUSIVE {unseen} that this limited run did not look at")
    for name, verdict in document["verdicts"].items():
        counted = ", ".join(f"{many} {word}" for word, many in verdict["counts"].items())
        partly = " (limited run)" if verdict.get("is_partial") else ""
        typer.echo(f"{verdict['verdict']:<13}{name}{partly}: {counted}")
    if limits := document.get("limited"):
        typer.echo(f"This run was limited: {one_line('; '.join(limits))}.")
    typer.echo(f"The report is in {output}/report.html")


def _tell_difference(row: dict[str, Any]) -> None:
    """Show the first thing that differs: often it is enough, without opening the report."""
    worst = [one for one in row["outcomes"] if one["verdict"] == row["verdict"]]
    found = [(one["step"], difference) for one in worst for difference in one["differences"]]
    if found:
        step, first = found[0]
        told = f"{first['what']}: expected {first['expected']!r}, found {first['found']!r}"
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        typer.echo(f"{'':<22}{one_line(f'after {step}: {told}{more}')[:200]}")


def _seal(finished: "Finished", manifest: str) -> None:
    """Seal the run, so that it can be submitted; a hub without certification takes none."""
    from homeroom.certification.harness.channels.submitting import Submitting  # noqa: PLC0415
    from homeroom.certification.harness.errors import UndecidedError  # noqa: PLC0415

    trial = finished.trial
    if not trial.application.client_secret:
        typer.echo("Without the client secret this run cannot be submitted.", err=True)
        return
    try:
        with closing(Submitting(trial.application)) as hub:
            hub.seal(finished.run, manifest)
    except UndecidedError as reason:
        typer.echo(f"This run cannot be submitted: {one_line(reason.message)}", err=True)
