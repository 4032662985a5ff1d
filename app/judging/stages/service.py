"""Who is in a stage, and when it opens and closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, Refused, enforce
from app.core.verdict import YES, Verdict, _, need
from app.entries.conflicts.rules import has_conflict
from app.entries.models import Candidacy, Eligibility, Entry
from app.entries.screening.service import nomination_stands
from app.judging.assignments.coverage import holes_in, readers_needed
from app.judging.assignments.queries import count_outstanding
from app.judging.assignments.reminders import tell_more_time
from app.judging.impartiality import impartial
from app.judging.models import StageEntry
from app.judging.panels.queries import electorate_of
from app.judging.stages import rules
from app.judging.stages.queries import lock_stage
from app.people.models import Person
from app.programmes.models import Stage, StageKind


def enter(*, stage: Stage, candidacies: Sequence[Candidacy], by: Person) -> list[StageEntry]:
    """Put candidacies into a stage; one that is in it already stays as it is."""
    enforce(rules.may_prepare_stage(by, stage, clock.now()))
    inside = set(
        db.session.scalars(sa.select(StageEntry.candidacy_id).where(StageEntry.stage_id == stage.id))
    )
    rows = [
        StageEntry(stage_id=stage.id, candidacy=candidacy, added_at=clock.now())
        for candidacy in candidacies
        if candidacy.id not in inside
    ]
    db.session.add_all(rows)
    record(
        "stage.entered",
        f"stage:{stage.public_id}",
        by=by,
        edition_id=stage.edition_id,
        candidacies=sorted(candidacy.public_id for candidacy in candidacies),
    )
    db.session.flush()
    return rows


def admit_eligible(*, stage: Stage, by: Person) -> list[StageEntry]:
    """Take every eligible candidacy of the direction into its first judged stage; all must be decided."""
    enforce(rules.may_admit(by, stage, clock.now()))
    candidacies = db.session.scalars(_live(stage).where(Candidacy.eligibility == Eligibility.ELIGIBLE)).all()
    undecided = db.session.scalars(
        _live(stage).where(Candidacy.eligibility.in_([Eligibility.PENDING, Eligibility.RETURNED]))
    ).all()
    enforce(
        need(not undecided, _("%(count)s candidacies are not decided yet."), count=_seen(undecided, to=by))
    )
    lacking = [each for each in candidacies if not _is_nominated(stage, each)]
    enforce(
        need(
            not lacking,
            _("%(count)s eligible candidacies lack the nomination that they need: screen them again."),
            count=_seen(lacking, to=by),
        )
    )
    return enter(stage=stage, candidacies=candidacies, by=by)


def _seen(candidacies: Sequence[Candidacy], *, to: Person) -> int:
    """How many of them the reader may know of."""
    return sum(not has_conflict(to, each.entry, clock.now()) for each in candidacies)


def _is_nominated(stage: Stage, candidacy: Candidacy) -> bool:
    """Where none is needed, which most programmes say, no entry is looked at."""
    needed = stage.edition.rulebook.direction(stage.direction.code).nomination.needed
    return needed == "no" or bool(nomination_stands(candidacy.entry))


def _live(stage: Stage) -> sa.Select[Candidacy]:
    return (
        sa.select(Candidacy)
        .join(Candidacy.entry)
        .where(
            Entry.direction_id == stage.direction_id,
            Candidacy.withdrawn_at.is_(None),
            Entry.submitted_at.is_not(None),
            Entry.withdrawn_at.is_(None),
        )
        .order_by(Entry.number, Candidacy.slot)
    )


def open_stage(*, stage: Stage, closes_at: datetime, by: Person) -> Stage:
    """Let judging begin: the candidacies are in it and each has its judges."""
    lock_stage(stage)  # an assignment that is being taken back would leave it without judges
    enforce(impartial(rules.may_open_stage)(by, stage, clock.now()))
    enforce(need(stage.kind != StageKind.BALLOT, _("A ballot is opened with its committee.")))
    enforce(is_ready(stage, to=by))
    return begin(stage, closes_at, by)


def begin(stage: Stage, closes_at: datetime, by: Person) -> Stage:
    """What scoring and ballots have in common."""
    now = clock.now()
    enforce(need(closes_at > now, _("The closing time lies in the past.")))
    enforce(is_filled(stage))
    stage.opened_at, stage.closes_at = now, closes_at
    record(
        "stage.opened",
        f"stage:{stage.public_id}",
        by=by,
        edition_id=stage.edition_id,
        code=stage.code,
        closes_at=closes_at.isoformat(),
    )
    db.session.flush()
    return stage


def postpone(*, stage: Stage, closes_at: datetime, by: Person) -> Stage:
    """Move the end of a running stage to a later instant, and tell those who have something outstanding."""
    now = clock.now()
    enforce(impartial(rules.may_postpone)(by, stage, now))
    if not (
        later := need(closes_at > max(now, stage.closes_at or now), _("Choose a time after the present one."))
    ):
        raise Invalid({"closes_at": later})
    before, stage.closes_at = stage.closes_at, closes_at
    record(
        "stage.postponed",
        f"stage:{stage.public_id}",
        by=by,
        edition_id=stage.edition_id,
        code=stage.code,
        before=before.isoformat() if before else None,
        closes_at=closes_at.isoformat(),
    )
    tell_more_time(stage, by=by)
    db.session.flush()
    return stage


def is_ready(stage: Stage, *, to: Person) -> Verdict:
    """Whether it can be opened: those who judge are known, and something is there to be judged.

    Numbers in its reasons are of what the reader `to` may see; the answer is of everything.
    """
    if stage.kind == StageKind.BALLOT:
        return need(electorate_of(stage), _("Nobody sits on the committee yet.")) and is_filled(stage)
    return is_filled(stage) and (is_assigned(stage, to=to) if stage.kind == StageKind.SCORING else YES)


def is_filled(stage: Stage) -> Verdict:
    count = db.session.scalar(sa.select(sa.func.count()).where(StageEntry.stage_id == stage.id))
    return need(count, _("Nothing is in this stage yet."))


def is_assigned(stage: Stage, *, to: Person) -> Verdict:
    """Every candidacy of the stage has as many judges as the rule-book asks for, or the whole panel."""
    seen, least = len(holes_in(stage, to=to)), readers_needed(stage)
    return need(
        not seen and not holes_in(stage),
        _("%(count)s candidacies have fewer than %(least)s judges."),
        count=seen,
        least=least,
    )


def is_complete(stage: Stage, *, to: Person) -> Verdict:
    """Whether every sheet of a scoring stage is in, and every candidacy has its judges."""
    if stage.kind != StageKind.SCORING:
        return YES
    seen = count_outstanding(stage, to=to)
    return is_submitted(seen, whole=bool(seen) or not count_outstanding(stage)) and is_assigned(stage, to=to)


def is_submitted(unsent: int, *, whole: bool = True) -> Verdict:
    """`unsent`: outstanding sheets that the reader may see; `whole`: whether there are no others."""
    return need(whole and not unsent, _("%(count)s score sheets have not been submitted."), count=unsent)


def close_stage(*, stage: Stage, by: Person) -> Stage:
    """End a scoring stage. A sheet that is still outstanding keeps it open: step the judge back, or wait."""
    enforce(impartial(rules.may_close_stage)(by, stage, clock.now()))
    if stage.kind == StageKind.BALLOT:
        raise Refused(need(False, _("A ballot is closed by counting it.")))
    enforce(is_complete(stage, to=by))
    stage.closed_at = clock.now()
    record("stage.closed", f"stage:{stage.public_id}", by=by, edition_id=stage.edition_id, code=stage.code)
    db.session.flush()
    return stage
