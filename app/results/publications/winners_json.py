"""The JSON of the winners that is published and hashed: the CSV, the spreadsheet and the page are made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.regions import region
from app.entries.models import Candidacy, Entry
from app.programmes.rulebook import RuleBook, Tier
from app.results.models import Prize, PrizeList

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What a list names and may not be published: struck candidacies, and entries without consent to publication."""

    struck: frozenset[int] = field(default_factory=frozenset)
    unconsented: frozenset[int] = field(default_factory=frozenset)

    def why(self, prize: Prize, book: RuleBook) -> str:
        """Why the place of this prize is published as vacant; "" where it is not."""
        if prize.candidacy_id in self.struck:
            return "struck"
        lacking = prize.candidacy.entry_id in self.unconsented
        return "no_consent" if lacking and book.without_consent == "place_vacant" else ""


NOTHING = KeptBack()
NAMELESS = {"zh": "（名称不公布）", "en": "(name withheld)"}


def build(
    prize_list: PrizeList, prizes: Sequence[Prize], *, published_at: datetime, kept_back: KeptBack = NOTHING
) -> Part:
    """The document of one prize list. `prizes` come with candidacy, entry, applicant and track at hand."""
    given = [prize for prize in prizes if not kept_back.why(prize, prize_list.rulebook_version.rulebook)]
    vacated = [prize for prize in prizes if prize not in given]
    version, book = prize_list.rulebook_version, prize_list.rulebook_version.rulebook
    return {
        "programme": book.programme,
        "year": book.year,
        "name": _both(book.name),
        "demonstration": book.demonstration or prize_list.edition.demonstration,
        "rulebook_sha256": version.sha256,
        "published_at": published_at.isoformat().replace("+00:00", "Z"),
        "tracks": [{"code": t.code, "name": _both(t.name)} for d in book.directions for t in d.tracks],
        "prizes": [
            _prize(prize, book, nameless=nameless)
            for nameless, prize in sorted(
                ((prize.candidacy.entry_id in kept_back.unconsented, prize) for prize in given),
                key=lambda pair: _place(pair[1], book, nameless=pair[0]),
            )
        ],
        "vacancies": [*_vacancies(prize_list, book), *_vacated(vacated, book, kept_back)],
    }


def _vacancies(prize_list: PrizeList, book: RuleBook) -> list[Part]:
    """Why is said only where it is not that nobody reached the place."""
    return [
        {"tier": v.tier, "direction": v.direction_code, "track": v.track.code if v.track else None}
        | ({"why": "struck"} if v.reason["code"] == "vacant_struck" else {})
        for v in prize_list.vacancies
        if tiers(book)[v.direction_code, v.tier][1].shows_vacancies
        for _place_left_empty in range(v.places)
    ]


def _vacated(prizes: Sequence[Prize], book: RuleBook, kept_back: KeptBack) -> list[Part]:
    """Places of what may not be published at all, where the tier shows which of its places are vacant."""
    found = []
    for prize in sorted(prizes, key=lambda prize: prize.position):
        direction, track = prize.candidacy.entry.direction.code, prize.candidacy.track.code
        tier = tiers(book)[direction, prize.tier][1]
        if tier.shows_vacancies and tier.places is not None:
            where = track if tier.scope == "track" else None
            why = kept_back.why(prize, book)
            found.append({"tier": prize.tier, "direction": direction, "track": where, "why": why})
    return found


def as_text(document: Mapping[str, Any]) -> str:
    """The bytes that are published and hashed: one way of writing, keys in the order given."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def tiers(book: RuleBook) -> dict[tuple[str, str], tuple[int, Tier]]:
    """(direction, tier) to its place in the book and its rules."""
    pairs = [(d.code, tier) for d in book.directions for tier in d.prizes]
    return {(direction, tier.code): (place, tier) for place, (direction, tier) in enumerate(pairs)}


def _place(prize: Prize, book: RuleBook, *, nameless: bool = False) -> tuple[int, int, Any, str]:
    """Tier, then track, then as the rule-book publishes: by rank, or by name so that no rank shows.

    Among names, whoever has none to show comes last: a place in the alphabet says something of a name.
    """
    candidacy, entry = prize.candidacy, prize.candidacy.entry
    tier_place, tier = tiers(book)[entry.direction.code, prize.tier]
    track_place = candidacy.track.position if tier.scope == "track" else 0
    by_name = (nameless, "" if nameless else _sort_key(candidacy))
    by = prize.position if book.publication_order == "rank" else by_name
    return tier_place, track_place, by, str(entry.number)


def _sort_key(candidacy: Candidacy) -> str:
    applicant = candidacy.entry.organisation or candidacy.entry.person
    return applicant.sort_key if applicant else ""


def _prize(prize: Prize, book: RuleBook, *, nameless: bool) -> Part:
    candidacy, entry = prize.candidacy, prize.candidacy.entry
    _where, tier = tiers(book)[entry.direction.code, prize.tier]
    return {
        "tier": prize.tier,
        "tier_name": _both(tier.name),
        "direction": entry.direction.code,
        "track": candidacy.track.code,
        "entry": (_nameless if nameless else _named)(entry)
        | {"country_region": _region(entry.country_region)},
        "score": f"{prize.score // 100}.{prize.score % 100:02d}"
        if book.publish_scores and prize.score is not None
        else None,
    }


def _named(entry: Entry) -> Part:
    return {
        "number": entry.number,
        "title": {"zh": entry.title_zh, "en": entry.title_en},
        "organisation": entry.organisation.name if entry.organisation else None,
        "person": {"zh": entry.person.name_zh, "en": entry.person.name_latin} if entry.person else None,
    }


def _nameless(_entry: Entry) -> Part:
    """Neither the number, which earlier lists may name."""
    return {"number": None, "title": dict(NAMELESS), "organisation": None, "person": None}


def _region(code: str) -> Part:
    place = region(code)
    return {"code": place.code, **_both(place.name)}


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
