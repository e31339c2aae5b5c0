r"""The source of Lantern Ridge ISD: blocks of text, one kind of record each.

First line: the names of the columns. A cell of `-` is there and empty; `\u00eb` is that character;
`rep("x",n)` is x, n times; `@lr` at the end is the district's domain. Cells keep their blanks.
"""

import json
import re
from functools import cache
from importlib import resources
from typing import Final

DOMAIN: Final = "lanternridge.example"

_REPEATED: Final = re.compile(r'rep\("(.*)",(\d+)\)')
_DOMAIN_MARK: Final = re.compile(r"@lr(?=\s*$)")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a block, with every cell as the text that it stands for."""
    text = resources.files(__name__).joinpath(f"{name}.txt").read_text("utf-8")
    header, *lines = text.split("\n")
    columns = header.split("|")
    return tuple(
        dict(zip(columns, map(cell, line.split("|")), strict=True)) for line in lines if line
    )


def cell(text: str) -> str:
    """Return what a cell stands for."""
    if text == "-":
        return ""
    if repeated := _REPEATED.fullmatch(text):
        return repeated[1] * int(repeated[2])
    if "\\u" in text:
        text = json.loads(f'"{text.replace(chr(34), chr(92) + chr(34))}"')
    return _DOMAIN_MARK.sub(f"@{DOMAIN}", text)
