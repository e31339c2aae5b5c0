"""What preflight lets through to the fast reader, also where a block ends."""

import io
import tracemalloc

import pytest

from homeroom.intake.reading.preflight import BLOCK, look

ROW = b"0001,section-17,0000007\n"


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n",
        b"a,b\r\n1,2\r\n",
        b"a,b\n1,2\r\n3,4",
        b'a,b\n"1","2"\n',
        b'"a","b"\r\n"1",""\r\n',
        b'\xef\xbb\xbf"a",b\n1,2\n',
        b'a,b\n"x, ""y""",2\n',
        b'a,b\n"""y""",2\n',
        b'a,b\n"1","2"',
        "a,b\né,2\n".encode(),
        b"a,b\n1,2\n\n\r\n\n",
    ],
)
def test_a_plain_rectangle_is_clean(content: bytes) -> None:
    findings = look(io.BytesIO(content))

    assert findings.is_readable
    assert findings.is_rectangle


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\r1,2\r",
        b"a,b\n1,2\r3,4\n",
        b"a,b\n1,2\n3,4\r",
        b"a,b\n1,\x00\n",
        "a,b\né,2\n".encode("cp1252"),
        "a,b\n1,2\n".encode("utf-16"),
        "a,b\n1,2\n".encode("utf-16-be"),
        b"a,b\n1,\xed\xa0\x80\n",
    ],
)
def test_what_needs_recoding_is_not_readable(content: bytes) -> None:
    assert not look(io.BytesIO(content)).is_readable


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1\n",
        b"a,b\n1,2,3\n",
        b"a,b\n1\n1,2,3\n",
        b"a,b\n\n1,2\n",
        b"\na,b\n1,2\n",
        b'a,b\n"1\n2",3\n',
        b'a,b\n"1,2\n',
        b'a,b\n"1,2\n3",4\n',
        b'a,b\n1"2,3\n',
        b'a,b\n"1"2,3\n',
        b'a,b\n1, "2"\n',
        b'a,b\n1,5\' 10"\n3,"x"\n"\n',
        b"a\n1\n",
    ],
)
def test_what_is_no_rectangle_goes_the_careful_way(content: bytes) -> None:
    findings = look(io.BytesIO(content))

    assert findings.is_readable
    assert not findings.is_rectangle


def test_a_block_may_end_anywhere() -> None:
    header = b"School_id,Section_id,Student_id\n"
    for pad in range(len(ROW) + 1):
        content = header + b"x" * pad + ROW * (2 * BLOCK // len(ROW) + 2)
        findings = look(io.BytesIO(content))
        assert findings.is_rectangle
        assert findings.lines == content.count(b"\n")


@pytest.mark.parametrize("fault", [b"\n", b"short\n", b'"\n', b"a,b,c\rd,e,f\n", b"a,b,\xff\n"])
def test_a_fault_far_down_is_found(fault: bytes) -> None:
    rows = ROW * (3 * BLOCK // len(ROW))
    findings = look(io.BytesIO(b"a,b,c\n" + rows + fault + ROW * 3))

    assert not (findings.is_readable and findings.is_rectangle)


def test_a_blank_line_between_two_blocks_is_found() -> None:
    rows = ROW * (BLOCK // len(ROW))
    for pad in range(3):
        content = b"a,b,c\n" + b"x" * (BLOCK - len(rows) - 6 + pad) + rows + b"\n" + ROW
        assert not look(io.BytesIO(content)).is_rectangle


def test_memory_stays_flat() -> None:
    content = io.BytesIO(b"a,b,c\n" + ROW * (16 * BLOCK // len(ROW)))
    tracemalloc.start()
    look(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 12 * BLOCK


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n",
        b"a,b\r\n1 x,2 y\r\n",
        b'a,b\n"1 x","2, y"\n',
        "a,b\nJos\u00e9 Mar\u00eda,\u00c5\n".encode(),
        b"a,b\n,\n",
        b"a,b c\n\n",
    ],
)
def test_where_no_value_has_a_blank_around_it_none_is_looked_for(content: bytes) -> None:
    assert not look(io.BytesIO(content)).has_blanks


@pytest.mark.parametrize("blank", [" ", "\t", "\x0b", "\x0c", "\x85", "\xa0", "\u2003", "\u3000"])
@pytest.mark.parametrize(
    "content",
    [
        "a,b\n~1,2\n",
        "a,b\n1~,2\n",
        "a,b\n1,~2\n",
        "a,b\n1,2~\n",
        "a,b\n1,2~\r\n3,4\r\n",
        "a,b\r\n1,2\r\n3,4~\r\n",
        "a,b\n1,2~",
        "~a,b\n1,2\n",
        'a,b\n"1~",2\n',
        'a,b\n"~1",2\n',
        'a,b\n1,"2, ""3"" ~"\r\n',
        "a,b\n~,2\n",
        "\ufeffa,b\n1,2~\n",
    ],
)
def test_a_blank_around_a_value_is_seen_wherever_it_stands(content: str, blank: str) -> None:
    findings = look(io.BytesIO(content.replace("~", blank).encode()))

    assert findings.is_rectangle
    assert findings.has_blanks


def test_a_blank_is_seen_behind_the_first_block() -> None:
    clean = b"a,b,c\n" + ROW * (BLOCK // len(ROW) + 1)
    assert not look(io.BytesIO(clean)).has_blanks
    assert look(io.BytesIO(clean + b"1, 2,3\n" + ROW)).has_blanks
