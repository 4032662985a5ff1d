"""A result bundle: everything a result was computed from, the result, and a hash of both.

The bundle is one JSON document. Whoever has it can compute the result again with
`python -m scoring verify`, without the application that made it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring import __version__
from scoring.data.errors import BundleError
from scoring.data.exact import BASIS_POINTS
from scoring.data.table import ScoreTable
from scoring.decide.method import Entrant, Method, Ranking, award, from_dict
from scoring.decide.prizes import AwardList, Decision, Draw
from scoring.decide.prizes.result import Award, Displaced, Outcome

FORMAT = "scoring-bundle/1"
INPUTS = ("method", "scores", "entrants", "decisions", "draw")
PARTS = ("format", "version", *INPUTS, "result", "sha256")


@dataclass(frozen=True)
class Bundle:
    """`document` is the JSON content; it is not to be changed."""

    document: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The hash of the inputs and the result together."""
        return digest({key: value for key, value in self.document.items() if key != "sha256"})


@dataclass(frozen=True)
class Verification:
    """`faults` is empty where the bundle is whole and its result follows from its inputs."""

    faults: tuple[str, ...]
    sha256: str

    @property
    def ok(self) -> bool:
        return not self.faults


def build(
    table: ScoreTable,
    method: Method,
    entrants: Sequence[Entrant] = (),
    *,
    decisions: Sequence[Decision] = (),
    draw: Draw | None = None,
) -> Bundle:
    """Compute the result and put it together with its inputs, rows sorted."""
    if method.source is None:
        raise BundleError("the method was not read from a file or dict; a bundle keeps its source")
    inputs = {
        "method": method.source,
        "scores": _scores(table),
        "entrants": [_entrant(entrant) for entrant in sorted(entrants, key=lambda one: one.entry)],
        "decisions": [asdict(decision) for decision in decisions],
        "draw": None if draw is None else {**asdict(draw), "seed": draw.seed.hex()},
    }
    result = _result(*award(table, method, entrants, decisions=decisions, draw=draw))
    document = _plain({"format": FORMAT, "version": __version__, **inputs, "result": result})
    return Bundle({**document, "sha256": digest(document)})


def write(bundle: Bundle, path: str | Path) -> None:
    text = json.dumps(bundle.document, ensure_ascii=False, sort_keys=True, indent=1)
    Path(path).write_text(text + "\n", encoding="utf-8")


def read(path: str | Path) -> Bundle:
    """A bundle from its file; raises BundleError where it is no bundle of this format."""
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as fault:
        raise BundleError(f"{path} is no JSON document: {fault}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BundleError(f"{path} is no bundle of the format {FORMAT}")
    missing = [part for part in PARTS if part not in document]
    if missing:
        raise BundleError(f"{path} lacks {', '.join(missing)}; get a whole copy")
    return Bundle(document)


def verify(bundle: Bundle) -> Verification:
    """Whether the hash fits the content, and the result follows from the inputs by this package."""
    faults: list[str] = []
    stated = bundle.document["sha256"]
    if stated != bundle.sha256:
        faults.append(f"the content has the hash {bundle.sha256}, the bundle states {stated}")
    try:
        again = _computed_again(bundle.document)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        faults.append(f"the inputs lead to no result: {fault}")
    else:
        found = list(_differences(bundle.document["result"], again.document["result"], "result"))
        faults += found[:10]
    return Verification(tuple(faults), bundle.sha256)


def digest(value: Any) -> str:
    """SHA-256 of the value as JSON with sorted keys, without spaces, in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _computed_again(document: Mapping[str, Any]) -> Bundle:
    draw = document["draw"]
    return build(
        table_of(document["scores"]),
        from_dict(document["method"]),
        [_entrant_of(one) for one in document["entrants"]],
        decisions=[Decision(tuple(one["order"]), one["by"]) for one in document["decisions"]],
        draw=draw and Draw(bytes.fromhex(draw["seed"]), draw["commitment"], draw["purpose"]),
    )


def table_of(rows: Sequence[Sequence[Any]]) -> ScoreTable:
    """The score table that the rows of a bundle stand for."""
    judge, entry, criterion, score, weight = zip(*rows, strict=True) if rows else ((),) * 5
    weights = None if None in weight else [Fraction(one, BASIS_POINTS) for one in weight]
    return ScoreTable.from_columns(
        judge=judge, entry=entry, criterion=criterion, score=score, weight=weights, unit="hundredths"
    )


def _scores(table: ScoreTable) -> list[list[Any]]:
    """Rows [judge, entry, criterion, hundredths, basis points or null], by entry, judge, criterion."""
    order = table.groups.order.tolist()
    weight = [None] * len(table) if table.weight is None else table.weight.tolist()
    score = table.score.tolist()
    return [[*table.labels_at(row), score[row], weight[row]] for row in order]


def _entrant(entrant: Entrant) -> dict[str, Any]:
    return {**asdict(entrant), "columns": dict(entrant.columns)}


def _entrant_of(content: Mapping[str, Any]) -> Entrant:
    organisation = content["organisation"]
    columns = {name: _inexact(value) for name, value in content["columns"].items()}
    firms = tuple(organisation) if isinstance(organisation, list) else organisation
    return Entrant(**{**content, "organisation": firms, "columns": columns})


def _result(ranking: Ranking, awards: AwardList) -> dict[str, Any]:
    scores = ranking.scores
    rows = zip(
        scores.entries, scores.hundredths.tolist(), scores.n_judges.tolist(), scores.fell_back, strict=True
    )
    return {
        "ranking": [
            {
                "entry": entry,
                "track": ranking.tracks[entry],
                "rank": ranking.places[entry],
                "hundredths": hundredths,
                "judges": judges,
                "fell_back": bool(fell),
            }
            for entry, hundredths, judges, fell in rows
        ],
        "winners": [_outcome(award) for award in awards.winners],
        "collected": [_outcome(award) for award in awards.collected],
        "displaced": [_outcome(item) for item in awards.displaced],
        "vacancies": [
            {"tier": v.tier, "unit": v.unit, "reason": v.reason.code, **v.reason.params}
            for v in awards.vacancies
        ],
        "unresolved": [
            {"tier": t.tier, "unit": t.unit, "places": t.places, "among": t.ids} for t in awards.unresolved
        ],
    }


def _outcome(outcome: Award | Displaced) -> dict[str, Any]:
    stated: Outcome = outcome
    params = {f"why_{name}": value for name, value in stated.reason.params.items()}
    return {"tier": outcome.tier, "entry": stated.id, "reason": stated.reason.code, **params}


def _differences(stated: Any, computed: Any, path: str) -> Iterator[str]:
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in sorted(stated.keys() | computed.keys()):
            yield from _differences(stated.get(key), computed.get(key), f"{path}.{key}")
    elif isinstance(stated, list) and isinstance(computed, list) and len(stated) == len(computed):
        for place, (one, other) in enumerate(zip(stated, computed, strict=True)):
            yield from _differences(one, other, f"{path}[{place}]")
    elif stated != computed or type(stated) is not type(computed):
        yield f"{path}: the bundle states {_short(stated)}, its inputs give {_short(computed)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _plain(value: Any) -> Any:
    """The value as JSON gives it back: lists for tuples, text for fractions."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=_spelt))


def _spelt(value: Any) -> str:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise BundleError(f"a bundle keeps text and whole numbers, not {value!r}; label with those")


def _inexact(value: Any) -> Any:
    return Fraction(value) if isinstance(value, str) else value
