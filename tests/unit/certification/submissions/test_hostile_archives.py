"""Archives that somebody made to break the hub, the reviewer's machine or her trust."""

import gzip
import io
import json
import tarfile
import time

import pytest

from homeroom.certification.submissions.running.archive import file_in, opened
from homeroom.foundation.errors import InvalidRequestError
from tests.unit.certification.submissions.archives import listed, packed

REPORT = json.dumps(
    {"run": "a", "suite": "1.0.0", "seed": "1", "types": [], "client_id": "c", "results": []}
).encode()


def an_archive(**files: bytes) -> bytes:
    return packed(files | {"manifest.json": listed(files)})


def with_member(member: tarfile.TarInfo, content: bytes = b"") -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        tar.addfile(member, io.BytesIO(content))
    return gzip.compress(plain.getvalue())


def refused(content: bytes, words: str) -> None:
    with pytest.raises(InvalidRequestError, match=words):
        opened(content)


def test_one_that_opens_into_far_too_much_is_refused_before_it_is_read() -> None:
    member = tarfile.TarInfo("shot.png")
    member.size = 300_000_000
    bomb = gzip.compress(member.tobuf() + bytes(210_000_000), 1)
    refused(bomb, "too large")


def test_a_report_that_is_too_large_is_refused() -> None:
    refused(an_archive(**{"report.json": b" " * 20_000_001}), "report.json is too large")


def test_a_sparse_file_that_claims_gigabytes_is_refused() -> None:
    member = tarfile.TarInfo("report.json")
    member.type, member.size = tarfile.GNUTYPE_SPARSE, 512
    head = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    head[386:410], head[483:495] = b"00000000000\0" + b"00000001000\0", b"77777777777\0"
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    refused(gzip.compress(bytes(head) + bytes(1536)), "more than plain files")


@pytest.mark.parametrize(
    "name",
    ["../report.json", "/etc/passwd", "a/../../b", "a\\b", "C:a", "a\nb", "x" * 300, "a//b"],
)
def test_a_name_that_leaves_the_folder_is_refused(name: str) -> None:
    refused(with_member(tarfile.TarInfo(name)), "leaves its folder|no gzipped tar")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_or_a_device_is_refused(kind: bytes) -> None:
    member = tarfile.TarInfo("shot.png")
    member.type, member.linkname = kind, "/etc/passwd"
    refused(with_member(member), "more than plain files")


def test_a_file_that_is_there_twice_is_refused() -> None:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for content in (b"one", REPORT):
            member = tarfile.TarInfo("report.json")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    refused(gzip.compress(plain.getvalue()), "report.json twice")


def test_headers_without_end_are_refused() -> None:
    member = tarfile.TarInfo("././@LongLink")
    member.type = tarfile.GNUTYPE_LONGNAME
    refused(gzip.compress(member.tobuf(tarfile.GNU_FORMAT) * 3000), "no gzipped tar")


@pytest.mark.parametrize(
    "kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK]
)
def test_a_header_that_would_take_the_hub_an_hour_to_read_is_refused_at_once(kind: bytes) -> None:
    member = tarfile.TarInfo("report.json")
    member.type, member.size = kind, 1 << 20
    member.name = "././@LongLink"
    head = member.tobuf(tarfile.USTAR_FORMAT)
    began = time.perf_counter()
    refused(gzip.compress(head + b"1" * member.size + bytes(1024)), "too much of a file")
    assert time.perf_counter() - began < 2


def test_a_report_that_is_nested_without_end_is_refused() -> None:
    deep = REPORT[:-1] + b', "answers": {"Q-Y01": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    refused(an_archive(**{"report.json": deep}), "report.json cannot be read")
    manifest = b'{"files": ' + b"[" * 100_000 + b"}"
    refused(packed({"manifest.json": manifest}), "manifest.json cannot be read")


def test_one_file_is_found_without_the_others() -> None:
    content = an_archive(**{"report.json": REPORT, "0001-a.png": b"a", "0002-b.txt": b"b"})
    assert b"b" == file_in(content, "0002-b.txt")
    assert file_in(content, "0003-c.txt") is None
