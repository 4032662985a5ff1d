"""Countries and regions (国家/地区) by the organiser's reviewed table, the only source of their names."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.core.errors import Invalid
from app.core.text import Text
from app.core.verdict import _, need

TABLE = Path(__file__).with_name("regions.toml")
MAINLAND = "CN"
OTHER_REGIONS_OF_CHINA = frozenset({"HK", "MO", "TW"})


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: Text
    overseas: bool
    """Whether figures called "overseas" count it; `OVERSEAS_NOTE` says how the table reads that word."""


def read_regions(table: Mapping[str, Any]) -> Mapping[str, Region]:
    home = (
        {MAINLAND}
        if table["overseas"]["counts_hong_kong_macao_taiwan"]
        else {MAINLAND} | OTHER_REGIONS_OF_CHINA
    )
    regions = (Region(code, Text(**names), code not in home) for code, names in table["regions"].items())
    return MappingProxyType({region.code: region for region in regions})


def read_note(table: Mapping[str, Any]) -> Text:
    overseas = table["overseas"]
    return Text(**overseas["note"]["counted" if overseas["counts_hong_kong_macao_taiwan"] else "not_counted"])


_table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
REGIONS: Mapping[str, Region] = read_regions(_table)
OVERSEAS_NOTE: Text = read_note(_table)


def region(code: str) -> Region:
    """The region with this code; a code that is not in the table is input that cannot stand."""
    found = REGIONS.get(code)
    if found is None:
        raise Invalid(
            {"region": need(False, _("“%(code)s” is not in the table of countries and regions."), code=code)}
        )
    return found


@cache
def in_order(language: str) -> tuple[Region, ...]:
    """As a reader of "zh" or "en" looks for them: by pinyin, or by letters whatever their accents."""
    return tuple(sorted(REGIONS.values(), key=lambda place: _reading(getattr(place.name, language))))


def _reading(name: str) -> str:
    from pypinyin import lazy_pinyin

    letters = unicodedata.normalize("NFD", " ".join(lazy_pinyin(name)))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
