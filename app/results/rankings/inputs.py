"""What a ranking is made from, as one text under public names: whoever has it can rank again and hash again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import rfc8785

from app.entries.models import Candidacy
from app.judging.models import StageEntry
from app.programmes.models import Stage
from app.results.rankings.queries import ScoreRow

Inputs = Mapping[int, Mapping[str, Any]]
"""By stage entry id: its sheets, or its votes."""


def label_of(candidacy: Candidacy) -> str:
    """The same on every database: the entry's number and the slot of its candidacy."""
    return f"{candidacy.entry.number}/{candidacy.slot}"


def of_sheets(rows: Iterable[ScoreRow]) -> Inputs:
    """Each sheet as points by criterion. Judges have no name here, nor do sheets stand in an order of theirs."""
    sheets: dict[tuple[int, int], dict[str, str]] = {}
    for judge, entry, criterion, score in rows:
        sheets.setdefault((entry, judge), {})[criterion] = points(score)
    found: dict[int, list[dict[str, str]]] = {}
    for (entry, _judge), sheet in sheets.items():
        found.setdefault(entry, []).append(sheet)
    return {entry: {"sheets": sorted(own, key=rfc8785.dumps)} for entry, own in found.items()}


def of_votes(yes: Mapping[int, int], base: Mapping[int, int], entries: Iterable[int]) -> Inputs:
    return {entry: {"yes": yes.get(entry, 0), "base": base.get(entry, 0)} for entry in entries}


def as_text(
    stage: Stage,
    entries: Sequence[StageEntry],
    inputs: Inputs,
    *,
    chain: Mapping[str, Mapping[int, int]],
    rulebook_sha256: str,
    facts: Mapping[str, Any],
) -> str:
    """Canonical JSON (RFC 8785), candidacies by their names; links of the chain that read other stages as points."""
    earlier = {name: keys for name, keys in chain.items() if name.startswith("stage:")}
    ranked = [
        {
            "candidacy": label_of(row.candidacy),
            "track": row.candidacy.track.code,
            "earlier": {name: points(keys.get(row.id, 0)) for name, keys in earlier.items()},
            **inputs.get(row.id, {}),
        }
        for row in entries
    ]
    edition = stage.edition
    document = {
        "programme": edition.rulebook.programme,
        "year": edition.rulebook.year,
        "direction": stage.direction.code,
        "stage": stage.code,
        "rulebook_sha256": rulebook_sha256,
        **facts,
        "candidacies": sorted(ranked, key=lambda own: str(own["candidacy"])),
    }
    return rfc8785.dumps(document).decode()


def points(hundredths: int) -> str:
    """9050 as "90.50": exact, and no reader takes it for a binary fraction."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
