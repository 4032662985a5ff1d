"""A judge's score sheet: saved as often as they like, submitted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db, upsert
from app.core.draft_merging import Merged, Opened, merge
from app.core.errors import Conflict, Invalid, enforce
from app.core.verdict import Verdict, _
from app.judging.models import Assignment, ScoreSheet, SheetScore, SheetState
from app.judging.sheets import rules
from app.judging.sheets.queries import criteria_of, lock_assignment
from app.judging.sheets.score_checks import Scores, score_faults
from app.people.models import Person
from app.programmes.editions.service import lock_rubric
from app.programmes.models import Criterion


def submit_sheet(
    *, assignment: Assignment, scores: Scores, comment: str, version: int, by: Person
) -> ScoreSheet:
    """Save the sheet and submit it, whole; from then on it stands."""
    lock_rubric(assignment.stage_entry.stage)
    lock_assignment(assignment)
    enforce(rules.may_score(by, assignment, clock.now()))
    sheet = _write(assignment, scores, comment, version=version, whole=True)
    _record("sheet.sent", sheet, scores, by=by)
    return sheet


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """What became of a save: the sheet, whose text it holds, and the scores that could not be kept."""

    sheet: ScoreSheet
    merged: Merged
    faults: Mapping[str, Verdict]


def save_sheet(
    *,
    assignment: Assignment,
    scores: Scores,
    comment: str,
    opened: Opened,
    by: Person,
    unread: Mapping[str, Verdict] = MappingProxyType({}),
    automatic: bool = False,
) -> SavedSheet:
    """Keep what can be kept of a sheet that may be open twice: under "comment" the comment, under its code each score.

    A score that is off its scale, or that nobody could read (`unread`), holds back nothing else: what was given for its
    criterion before stands. What two windows have changed differently stands too, until the judge has chosen.
    A save that the page makes by itself (`automatic`) leaves no audit record; one that the judge makes does.
    """
    lock_assignment(assignment)
    enforce(rules.may_score(by, assignment, clock.now()))
    criteria = criteria_of(assignment.stage_entry.stage)
    faults = {**unread, **score_faults(criteria, scores, whole=False)}
    given = {each.code: scores.get(each.code) for each in criteria if each.code not in faults}
    mine = given if "comment" in faults else {**given, "comment": comment}
    merged = _merge(assignment.sheet, mine, opened, whole=not faults)
    kept = {code: value for code, value in merged.values.items() if code != "comment" and value is not None}
    sheet = _keep(assignment, criteria, kept, comment=merged.values.get("comment", ""))
    if not automatic:
        _record("sheet.saved", sheet, kept, by=by)
    return SavedSheet(sheet, merged, faults)


def _merge(sheet: ScoreSheet | None, mine: dict[str, Any], opened: Opened, *, whole: bool) -> Merged:
    """What stands is read only where it can make a difference: this is asked at every pause of typing."""
    is_latest = opened.version == (sheet.version if sheet else 0)
    if is_latest and whole:
        return Merged(mine)
    theirs = {**scores_of(sheet), "comment": sheet.comment} if sheet else {}
    return Merged({**theirs, **mine}) if is_latest else merge(mine, theirs, opened)


def _write(
    assignment: Assignment, scores: Scores, comment: str, *, version: int, whole: bool = False
) -> ScoreSheet:
    _enforce_latest(assignment, scores, comment, version=version)
    criteria = criteria_of(assignment.stage_entry.stage)
    if faults := score_faults(criteria, scores, whole=whole):
        raise Invalid(faults)
    return _keep(assignment, criteria, scores, comment=comment, whole=whole)


def _keep(
    assignment: Assignment,
    criteria: Sequence[Criterion],
    scores: Scores,
    *,
    comment: str,
    whole: bool = False,
) -> ScoreSheet:
    kept: dict[str, Any] = {"comment": comment, "saved_at": clock.now()}
    if whole:
        kept |= {"state": SheetState.SUBMITTED, "submitted_at": kept["saved_at"]}
    sheet = assignment.sheet
    if sheet is None:
        sheet = ScoreSheet(assignment=assignment, comment=comment, saved_at=kept["saved_at"])
        db.session.add(sheet)
        db.session.flush()
    _mark(sheet, criteria, scores)  # before the state: once it is submitted, the database lets nothing change
    for name, value in kept.items():
        setattr(sheet, name, value)
    db.session.flush()
    return sheet


def _mark(sheet: ScoreSheet, criteria: Sequence[Criterion], scores: Scores) -> None:
    """A row for every criterion, with or without a score."""
    upsert(
        SheetScore,
        *(
            {"sheet_id": sheet.id, "criterion_id": criterion.id, "score": scores.get(criterion.code)}
            for criterion in criteria
        ),
    )
    db.session.expire(sheet, ["scores"])


def _enforce_latest(assignment: Assignment, scores: Scores, comment: str, *, version: int) -> None:
    """The sheet must still have the version at which the judge opened it."""
    sheet = assignment.sheet
    if version != (sheet.version if sheet else 0):
        raise Conflict(
            _("This sheet was saved elsewhere after you opened it."),
            mine={**scores, "comment": comment},
            theirs={**scores_of(sheet), "comment": sheet.comment} if sheet else {},
        )


def scores_of(sheet: ScoreSheet) -> dict[str, int]:
    """Criterion code to hundredths."""
    return {score.criterion.code: score.score for score in sheet.scores if score.score is not None}


def _record(action: str, sheet: ScoreSheet, scores: Scores, *, by: Person) -> None:
    """The event holds the scores: they are secret, but nobody can change them afterwards unseen."""
    stage = sheet.assignment.stage_entry.stage
    record(
        action,
        f"assignment:{sheet.assignment.public_id}",
        by=by,
        edition_id=stage.edition_id,
        scores=dict(scores),
        stage=stage.code,
    )
