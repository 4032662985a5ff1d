"""What a cell of an XLSX file shows: its value in its number format, as far as it can be repeated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from scoring.outside.tables.grid import Unreadable

BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)], "d"),
}
"""The formats that have a number and no text; those not shown_as show the number as it is."""
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
PADDED = re.compile(r"0{2,}")
LONGEST_NUMBER = 10**15
"""The first number that has 16 digits."""
AS_TEXT = "format the column as text before typing"


@dataclass(frozen=True)
class Shown:
    """The number format of each style, the texts that cells refer to, and where dates begin."""

    formats: Sequence[str]
    texts: Sequence[str]
    since_1904: bool = False


def name_of(node: Element) -> str:
    """An element's name without its namespace."""
    return node.tag.rpartition("}")[2]


def text_of(node: Element) -> str:
    """The text of a string in pieces, without the readings that stand above its characters."""
    parts: list[str] = []
    for child in node:
        if name_of(child) == "t":
            parts.append(child.text or "")
        elif name_of(child) == "r":
            parts += [piece.text or "" for piece in child if name_of(piece) == "t"]
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(parts))


def formats_of(part: str | None, opened: Callable[[str], IO[bytes]]) -> list[str]:
    """For each style of the workbook the text of its number format; empty where there is none."""
    if part is None:
        return []
    texts: dict[int, str] = dict(BUILT_IN)
    found: list[str] = []
    inside = False
    with opened(part) as stream:
        for event, node in iterparse(stream, ("start", "end")):
            name = name_of(node)
            if name == "cellXfs":
                inside = event == "start"
            elif event == "end" and name == "numFmt":
                texts[int(node.get("numFmtId", "0"))] = node.get("formatCode", "")
            elif event == "end" and name == "xf" and inside:
                found.append(texts.get(int(node.get("numFmtId", "0")), ""))
    return found


def shown(cell: Element, style: Shown) -> str:
    """The text of a cell; Unreadable where the file does not hold what the spreadsheet shows."""
    kind, parts = cell.get("t", "n"), {name_of(child): child for child in cell}
    value = parts["v"].text if "v" in parts else None
    if kind == "inlineStr":
        return text_of(parts["is"]) if "is" in parts else ""
    if "f" in parts and not value and kind != "str":
        return Unreadable(
            "=", "it holds a formula whose value is not stored; open the file in a spreadsheet and save it"
        )
    if value is None:
        return ""
    return _of_kind(kind, value, style=style, number=int(cell.get("s", "0")))


def _of_kind(kind: str, value: str, *, style: Shown, number: int) -> str:
    if kind == "s":
        return style.texts[int(value)]
    if kind == "str":
        return value
    if kind == "b":
        shown_as = "TRUE" if value.strip() in ("1", "true") else "FALSE"
        return Unreadable(shown_as, f"{shown_as} is no score and no name; write it as text or as a number")
    if kind == "e":
        return Unreadable(value, f"{value} is an error of a formula; mend it")
    if kind == "d":
        return _date(value)
    return _number(value, style.formats[number] if number < len(style.formats) else "")


def _number(value: str, form: str) -> str:
    number = float(value)
    code = LITERAL.sub("", form.partition(";")[0])
    if re.search("[dmyhsDMYHS]", code) and "General" not in code:
        return _date(value)
    if "%" in code:
        return f"{_digits(Decimal(value) * 100)}%"
    whole = number.is_integer()
    if abs(number) >= LONGEST_NUMBER:
        why = f"a number of more than 15 digits has lost its last ones; {AS_TEXT}"
        return Unreadable(value, why)
    if whole and number >= 0 and PADDED.fullmatch(form):
        return f"{int(number):0{len(form)}d}"
    return str(int(number)) if whole else repr(number)


def _digits(number: Decimal) -> str:
    """As a spreadsheet has it, to 15 digits."""
    return f"{float(f'{number:.15g}'):.15g}"


def _date(value: str) -> str:
    return Unreadable(value, f"the spreadsheet has made a date of it; {AS_TEXT}")
