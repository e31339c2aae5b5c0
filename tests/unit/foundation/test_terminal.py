import json

from homeroom.foundation.terminal import json_safe, one_line, some_lines

SAID = "A\x1b[31mda\x9b2J\r\nVance\u202e \u6771\u4eac \xe9\n"


def test_a_line_shows_every_control_character() -> None:
    assert "A\\x1b[31mda\\x9b2J\\r\\nVance\\u202e \u6771\u4eac \xe9\\n" == one_line(SAID)


def test_lines_keep_their_ends_only() -> None:
    assert "A\\x1b[31mda\\x9b2J\\r\nVance\\u202e \u6771\u4eac \xe9\n" == some_lines(SAID)


def test_half_a_character_can_be_printed() -> None:
    assert "\\ud800" == one_line("\ud800")


def test_json_means_the_same_and_obeys_nothing() -> None:
    text = json_safe(json.dumps({"name": SAID}, ensure_ascii=False, indent=2))
    assert {"name": SAID} == json.loads(text)
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
    assert "\u6771\u4eac" in text
