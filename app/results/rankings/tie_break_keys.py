"""The declared tie-break chain of a direction, as exact keys for each entry of a stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.programmes.models import Stage
from app.programmes.rulebook import HEAVIEST, DirectionRules, StageRules, TieBreak
from app.results.rankings.queries import ScoreRow, latest_ranking, scores_by_candidacy
from app.results.rankings.scoring_door import criterion_scores, score_table, stage_scores

Keys = Mapping[int, int]  # stage entry id to hundredths


class TieBreakKeys:
    """Works out the links of the chain for one stage; those that do not apply to it are left out."""

    def __init__(self, stage: Stage, rows: list[ScoreRow], candidacy_of: Mapping[int, int]) -> None:
        self._stage, self._rows, self._candidacy_of = stage, rows, candidacy_of
        self._direction: DirectionRules = stage.edition.rulebook.direction(stage.direction.code)
        self._rules: StageRules = self._direction.stage(stage.code)

    def keys(self) -> dict[str, Keys]:
        """Link name to keys, in the declared order; every entry has a key in every link (0 where none)."""
        found: dict[str, Keys] = {}
        if self._rules.ballot and self._rules.ballot.order_then:
            found[f"stage:{self._rules.ballot.order_then}"] = self._of_stage(self._rules.ballot.order_then)
        for link in self._direction.tie_breaks:
            if (maker := self._maker(link)) is not None:
                name, keys = maker()
                found.setdefault(name, keys)
        return found

    def _maker(self, link: TieBreak) -> Callable[[], tuple[str, Keys]] | None:
        scored = self._rules.kind == "scoring"
        if link.kind == "untrimmed_mean" and scored:
            return self._untrimmed
        if link.kind == "criterion" and scored:
            return lambda: self._criterion(link.criterion or HEAVIEST)
        if link.kind == "stage" and link.stage and link.stage in self._earlier():
            return lambda: (f"stage:{link.stage}", self._of_stage(link.stage or ""))
        if link.kind == "previous_stage" and self._earlier():
            return lambda: (f"stage:{self._earlier()[-1]}", self._of_stage(self._earlier()[-1]))
        return None

    def _earlier(self) -> list[str]:
        """Codes of the scoring stages before this one."""
        before = [s for s in self._direction.stages if s.kind == "scoring"]
        codes = [stage.code for stage in self._direction.stages]
        return [s.code for s in before if codes.index(s.code) < codes.index(self._stage.code)]

    def _untrimmed(self) -> tuple[str, Keys]:
        scores = stage_scores(score_table(self._rows), self._rules, trimmed=False)
        return "untrimmed_mean", {entry: score.score for entry, score in scores.items()}

    def _criterion(self, code: str) -> tuple[str, Keys]:
        if code == HEAVIEST:
            code = max(self._rules.rubric, key=lambda criterion: criterion.weight).code
        return f"criterion:{code}", criterion_scores(score_table(self._rows)).get(code, {})

    def _of_stage(self, code: str) -> Keys:
        own = (s for s in self._stage.edition.stages if s.direction_id == self._stage.direction_id)
        stage = next(s for s in own if s.code == code)
        ranking = latest_ranking(stage)
        scores = scores_by_candidacy(ranking) if ranking else {}
        return {entry: scores.get(candidacy, 0) for entry, candidacy in self._candidacy_of.items()}
