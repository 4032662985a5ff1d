"""Who sits where: a pool or panel for each track, a committee for a ballot."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict, _, need
from app.entries.models import Candidacy
from app.judging.models import Assignment, Panel, PanelMember, ScoreSheet, SheetState, StageEntry
from app.judging.panels import rules
from app.judging.stages import rules as stages_rules
from app.people.models import Person
from app.people.roles.rules import holds
from app.programmes.models import Stage, Track


def add_panel_member(*, stage: Stage, track: Track | None, judges: Sequence[Person], by: Person) -> Panel:
    """Give judges of the edition a seat; one who left takes the old seat again."""
    now = clock.now()
    enforce(stages_rules.may_prepare_stage(by, stage, now))
    for judge in judges:
        is_judge = holds(judge, "judge", edition_id=stage.edition_id, now=now)
        name = judge.name_latin or judge.name_zh
        enforce(need(is_judge, _("%(name)s is not a judge of this edition."), name=name))
    panel = _panel(stage, track)
    seats = {row.judge_id: row for row in panel.seats}
    for judge in judges:
        if judge.id in seats:
            seats[judge.id].left_at = None
        else:
            panel.seats.append(PanelMember(judge=judge, seated_at=now))
    record(
        "panel.seated",
        f"stage:{stage.public_id}",
        by=by,
        edition_id=stage.edition_id,
        track=track.code if track else None,
        judges=sorted(judge.public_id for judge in judges),
    )
    db.session.flush()
    return panel


def remove_panel_member(*, panel: Panel, judge: Person, by: Person) -> None:
    """Take a judge off a panel. What they have scored stands."""
    enforce(rules.may_remove_panel_member(by, (panel, judge), clock.now()))
    enforce(_reads_nothing(panel, judge))
    for row in panel.seats:
        if row.judge_id == judge.id and row.left_at is None:
            row.left_at = clock.now()
    record(
        "panel.unseated",
        f"stage:{panel.stage.public_id}",
        by=by,
        edition_id=panel.stage.edition_id,
        track=panel.track.code if panel.track else None,
        judge=judge.public_id,
    )
    db.session.flush()


def _reads_nothing(panel: Panel, judge: Person) -> Verdict:
    """Sheets that were sent in stand without the seat; those still owed would keep the stage open for ever."""
    owed = (
        sa.select(sa.func.count(Assignment.id))
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .outerjoin(Assignment.sheet)
        .where(
            StageEntry.stage_id == panel.stage_id,
            Assignment.judge_id == judge.id,
            Assignment.recused_at.is_(None),
            sa.func.coalesce(ScoreSheet.state, SheetState.DRAFT) != SheetState.SENT,
            sa.true() if panel.track_id is None else Candidacy.track_id == panel.track_id,
        )
    )
    count = db.session.scalar(owed) or 0
    return need(
        not count, _("This judge has %(count)s entries to read: let others read them first."), count=count
    )


def _panel(stage: Stage, track: Track | None) -> Panel:
    of_track = Panel.track_id == track.id if track else Panel.track_id.is_(None)
    panel = db.session.scalar(sa.select(Panel).where(Panel.stage_id == stage.id, of_track))
    if panel is None:
        panel = Panel(stage=stage, track=track, created_at=clock.now())
        db.session.add(panel)
        db.session.flush()
    return panel
