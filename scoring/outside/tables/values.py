"""What a cell of scores says: a number, that nothing was scored, or nothing that can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from scoring.data.errors import ScoringError
from scoring.data.exact import to_basis_points, to_hundredths
from scoring.data.labels import clean
from scoring.data.scales import Scale
from scoring.outside.tables.grid import Unreadable

ABSENT = (
    "- – — -- --- —— / \\ . n/a na nan #n/a none null nil not_scored not_rated unscored unrated "
    "abstain abstained abstention recused recusal recuse conflict coi conflict_of_interest absent did_not_score "
    "未评 未评分 未打分 未评审 未审 未参评 弃权 回避 利益回避 缺席 缺 缺考 缺评 弃评 不评 无 空 不适用 请假 暂无"
)
NOT_SCORED = frozenset(ABSENT.split())
"""Words for a score that was not given, beside the blank cell; a space is written as a stroke."""
BLANK = "blank"

WHOLE = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
ENDLESS = re.compile(r"[+-]?(?:inf|infinity)", re.IGNORECASE)
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]+)?")
COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
DOTTED = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
PERCENT = re.compile(r"(.+?) ?%")
CHOICE = re.compile(
    r"([+-]?[0-9]+(?:\.[0-9]+)?) ?(?:[.:)、,;=/\u2013\u2014-] ?|\()(?=[^\W\d_]).+|([0-9]+) - \w.*"
)
POINTS = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?(?:分|points?|pts?\.?)", re.IGNORECASE)
SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(?:/|of|out of) ?([0-9]+)")
MINUS = str.maketrans({"\u2212": "-", "\uff0d": "-", "\u2009": "", "\u202f": ""})


class Meaning(NamedTuple):
    """One of: a `number`, the `word` for what was not scored, or the `fault`.

    `percent` is a share of a scale in hundredths; `choice` the words that stand behind the number.
    """

    number: int | float | None = None
    word: str = ""
    fault: str = ""
    percent: Decimal | None = None
    choice: str = ""


class Values:
    """Reads cells; what a text says is worked out once."""

    def __init__(
        self, stated: Mapping[str, float], not_scored: Iterable[str] = (), decimal: str | None = None
    ) -> None:
        self.stated = {clean(text).casefold(): number for text, number in stated.items()}
        self.absent = NOT_SCORED | {clean(word).casefold().replace(" ", "_") for word in not_scored}
        self.decimal = decimal
        self.known: dict[str, Meaning] = {}
        self.commas: dict[str, set[str]] = {"decimals": set(), "thousands": set()}

    def of(self, cell: str) -> Meaning:
        if type(cell) is Unreadable:
            return Meaning(fault=cell.why)
        found = self.known.get(cell)
        if found is None:
            found = self.known[cell] = self._read(cell)
        return found

    def weight(self, cell: str) -> Meaning:
        """The weight of a review: 0.5, or 50% of a full one."""
        text = clean(cell)
        share = PERCENT.fullmatch(text)
        number = (share[1] if share else text).replace(",", ".")
        if type(cell) is Unreadable or not NUMBER.fullmatch(number):
            why = (
                cell.why if type(cell) is Unreadable else f"{cell!r} is no weight; write 0.5 for half of one"
            )
            return Meaning(fault=why)
        return _checked_weight(float(Decimal(number) / (100 if share else 1)))

    def _read(self, cell: str) -> Meaning:
        text = clean(cell.translate(MINUS))
        folded = text.casefold()
        if folded in self.stated:
            return _checked(self.stated[folded], cell)
        if not text:
            return Meaning(word=BLANK)
        if folded.replace(" ", "_") in self.absent:
            return Meaning(word=text)
        return self._number(text, cell)

    def _number(self, text: str, cell: str) -> Meaning:
        if percent := PERCENT.fullmatch(text):
            share = self._plain(percent[1], cell)
            return Meaning(percent=Decimal(str(share.number))) if share.number is not None else _odd(cell)
        if part := SHARE.fullmatch(text):
            return _share(Decimal(part[1]), Decimal(part[2]), cell)
        if points := POINTS.fullmatch(text):
            return self._plain(points[1], cell)
        if choice := CHOICE.fullmatch(text):
            return self._plain(choice[1] or choice[2], cell)._replace(choice=text)
        return self._plain(text, cell)

    def _plain(self, text: str, cell: str) -> Meaning:
        if WHOLE.fullmatch(text):
            return _checked(int(text) if len(text) < 18 else float(text), cell)
        if NUMBER.fullmatch(text) or ENDLESS.fullmatch(text):
            return _checked(float(text), cell)
        return self._with_commas(text, cell)

    def _with_commas(self, text: str, cell: str) -> Meaning:
        if self.decimal == "," and (COMMA.fullmatch(text) or DOTTED.fullmatch(text)):
            self.commas["decimals"].add(cell)
            return _checked(float(text.replace(".", "").replace(",", ".")), cell)
        if self.decimal == "." and THOUSANDS.fullmatch(text):
            self.commas["thousands"].add(cell)
            return _checked(_number(text.replace(",", "").replace(" ", "")), cell)
        if COMMA.fullmatch(text):
            asked = "state the mark of the decimals: --decimal ',' or --decimal '.'"
            return Meaning(fault=f"the comma of {cell!r} may stand before decimals or thousands; {asked}")
        return _odd(cell)


def decimal_mark(cells: Iterable[str], separator: str) -> str | None:
    """The mark of the decimals as the cells of scores themselves tell it; None where they do not.

    A comma where a number can only be read so, or none has a point and cells are not separated by commas.
    """
    texts = {clean(cell) for cell in set(cells) if "," in cell or "，" in cell or "." in cell or "．" in cell}
    commas = {text for text in texts if COMMA.fullmatch(text) and not THOUSANDS.fullmatch(text)}
    points = {text for text in texts if NUMBER.fullmatch(text) and "." in text}
    if commas or any(DOTTED.fullmatch(text) for text in texts):
        return None if points else ","
    return "." if points or separator != ";" else None


def of_scale(percent: Decimal, scale: Scale | None, cell: str) -> Meaning:
    """A share of a scale in points; refused where nobody could say of what."""
    if scale is None:
        return Meaning(fault=f"{cell!r} is a share of a scale that is not stated; state it (--scale 0:100)")
    if scale.low:
        why = "of a scale that does not begin at 0; write points, or state what it is (--value TEXT=POINTS)"
        return Meaning(fault=f"{cell!r} is a share {why}")
    points = percent * scale.high / 10_000
    return _checked(int(points) if points == points.to_integral_value() else float(points), cell)


def _share(part: Decimal, whole: Decimal, cell: str) -> Meaning:
    """8/10, as a share of whatever scale there is."""
    return Meaning(percent=100 * part / whole) if whole > 0 and part <= whole else _odd(cell)


def _number(text: str) -> int | float:
    return int(text) if WHOLE.fullmatch(text) else float(text)


def _checked(number: int | float, cell: str) -> Meaning:
    """The number, if it is one that a score can be."""
    try:
        to_hundredths([number], lambda _: {})
    except ScoringError as fault:
        return Meaning(
            fault=f"{fault.message} (the cell says {cell!r})" if str(number) != cell else fault.message
        )
    return Meaning(number=number)


def _checked_weight(number: float) -> Meaning:
    try:
        to_basis_points([number], lambda _: {})
    except ScoringError as fault:
        return Meaning(fault=fault.message)
    return Meaning(number=number)


def _odd(cell: str) -> Meaning:
    asked = "correct it, or state what it is (--value TEXT=POINTS, --not-scored TEXT)"
    return Meaning(fault=f"{cell!r} is no score; {asked}")
