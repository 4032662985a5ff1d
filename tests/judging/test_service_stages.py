"""Who is in a stage, and when it opens and closes; on both databases."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.entries.models import Candidacy, Eligibility
from app.judging.assignments.queries import count_outstanding
from app.judging.models import StageEntry
from app.judging.panels.queries import loads_of
from app.judging.stages import service
from app.judging.stages.queries import entries_in, progress_of
from app.judging.stages.screening_progress import screening_of
from app.people.models import Person
from app.programmes.models import Stage
from tests.architecture.tree import named, parsed, python_files
from tests.factories import make_officer, make_person
from tests.judging.conftest import BALLOT, FINAL, ROUND, add_judge, first_of, recuse, save, send
from tests.results.conftest import FIRST_ROUND, Contest


def admit(contest: Contest, by: Person | None = None) -> list[StageEntry]:
    with transaction():
        return service.admit_eligible(stage=contest.stage(ROUND), by=by or contest.officer)


def open_round(contest: Contest, code: str = ROUND, **more: object) -> Stage:
    closes = contest.clock.now + timedelta(days=1)
    with transaction():
        return service.open_stage(
            **{"stage": contest.stage(code), "closes_at": closes, "by": contest.officer, **more}  # type: ignore[arg-type]
        )


def close(contest: Contest) -> Stage:
    with transaction():
        return service.close_stage(stage=contest.stage(ROUND), by=contest.officer)


def decide(contest: Contest, eligibility: Eligibility, session: Session) -> Candidacy:
    """The state of the first candidacy, as the screening might have left it."""
    candidacy = session.scalars(contest.candidacies()).all()[0]
    answer_by = contest.clock.now if eligibility == Eligibility.RETURNED else None
    fields: dict[str, object] = {"eligibility": eligibility, "reason": "x", "answer_by": answer_by}
    if eligibility == Eligibility.PENDING:
        fields |= {"screened_at": None, "screened_by_id": None}
    session.execute(sa.update(Candidacy).where(Candidacy.id == candidacy.id).values(**fields))
    session.commit()
    session.expire_all()
    return candidacy


def test_all_that_were_found_eligible_are_admitted_once(fresh: Contest) -> None:
    assert len(admit(fresh)) == 10
    assert admit(fresh) == [], "those inside stay as they are"
    assert len(entries_in(fresh.stage(ROUND))) == 10


def test_what_was_found_ineligible_stays_outside(fresh: Contest, session: Session) -> None:
    out = decide(fresh, Eligibility.INELIGIBLE, session)
    assert out.id not in {row.candidacy_id for row in admit(fresh)}
    assert len(entries_in(fresh.stage(ROUND))) == 9


@pytest.mark.parametrize("state", [Eligibility.PENDING, Eligibility.RETURNED])
def test_nobody_is_admitted_while_one_is_undecided(
    fresh: Contest, session: Session, state: Eligibility
) -> None:
    decide(fresh, state, session)
    with pytest.raises(Refused) as refusal:
        admit(fresh)
    assert refusal.value.verdict.params == {"count": 1}
    assert entries_in(fresh.stage(ROUND)) == []


def test_nobody_is_admitted_before_applications_close_or_after_it_began(
    fresh: Contest, contest: Contest
) -> None:
    fresh.clock.set(fresh.edition.closes_at - timedelta(seconds=1))
    with pytest.raises(Refused, match="Applications are open until"):
        admit(fresh)
    fresh.clock.set(fresh.edition.closes_at)
    assert len(admit(fresh)) == 10
    with pytest.raises(Refused, match="This stage has begun"):
        admit(contest)


def test_a_candidacy_is_in_a_stage_once(contest: Contest, session: Session) -> None:
    held = entries_in(contest.stage(ROUND))[0]
    with pytest.raises(IntegrityError), transaction():
        session.add(
            StageEntry(stage_id=held.stage_id, candidacy_id=held.candidacy_id, added_at=held.added_at)
        )


def test_only_this_service_writes_who_is_in_a_stage() -> None:
    """Everything else that the product has asks it to."""

    def makes(node: ast.AST) -> bool:
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if not called:
            return False
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return node.func.id == "StageEntry"

    written = {
        named(path) for path in python_files(product=True) for node in ast.walk(parsed(path)) if makes(node)
    }
    assert written == {"app/judging/stages/service.py"}


def test_the_best_go_on_through_it(fresh: Contest, session: Session) -> None:
    """Results decides who advances; the row and the leaf are those of judging."""
    fresh.judge(ROUND, FIRST_ROUND)
    ranking = fresh.rank(ROUND)
    fresh.decide(ranking)
    assert len(fresh.advance(ranking)) == 6 == len(entries_in(fresh.stage(FINAL)))
    subject = f"stage:{fresh.stage(FINAL).public_id}"
    assert session.scalars(sa.select(AuditEvent.action).where(AuditEvent.subject == subject)).all() == [
        "stage.entered"
    ]


def test_a_stage_opens_once_every_candidacy_has_its_judges(fresh: Contest) -> None:
    with pytest.raises(Refused, match="Nothing is in this stage"):
        open_round(fresh)
    fresh.seat(ROUND)
    with pytest.raises(Refused) as refusal:
        open_round(fresh)
    assert refusal.value.verdict.params == {"count": 10, "least": 2}
    fresh.assign(ROUND)
    with pytest.raises(Refused, match="lies in the past"):
        open_round(fresh, closes_at=fresh.clock.now)
    stage = open_round(fresh)
    assert (stage.opened_at, stage.closed_at) == (fresh.clock.now, None) and stage.is_open(fresh.clock.now)
    with pytest.raises(Refused, match="This stage has begun"):
        open_round(fresh)


def test_a_ballot_does_not_open_without_its_ballot(voting: Contest, session: Session) -> None:
    session.execute(
        sa.update(Stage).where(Stage.id == voting.stage(BALLOT).id).values(opened_at=None, closes_at=None)
    )
    session.commit()
    session.expire_all()
    with pytest.raises(Refused, match="A ballot is opened with its committee"):
        open_round(voting, BALLOT)


def test_a_stage_closes_when_no_sheet_is_outstanding(contest: Contest) -> None:
    *rest, last = contest.assignments(ROUND)
    for assignment in rest:
        send(assignment)
    save(last)
    assert count_outstanding(contest.stage(ROUND)) == 1
    with pytest.raises(Refused) as refusal:
        close(contest)
    assert refusal.value.verdict.params == {"count": 1}
    send(last, version=1)
    assert close(contest).closed_at == contest.clock.now
    with pytest.raises(Refused, match="This stage is closed"):
        close(contest)


def test_a_stage_with_an_entry_that_is_a_judge_short_stays_open(contest: Contest) -> None:
    """And it can be helped: somebody sits down, and is assigned while it runs."""
    row = contest.assignments(ROUND)[0].stage_entry
    while standing := [
        a for a in contest.assignments(ROUND) if a.stage_entry == row and a.recused_at is None
    ]:
        recuse(standing[0])
    for assignment in contest.assignments(ROUND):
        if assignment.recused_at is None:
            send(assignment)
    with pytest.raises(Refused, match="fewer than"):
        close(contest)
    for _ in range(2):
        add_judge(contest)
    contest.assign(ROUND)
    for assignment in contest.assignments(ROUND):
        if assignment.recused_at is None and assignment.sheet is None:
            send(assignment)
    assert close(contest).closed_at is not None


def test_progress_counts_what_stands(contest: Contest) -> None:
    first, second, *_rest = contest.assignments(ROUND)
    send(first)
    recuse(second)
    stage = contest.stage(ROUND)
    assert progress_of(contest.edition, to=contest.officer)[stage.id] == (10, 20, 1)


def test_progress_leaves_out_what_the_reader_may_not_see(contest: Contest) -> None:
    stage, entry = contest.stage(ROUND), first_of(contest).stage_entry.candidacy.entry
    tied = make_person(employer_id=entry.organisation_id)
    assert progress_of(contest.edition, to=tied)[stage.id] == (9, 18, 0)
    assert sum(load.entries for load in loads_of(stage, to=tied).values()) == 18
    (counts,) = screening_of(contest.edition, to=tied).values()
    assert counts == (9, 9, 9)


VERBS: list[Callable[[Contest, Person], object]] = [
    lambda contest, person: admit(contest, person),
    lambda contest, person: open_round(contest, by=person),
    lambda contest, person: service.enter(stage=contest.stage(ROUND), candidacies=[], by=person),
    lambda contest, person: service.close_stage(stage=contest.stage(ROUND), by=person),
]


@pytest.mark.parametrize("who", ["judge", "approver", "auditor", "stranger", "officer of another edition"])
def test_only_an_officer_of_the_edition_does_any_of_it(fresh: Contest, voting: Contest, who: str) -> None:
    person = {
        "judge": lambda: fresh.judges[0],
        "approver": lambda: fresh.approver,
        "auditor": lambda: fresh.auditor,
        "stranger": make_person,
        "officer of another edition": lambda: make_officer(voting.edition),
    }[who]()
    for verb in VERBS:
        with pytest.raises(Refused, match="Only an officer"):
            verb(fresh, person)
    assert entries_in(fresh.stage(ROUND)) == [] and fresh.stage(ROUND).opened_at is None
