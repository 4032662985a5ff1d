"""The panel's decision on a tie that the declared chain left open: on record, never a silent pick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.entries.conflicts.queries import has_conflict_in
from app.judging.models import StageEntry
from app.outbox.service import enqueue_letter
from app.people.models import Person, Role
from app.people.roles.queries import people_in_office
from app.programmes.editions.queries import lock_edition
from app.results.prizes.superseding import may_change
from app.results.rankings import rules as rankings_rules
from app.results.rankings.models import Ranking, RankingRow, TieDecision
from app.results.rankings.ranking_view import is_latest
from app.results.ties import rules
from app.results.ties.queries import decided_groups, earlier_decisions


def decide(*, ranking: Ranking, tie_group: int, order: Sequence[str], reason: str, by: Person) -> TieDecision:
    """Put tied rows in the order the panel decided. `order`: public ids of their stage entries, best first.

    Where an earlier run of the stage was decided the other way, the order waits for a second person.
    """
    lock_edition(ranking.stage.edition)
    enforce(may_decide(ranking, tie_group, by))
    rows = _tied(ranking, tie_group)
    if sorted(order) != sorted(rows):
        raise Invalid({"order": need(False, _("Put every tied entry in its place, each once."))})
    if not stated(reason):
        raise Invalid({"reason": need(False, _("Say how the panel decided."))})
    first = next((each for each in earlier_decisions(ranking) if contradicts(each.order, order)), None)
    decision = TieDecision(
        ranking=ranking,
        tie_group=tie_group,
        order=list(order),
        reason=stated(reason),
        decided_at=clock.now(),
        decided_by_id=by.id,
        replaces=first,
        in_force=first is None,
    )
    db.session.add(decision)
    if decision.in_force:
        _put_in_order(rows, order)
    else:
        _ask_second_person(decision, by)
    _record("tie.decided" if decision.in_force else "tie.decided_again", decision, by)
    db.session.flush()
    return decision


def contradicts(earlier: Sequence[str], later: Sequence[str]) -> bool:
    """Whether two of the entries that both orders name stand the other way round."""
    shared = set(earlier) & set(later)
    return [name for name in earlier if name in shared] != [name for name in later if name in shared]


def may_decide(ranking: Ranking, tie_group: int, by: Person) -> Verdict:
    """Once, on the latest ranking of the stage, by an officer.

    The officer has no conflict of interest with any applicant of the edition.
    """
    now = clock.now()
    return (
        rules.may_decide_tie(by, ranking, now)
        and rankings_rules.is_latest(is_latest(ranking))
        and rules.is_undecided(tie_group in decided_groups(ranking, waiting=True))
        and rules.has_no_conflict(has_conflict_in(by, ranking.stage.edition, now))
        and may_change(ranking.stage.edition)
    )


def may_agree_to_tie(decision: TieDecision, by: Person) -> Verdict:
    """By an approver who did not record it and has no conflict of interest with any applicant of the edition."""
    now, ranking = clock.now(), decision.ranking
    return (
        rules.may_agree_to_tie(by, decision, now)
        and rankings_rules.is_latest(is_latest(ranking))
        and rules.has_no_conflict(has_conflict_in(by, ranking.stage.edition, now))
        and may_change(ranking.stage.edition)
    )


def agree_to_tie(*, decision: TieDecision, by: Person) -> None:
    """Let an order that differs from an earlier decision stand."""
    lock_edition(decision.ranking.stage.edition)
    enforce(may_agree_to_tie(decision, by))
    decision.agreed_at, decision.agreed_by_id, decision.in_force = clock.now(), by.id, True
    _put_in_order(_tied(decision.ranking, decision.tie_group), decision.order)
    _record("tie.agreed", decision, by)
    db.session.flush()


def refuse_tie(*, decision: TieDecision, reason: str, by: Person) -> None:
    """The tie is open again; what was refused is kept with the reason."""
    lock_edition(decision.ranking.stage.edition)
    enforce(may_agree_to_tie(decision, by))
    if not (given := stated(reason)):
        raise Invalid({"reason": need(False, _("Say why, so that the officer can mend it."))})
    decision.refused_at, decision.refused_by_id, decision.refusal = clock.now(), by.id, given
    _record("tie.refused", decision, by)
    db.session.flush()


def _put_in_order(rows: Mapping[str, RankingRow], order: Sequence[str]) -> None:
    positions = sorted(row.position for row in rows.values())
    for public_id, position in zip(order, positions, strict=True):
        rows[public_id].position = position


def _ask_second_person(decision: TieDecision, by: Person) -> None:
    stage = decision.ranking.stage
    book = stage.edition.rulebook
    for person in people_in_office(Role.APPROVER, edition_id=stage.edition_id, now=clock.now()):
        if person.id != by.id:
            enqueue_letter(
                "tie_decided_again",
                to=person,
                programme=book.name.model_dump(),
                year=book.year,
                stage=stage.name,
                ranking=decision.ranking.public_id,
                group=decision.tie_group,
            )


def _record(action: str, decision: TieDecision, by: Person) -> None:
    ranking = decision.ranking
    record(
        action,
        f"ranking:{ranking.public_id}",
        by=by,
        edition_id=ranking.stage.edition_id,
        group=decision.tie_group,
        number=ranking.number,
        order=list(decision.order),
    )


def _tied(ranking: Ranking, tie_group: int) -> dict[str, RankingRow]:
    rows = db.session.execute(
        sa.select(StageEntry.public_id, RankingRow)
        .join(RankingRow.stage_entry)
        .where(RankingRow.ranking_id == ranking.id, RankingRow.tie_group == tie_group)
    )
    found = dict(rows.all())
    if not found:
        raise NotFound
    return found
