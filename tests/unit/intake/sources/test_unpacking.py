"""A zip from outside cannot do harm (district.md 6, step 1)."""

import stat
import zipfile
from pathlib import Path

import pytest

from homeroom.foundation.errors import UnreadableSourceError
from homeroom.intake.sources import unpacking
from homeroom.intake.sources.received import from_zip
from homeroom.intake.sources.unpacking import Limits, unpack


def a_zip(folder: Path, files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "sent.zip"
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def refused(path: Path, to: Path) -> str:
    with pytest.raises(UnreadableSourceError) as refusal:
        from_zip(path, to)
    assert refusal.value.code == "zip_refused"
    return refusal.value.message


def test_files_come_out_under_their_names(tmp_path: Path) -> None:
    files = {"schools.csv": b"a", "extensionfields/students_ext.csv": b"bb"}

    received = from_zip(a_zip(tmp_path, files), tmp_path / "to")

    assert {n: f.path.read_bytes() for n, f in received.files.items()} == files
    assert not received.problems


@pytest.mark.parametrize(
    "name", ["/etc/x.csv", "../x.csv", "a/../../x.csv", "a\\..\\x.csv", "C:/x.csv"]
)
def test_a_name_that_leads_out_refuses_the_zip(tmp_path: Path, name: str) -> None:
    assert "leads out of the zip" in refused(a_zip(tmp_path, {name: b"a"}), tmp_path / "to")
    assert not list(tmp_path.rglob("x.csv"))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_device_refuses_the_zip(tmp_path: Path, kind: int) -> None:
    path = tmp_path / "sent.zip"
    entry = zipfile.ZipInfo("schools.csv")
    entry.external_attr = (kind | 0o644) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")

    assert "link" in refused(path, tmp_path / "to")


def test_too_many_files_refuse_the_zip(tmp_path: Path) -> None:
    allowed = {f"{number}.csv": b"a" for number in range(unpacking.MAX_FILES)}

    assert len(from_zip(a_zip(tmp_path, allowed), tmp_path / "to").files) == unpacking.MAX_FILES
    assert "at most 64" in refused(a_zip(tmp_path, allowed | {"x.csv": b""}), tmp_path / "to2")


def test_the_hub_may_be_told_to_take_fewer_or_more_files(tmp_path: Path) -> None:
    sent = {f"{number}.csv": b"a" for number in range(unpacking.MAX_FILES + 1)}
    path = a_zip(tmp_path, sent)

    assert set(unpack(path, tmp_path / "to", Limits(files=len(sent))).files) == set(sent)
    with pytest.raises(UnreadableSourceError, match="at most 3"):
        unpack(path, tmp_path / "to2", Limits(files=3))


def test_a_zip_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"schools.csv": b"0" * 40_000_000})

    assert "100 times" in refused(path, tmp_path / "to")
    written = sum(file.stat().st_size for file in (tmp_path / "to").iterdir())
    assert written <= path.stat().st_size * unpacking.MAX_RATIO


def test_a_size_that_the_zip_states_falsely_does_not_help_it(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"schools.csv": b"0" * 4_000_000})
    content = path.read_bytes()
    path.write_bytes(content.replace((4_000_000).to_bytes(4, "little"), b"\x05\0\0\0"))

    refused(path, tmp_path / "to")


def test_the_bytes_are_counted_over_all_files(tmp_path: Path) -> None:
    half = {"a.csv": b"x" * 60, "b.csv": b"y" * 60}
    packed = a_zip(tmp_path, half, zipfile.ZIP_STORED)

    with pytest.raises(UnreadableSourceError, match="more than 100 bytes"):
        unpack(packed, tmp_path / "to", Limits(unpacked=100))


def test_a_single_folder_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    files = {
        "export/schools.csv": b"a",
        "export/extensionfields/schools_ext.csv": b"b",
        "__MACOSX/export/._schools.csv": b"c",
        "export/.DS_Store": b"d",
    }

    received = from_zip(a_zip(tmp_path, files), tmp_path / "to")

    assert set(received.files) == {"schools.csv", "extensionfields/schools_ext.csv"}
    assert [problem.code for problem in received.problems] == ["zip_folder"]


@pytest.mark.parametrize(
    ("prefix", "beside"),
    [
        ("export/", {"README.txt": b"hello"}),
        ("export/today/", {}),
        ("export\\", {"export\\": b""}),
    ],
)
def test_roster_files_are_found_in_the_folder_that_they_share(
    tmp_path: Path, prefix: str, beside: dict[str, bytes]
) -> None:
    files = {f"{prefix}schools.csv": b"a", f"{prefix}extensionfields/students_ext.csv": b"bb"}

    received = from_zip(a_zip(tmp_path, files | beside), tmp_path / "to")

    assert set(received.files) == {"schools.csv", "extensionfields/students_ext.csv"}
    assert "zip_folder" in [problem.code for problem in received.problems]


def test_folders_may_lie_as_deep_as_a_name_can_say(tmp_path: Path) -> None:
    deep = {f"{'a/' * 30_000}schools.csv": b"a", f"{'a/' * 30_000}custom/x.csv": b"b"}

    received = from_zip(a_zip(tmp_path, deep), tmp_path / "to")

    assert set(received.files) == {"schools.csv", "custom/x.csv"}


def test_what_a_mac_writes_beside_the_files_is_no_roster_file(tmp_path: Path) -> None:
    files = {"schools.csv": b"a", "._schools.csv": b"\0", "__MACOSX/._schools.csv": b"\0"}

    received = from_zip(a_zip(tmp_path, files), tmp_path / "to")

    assert set(received.files) == {"schools.csv"}
    assert not received.problems


def test_a_known_place_is_no_folder_to_pass_over(tmp_path: Path) -> None:
    received = from_zip(a_zip(tmp_path, {"customsections/sections.csv": b"a"}), tmp_path / "to")

    assert set(received.files) == {"customsections/sections.csv"}


def test_other_files_and_repeated_ones_are_named(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"schools.csv": b"first", "readme.pdf": b"x"})
    with (
        zipfile.ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("schools.csv", b"second")

    received = from_zip(path, tmp_path / "to")

    assert received.files["schools.csv"].path.read_bytes() == b"first"
    assert [(p.code, p.file) for p in received.problems] == [
        ("file_twice", "schools.csv"),
        ("file_unknown", "readme.pdf"),
    ]


def test_a_damaged_zip_is_refused_wherever_the_damage_is(tmp_path: Path) -> None:
    content = a_zip(tmp_path, {"schools.csv": bytes(range(256)) * 4}).read_bytes()
    damaged = tmp_path / "damaged.zip"
    survived = 0
    for place in range(0, len(content), 3):
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            from_zip(damaged, tmp_path / f"to{place}")
            survived += 1
        except UnreadableSourceError:
            pass
    # Some bytes, such as dates, may be anything.
    assert survived < len(content) // 6


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"schools.csv": b"a"}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + offset] |= 1
    path.write_bytes(content)

    assert "password" in refused(path, tmp_path / "to")


def test_an_unusual_packing_is_refused(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"schools.csv": b"a"}, zipfile.ZIP_LZMA)

    assert "method" in refused(path, tmp_path / "to")


@pytest.mark.parametrize(
    "names", [("[Content_Types].xml", "xl/workbook.xml"), ("mimetype", "content.xml")]
)
def test_a_spreadsheet_is_a_zip_that_is_refused_by_name(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    path = tmp_path / "students.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")

    with pytest.raises(UnreadableSourceError, match="is a spreadsheet"):
        unpack(path, tmp_path / "out")
