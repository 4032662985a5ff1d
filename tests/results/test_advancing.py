"""Who goes on from a ranked stage to the next."""

from __future__ import annotations

import json

import pytest

from app.core.errors import Refused
from app.judging.stages.queries import entries_in
from app.programmes.rulebook import canonical_json
from app.results.ties.queries import open_tie_groups
from tests.results.conftest import Contest, under


def test_a_stage_whose_best_have_gone_on_is_not_ranked_again(contest: Contest) -> None:
    with pytest.raises(Refused, match="its ranking stands"):
        contest.rank("preliminary")


def test_nobody_goes_on_while_a_tie_is_open(first_round: Contest) -> None:
    ranking = first_round.rank("preliminary")
    with pytest.raises(Refused, match="is still open") as refusal:
        first_round.advance(ranking)
    assert refusal.value.verdict.params == {}, "how many are open is not said"
    assert entries_in(first_round.stage("final")) == []


def test_an_earlier_run_is_used_no_more(first_round: Contest) -> None:
    first, _second = first_round.rank("preliminary"), first_round.rank("preliminary")
    with pytest.raises(Refused, match="ranked again"):
        first_round.decide(first)
    with pytest.raises(Refused, match="ranked again"):
        first_round.advance(first)


def test_where_ties_are_shared_all_who_are_equal_at_the_line_go_on(first_round: Contest) -> None:
    """Two are third of three places in the first track."""
    directions = json.loads(canonical_json(first_round.edition.rulebook))["directions"]
    directions[0]["tie_breaks"][-1] = {"kind": "shared"}
    under(first_round, directions=directions)
    ranking = first_round.rank("preliminary")
    assert open_tie_groups(ranking) == set()
    gone_on = sorted(row.candidacy.entry.title_en for row in first_round.advance(ranking))
    assert gone_on[:4] == [f"connected project {place}" for place in (1, 2, 3, 4)] and len(gone_on) == 7
