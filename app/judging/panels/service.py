"""Who sits where: a pool or panel for each track, a committee for a ballot."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import YES, Verdict, _, need
from app.judging.assignments import rules as assignments_rules
from app.judging.assignments.queries import outstanding_in
from app.judging.impartiality import impartial
from app.judging.models import Panel, PanelMember
from app.judging.panels import rules
from app.judging.panels.queries import panels_of
from app.judging.stages import rules as stages_rules
from app.people.models import Person
from app.people.roles.rules import holds
from app.programmes.models import Stage, Track


def add_panel_member(*, stage: Stage, track: Track | None, judges: Sequence[Person], by: Person) -> Panel:
    """Add judges of the edition to a panel; one who left, or was released from entries, begins anew."""
    now = clock.now()
    enforce(impartial(stages_rules.may_prepare_stage)(by, stage, now))
    for judge in judges:
        is_judge = holds(judge, "judge", edition_id=stage.edition_id, now=now)
        name = judge.name_latin or judge.name_zh
        enforce(need(is_judge, _("%(name)s is not a judge of this edition."), name=name))
    panel = _panel(stage, track)
    members = {row.judge_id: row for row in panel.members}
    for judge in judges:
        if judge.id in members:
            members[judge.id].left_at, members[judge.id].added_at = None, now
        else:
            panel.members.append(PanelMember(judge=judge, added_at=now))
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
    enforce(impartial(rules.may_remove_panel_member)(by, (panel, judge), clock.now()))
    enforce(_reads_nothing(panel, judge, by=by))
    _leave(panel, judge, by=by)


def leave_panels(*, stage: Stage, judge: Person, by: Person) -> None:
    """Whoever was released and has nothing left to read leaves the panel. What they have submitted stays."""
    enforce(assignments_rules.may_release(by, (stage, judge), clock.now()))
    for panel in panels_of(stage):
        if any(row.judge_id == judge.id for row in panel.members) and not outstanding_in(panel, judge):
            _leave(panel, judge, by=by)


def _leave(panel: Panel, judge: Person, *, by: Person) -> None:
    for row in panel.members:
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


def _reads_nothing(panel: Panel, judge: Person, *, by: Person) -> Verdict:
    """Submitted sheets stay without the member; outstanding ones would keep the stage open for ever.

    The number is of what `by` may see.
    """
    if not outstanding_in(panel, judge):
        return YES
    seen = outstanding_in(panel, judge, to=by)
    return need(False, _("This judge has %(count)s entries to read: let others read them first."), count=seen)


def _panel(stage: Stage, track: Track | None) -> Panel:
    of_track = Panel.track_id == track.id if track else Panel.track_id.is_(None)
    panel = db.session.scalar(sa.select(Panel).where(Panel.stage_id == stage.id, of_track))
    if panel is None:
        panel = Panel(stage=stage, track=track, created_at=clock.now())
        db.session.add(panel)
        db.session.flush()
    return panel
