"""From TOML or a dict to a `Method`; every fault is named by its key, all of them at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from scoring.data.errors import MethodError, PrizeRuleError, WeightError
from scoring.data.exact import BASIS_POINTS
from scoring.data.labels import clean
from scoring.data.scales import Scale, share_a_scale
from scoring.decide.method.section import Section
from scoring.decide.prizes import Caps, Collection, TierRule
from scoring.decide.prizes.rules import CapMethod, Rules, Scope, TiePolicy, WinnersIn
from scoring.decide.scores import METHODS, TRIMMING, Level
from scoring.decide.scores import Method as Averaging

PREFIXES = ("criterion:", "column:")


@dataclass(frozen=True)
class Criterion:
    """`weight` in basis points, a share of the total; on its `scale` scores are checked, and weighed.

    Criteria of one scale give a score on that scale; those of different scales are each put on 0 to 100.
    """

    name: str
    weight: int
    scale: Scale | None = None


@dataclass(frozen=True)
class Method:
    """A whole method; `source` is the mapping it was read from, which a bundle keeps."""

    criteria: tuple[Criterion, ...]
    average: Averaging = "mean"
    trim: tuple[int, int] = (1, 1)
    trim_level: Level = "total"
    min_judges: int | None = None
    ties: TiePolicy = "break"
    chain: tuple[str, ...] = ()
    tiers: tuple[TierRule, ...] = ()
    caps: Caps = field(default_factory=Caps)
    collected: Collection | None = None
    source: dict[str, Any] | None = None

    @property
    def weights(self) -> dict[str, int]:
        return {criterion.name: criterion.weight for criterion in self.criteria}

    @property
    def scales(self) -> dict[str, Scale]:
        return {c.name: c.scale for c in self.criteria if c.scale is not None}


KEYS = ("mean", "median", "first_places", "spread")


def read(path: str | Path) -> Method:
    """A method file in TOML."""
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise MethodError(f"{path} is no TOML file: {fault}") from None
    return from_dict(content)


def from_dict(content: Mapping[str, Any]) -> Method:
    """A method from nested mappings of the same shape as the file.

    Raises MethodError with one line for every fault, each led by its key.
    """
    parser = _Parser()
    method = parser.method(content)
    if parser.faults:
        raise MethodError("the method cannot be used:\n  " + "\n  ".join(parser.faults))
    return method


class _Parser:
    """Reads key by key; a fault is noted, and something harmless stands in until all are found."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def method(self, content: Mapping[str, Any]) -> Method:
        top = Section(self.faults, "", content)
        criteria = self._criteria(top)
        tiers = tuple(self._tier(tier) for tier in top.sections("prizes"))
        self._check_tiers(tiers)
        method = Method(
            criteria=criteria,
            **self._average(top.section("average")),
            **self._ties(top.section("ties"), [criterion.name for criterion in criteria]),
            tiers=tiers,
            caps=self._caps(top.section("caps")),
            collected=self._collected(top),
            source=dict(content),
        )
        top.close()
        return method

    def _average(self, section: Section) -> dict[str, Any]:
        kind = section.one_of("method", METHODS, "mean")
        trim = section.numbers("trim", (1, 1))
        least = section.number("min_judges", None)
        level = section.one_of("trim_level", get_args(Level), "total")
        self._check_average(kind, trim, least)
        section.close()
        return {"average": kind, "trim": trim, "trim_level": level, "min_judges": least}

    def _ties(self, section: Section, criteria: Sequence[str]) -> dict[str, Any]:
        chain = tuple(section.strings("chain"))
        self._check_chain(chain, criteria)
        policy = section.one_of("policy", get_args(TiePolicy), "break")
        section.close()
        return {"ties": policy, "chain": chain}

    def _criteria(self, top: Section) -> tuple[Criterion, ...]:
        sections = top.sections("criteria")
        if not sections:
            self.faults.append("criteria: name at least one, with its weight in basis points")
        criteria = tuple(self._criterion(section) for section in sections)
        total = sum(criterion.weight for criterion in criteria)
        if sections and total != BASIS_POINTS:
            self.faults.append(f"criteria: the weights sum to {total} basis points, not {BASIS_POINTS}")
        self._distinct("criteria", "name", [criterion.name for criterion in criteria])
        self._check_scales(criteria)
        return criteria

    def _check_scales(self, criteria: Sequence[Criterion]) -> None:
        scales = {criterion.name: criterion.scale for criterion in criteria if criterion.scale is not None}
        try:
            share_a_scale(scales, [criterion.name for criterion in criteria if criterion.weight])
        except WeightError as fault:
            self.faults.append(f"criteria: {fault}")

    def _criterion(self, section: Section) -> Criterion:
        criterion = Criterion(section.text("name"), section.count("weight"), section.scale("scale"))
        section.close()
        return criterion

    def _tier(self, section: Section) -> TierRule:
        tier = TierRule(
            section.text("code"),
            section.places("places"),
            section.one_of("scope", get_args(Scope), "track"),
            section.points("floor"),
            section.cap("cap_per_track"),
        )
        section.close()
        return tier

    def _caps(self, section: Section) -> Caps:
        caps = Caps(
            section.number("per_entry", 1) or None,
            section.number("per_organisation", None),
            section.one_of("scope", get_args(Scope), "direction"),
            section.one_of("method", get_args(CapMethod), "sequential"),
        )
        section.close()
        return caps

    def _collected(self, top: Section) -> Collection | None:
        section = top.section("collected")
        if not section.content:
            return None
        rule = Collection(
            section.text("code"),
            section.places("places"),
            section.one_of("scope", get_args(Scope), "direction"),
            section.points("floor"),
            section.one_of("winners", get_args(WinnersIn), "included"),
        )
        section.close()
        return rule

    def _check_average(self, kind: str, trim: tuple[int, ...], least: int | None) -> None:
        if len(trim) != 2 or any(cut < 0 for cut in trim) or (kind in TRIMMING and not sum(trim)):
            self.faults.append(f"average.trim: (lowest, highest) to drop, not {list(trim)}")
        elif least is not None and kind not in TRIMMING:
            self.faults.append(f"average.min_judges: {kind!r} never falls back; leave it out")
        elif least is not None and least <= sum(trim):
            self.faults.append(f"average.min_judges: {least} leaves nothing after dropping {sum(trim)}")

    def _check_tiers(self, tiers: tuple[TierRule, ...]) -> None:
        numbers = [number for tier in tiers for number in (tier.places, tier.cap_per_track)]
        named = {track for number in numbers if isinstance(number, dict) for track in number}
        try:
            Rules(tiers, tuple(named))
        except PrizeRuleError as fault:
            self.faults.append(f"prizes: {fault}")

    def _check_chain(self, chain: Sequence[str], criteria: Sequence[str]) -> None:
        for place, name in enumerate(chain):
            known = name in KEYS or name.startswith(PREFIXES)
            if not known:
                wanted = ", ".join((*KEYS, *(f"{prefix}NAME" for prefix in PREFIXES)))
                self.faults.append(f"ties.chain[{place}]: {name!r} is none of {wanted}")
            elif name.startswith(PREFIXES[0]) and clean(name.removeprefix(PREFIXES[0])) not in criteria:
                self.faults.append(f"ties.chain[{place}]: there is no such criterion as in {name!r}")
        self._distinct("ties.chain", "key", chain)

    def _distinct(self, where: str, noun: str, labels: Sequence[str]) -> None:
        twice = sorted({label for label in labels if labels.count(label) > 1})
        self.faults += [f"{where}: the {noun} {label!r} is there twice" for label in twice]
