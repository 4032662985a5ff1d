"""What may be stated about a table, so that nothing need be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from scoring.data.labels import clean
from scoring.data.scales import Scale, ScaleLike

Layout = Literal[
    "long", "reviews", "judges", "entries", "judges+criteria", "criteria+judges", "entries+criteria"
]
LAYOUTS: Mapping[Layout, str] = {
    "long": "a row a score",
    "reviews": "a row a review, a column a criterion",
    "judges": "a row an entry, a column a judge",
    "entries": "a row a judge, a column an entry",
    "judges+criteria": "a row an entry, the criteria below each judge",
    "criteria+judges": "a row an entry, the judges below each criterion",
    "entries+criteria": "a row a judge, the criteria below each entry",
}
assert set(LAYOUTS) == set(get_args(Layout))
Hidden = Literal["read", "skip"]
Source = Literal["hotcrp", "pretalx"]
SOURCES: tuple[Source, ...] = get_args(Source)
"""Programs whose review exports are known."""


@dataclass(frozen=True)
class Options:
    """See `scoring.read`, whose arguments these are."""

    sheet: str | int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    layout: Layout | None = None
    header: int | None = None
    criteria: tuple[str, ...] = ()
    scale: ScaleLike | Mapping[str, ScaleLike] | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    not_scored: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    hidden: Hidden | None = None
    fill_down: bool = False
    strict: bool = False
    source: Source | None = None

    def __post_init__(self) -> None:
        """Nothing stated is nothing, and what may be any iterable is a tuple."""
        columns = {clean(name): heading for name, heading in (self.columns or {}).items()}
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "values", dict(self.values or {}))
        for name in ("criteria", "not_scored", "ignore"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    def scale_of(self, criterion: str | None) -> Scale | None:
        """The scale stated for a criterion; None where there is none."""
        if self.scale is None:
            return None
        if not isinstance(self.scale, Mapping):
            return self.scale if isinstance(self.scale, Scale) else Scale.points(*self.scale)
        stated = {clean(name): one for name, one in self.scale.items()}
        one = stated.get(clean(criterion))
        return one if one is None or isinstance(one, Scale) else Scale.points(*one)
