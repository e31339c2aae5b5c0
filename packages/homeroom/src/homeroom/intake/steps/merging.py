"""Side files laid over the main ones: extension fields and e-mail overrides (district.md 1.2, 1.4).

A value in the main file beats the side file's extension field; an e-mail override beats the main
file's address. A row that disappears from a side file takes its effect with it. A row that says
nothing of any record, or says it a second time, is left out and told of.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from homeroom.intake.problems import Problem, counted, file_problem, lines_listed
from homeroom.intake.tables import LINE

_EXTENSIONS: Final = {
    "extensionfields/schools_ext.csv": ("schools", "school_id"),
    "extensionfields/sections_ext.csv": ("sections", "section_id"),
    "extensionfields/students_ext.csv": ("students", "student_id"),
    "extensionfields/teachers_ext.csv": ("teachers", "teacher_id"),
    "extensionfields/staff_ext.csv": ("staff", "staff_id"),
}
_ADMINS: Final = "admins"
_EMAILS: Final = {
    "student_emails.csv": ("students", "student_id", "student_email"),
    "teacher_emails.csv": ("teachers", "teacher_id", "teacher_email"),
}


def checked(frames: Mapping[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    """The files, side files with the rows alone that count; and a problem for the others."""
    found = dict(frames)
    problems: list[Problem] = []
    sides = {name: (stem, key, "sis_id", "") for name, (stem, key) in _EXTENSIONS.items()}
    sides |= {name: (stem, key, key, "email") for name, (stem, key, _) in _EMAILS.items()}
    for name, (stem, key, column, value) in sides.items():
        main = frames.get(f"{stem}.csv", frames.get("admins.csv") if stem == "staff" else None)
        if name in frames and main is not None:
            side = _Side(name, frames[name], problems)
            for needed in filter(None, (column, value)):
                side.refuse(
                    pl.col(needed) == "",
                    "missing_required_field",
                    needed,
                    f"without {needed}",
                    f"Fill in {needed}, or leave the row out.",
                )
            side.refuse(
                ~pl.col(column).is_in(main[key].implode()),
                "side_row_unknown",
                column,
                f"with an id that is not in {stem}.csv",
                f"Correct the id, or add its row to {stem}.csv.",
            )
            side.refuse(
                ~pl.col(column).is_first_distinct(),
                "side_row_repeated",
                column,
                "with an id that is there already",
                "Send each id once; the first row is used.",
            )
            found[name] = side.frame
    return found, problems


def outdated(sent: Collection[str], read: Collection[str]) -> list[Problem]:
    """The warning that the old name of a file was sent though the new one is there."""
    if "admins.csv" not in sent or "staff.csv" not in read:
        return []
    text = "admins.csv is the old name of staff.csv, which is there too; admins.csv was left out."
    hint = "Put everybody into staff.csv, and remove admins.csv."
    return [file_problem("warning", "file_twice", "admins.csv", text, hint)]


def as_sent(problems: Iterable[Problem], frames: Collection[str]) -> Iterable[Problem]:
    """The problems of staff by the name of the file in which they came."""
    for problem in problems:
        if problem.file == "staff.csv" and _ADMINS in frames:
            text = problem.text.replace("staff.csv", "admins.csv", 1)
            yield replace(problem, file="admins.csv", text=text)
        else:
            yield problem


@dataclass
class _Side:
    """One side file, row by row judged."""

    file: str
    frame: pl.DataFrame
    problems: list[Problem]

    def refuse(self, wrong: pl.Expr, code: str, column: str, what: str, hint: str) -> None:
        """Leave such rows out; one problem names their lines."""
        left = self.frame.filter(wrong)
        if left.is_empty():
            return
        lines = left[LINE].to_list()
        text = (
            f"{self.file} has {counted(len(lines), 'row')} {what}; left out: {lines_listed(lines)}."
        )
        shown = str(left[column][0])
        self.problems.append(
            file_problem(
                "row_error", code, self.file, text, hint, line=lines[0], field=column, value=shown
            )
        )
        self.frame = self.frame.filter(~wrong)


def merged(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the main files by their stem, with the side files laid over them."""
    main = {
        name.removesuffix(".csv"): frame
        for name, frame in frames.items()
        if name not in _EXTENSIONS and name not in _EMAILS
    }
    if "staff" in main:
        main.pop(_ADMINS, None)
    elif _ADMINS in main:
        main["staff"] = main[_ADMINS]  # and stays, to say by which name they came
    for name, (stem, key) in _EXTENSIONS.items():
        if name in frames and stem in main:
            main[stem] = _extended(main[stem], key, frames[name])
    for name, (stem, key, email) in _EMAILS.items():
        if name in frames and stem in main:
            main[stem] = _readdressed(main[stem], key, email, frames[name])
    return main


def _extended(frame: pl.DataFrame, key: str, side: pl.DataFrame) -> pl.DataFrame:
    extra = side.drop(LINE).unique("sis_id", keep="first").rename({"sis_id": key})
    both = [name for name in extra.columns if name in frame.columns and name != key]
    # No column of a file begins like this, whatever a district calls its own.
    extra = extra.rename({name: f"side {name}" for name in both})
    joined = frame.join(extra, on=key, how="left", maintain_order="left")
    for own in both:
        chosen = pl.when(pl.col(own) != "").then(pl.col(own)).otherwise(pl.col(f"side {own}"))
        joined = joined.with_columns(chosen.alias(own)).drop(f"side {own}")
    return joined


def _readdressed(frame: pl.DataFrame, key: str, email: str, side: pl.DataFrame) -> pl.DataFrame:
    given = side.unique(key, keep="first").select(key, pl.col("email").alias("override"))
    joined = frame.join(given, on=key, how="left", maintain_order="left")
    if email not in frame.columns:
        joined = joined.with_columns(pl.lit("").alias(email))
    return joined.with_columns(pl.coalesce("override", email).alias(email)).drop("override")
