"""What a ranking was made from: one text, the same on every database, from which a stranger ranks and hashes again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import rfc8785

from app.core.db import transaction
from app.people.models import Person
from app.results.rankings.models import Ranking
from tests.client import Client
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]
SUMS = {"preliminary": "7fcaa98dec33", "final": "7fe456c5f874"}
"""Of the first characters; under rules of no hash, which changes with every word of the rule-book."""


def inputs_of(ranking: Ranking) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ranking.inputs or "")
    return found


def mean_of(sheets: list[dict[str, str]], weights: dict[str, Fraction]) -> int:
    """The trimmed mean needs more sheets than there are: half up to hundredths."""
    totals = [sum(Fraction(points) * weights[code] for code, points in sheet.items()) for sheet in sheets]
    mean = sum(totals, Fraction(0)) / len(totals)
    exact = Decimal(mean.numerator * 100) / Decimal(mean.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_the_scores_of_a_ranking_come_out_of_the_file_again(first_round: Contest, sign_in: SignIn) -> None:
    ranking = first_round.rank("preliminary")
    answer = sign_in(first_round.officer).get(f"/rankings/{ranking.public_id}/inputs.json")
    assert hashlib.sha256(answer.data).hexdigest() == ranking.inputs_sha256
    made = json.loads(answer.data)
    assert rfc8785.dumps(made) == answer.data
    assert made["rulebook_sha256"] == ranking.rulebook_version.sha256
    rubric = first_round.edition.rulebook.stage("preliminary", "projects").rubric
    weights = {criterion.code: Fraction(criterion.weight, 10_000) for criterion in rubric}
    again = {own["candidacy"]: mean_of(own["sheets"], weights) for own in made["candidacies"]}
    candidacies = [(row.stage_entry.candidacy, row.score) for row in ranking.rows]
    assert again == {f"{own.entry.number}/{own.slot}": score for own, score in candidacies}


def test_no_judge_and_no_identifier_of_this_database_is_in_it(first_round: Contest) -> None:
    text = first_round.rank("preliminary").inputs or ""
    hidden = [first_round.edition.public_id, *(judge.public_id for judge in first_round.judges)]
    assert not any(name in text for name in hidden)
    assert set(inputs_of(first_round.ranking("preliminary"))["candidacies"][0]) == {
        "candidacy",
        "track",
        "earlier",
        "sheets",
    }


def test_the_hash_is_the_same_on_both_databases(contest: Contest) -> None:
    """Both play the same contest and must come to the sum that is written here."""
    version = contest.edition.current_version
    texts = {code: str(contest.ranking(code).inputs).replace(version.sha256, "") for code in SUMS}
    assert {code: hashlib.sha256(text.encode()).hexdigest()[:12] for code, text in texts.items()} == SUMS


def test_the_final_names_the_scores_that_break_its_ties(contest: Contest) -> None:
    first = next(
        own for own in inputs_of(contest.ranking())["candidacies"] if own["candidacy"].endswith("0001/1")
    )
    assert first["earlier"] == {"stage:preliminary": "90.00"}


def test_another_score_gives_another_hash(contest: Contest) -> None:
    again = contest.rank("final")
    assert again.inputs_sha256 == contest.rank("final").inputs_sha256
    changed = inputs_of(again)
    changed["candidacies"][0]["sheets"][0]["innovation"] = "91.99"
    assert hashlib.sha256(rfc8785.dumps(changed)).hexdigest() != again.inputs_sha256


def test_whoever_has_a_conflict_is_not_given_the_file(contest: Contest, sign_in: SignIn) -> None:
    with transaction():
        contest.auditor.employer_id = contest.firms[0].id
    address = f"/rankings/{contest.ranking().public_id}/inputs.json"
    assert sign_in(contest.auditor).get(address).status_code == 403
    assert sign_in(contest.judges[0]).get(address).status_code == 404
    assert "inputs.json" not in sign_in(contest.auditor).get(f"/rankings/{contest.ranking().public_id}").text
