"""Officers and approvers declare a conflict of interest: the entry is gone for them, and others run the stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Refused
from app.entries.models import ConflictOfInterest
from app.judging.assignments import proposals
from app.judging.assignments.plan import plan_stage
from app.judging.ballots import closing
from app.judging.conflicts import declarations
from app.judging.models import Panel
from app.judging.panels import service as panels_service
from app.judging.stages import service as stages_service
from app.people.models import Person
from tests.factories import make_officer
from tests.judging.conftest import ROUND, SignIn, ballot_of, declare, employ, first_of, own, send, vote
from tests.results.conftest import Contest

Tie = Callable[[Person, object], object]


VERBS: dict[str, Callable[[Contest, Person], object]] = {
    "postpone": lambda c, by: stages_service.postpone(
        stage=c.stage(ROUND), closes_at=c.clock.now + timedelta(days=9), by=by
    ),
    "plan": lambda c, by: proposals.propose(stage=c.stage(ROUND), plan=plan_stage(c.stage(ROUND)), by=by),
    "close": lambda c, by: stages_service.close_stage(stage=c.stage(ROUND), by=by),
    "seat": lambda c, by: panels_service.add_panel_member(
        stage=c.stage(ROUND), track=c.edition.tracks[0], judges=c.judges, by=by
    ),
    "unseat": lambda c, by: panels_service.remove_panel_member(
        panel=db.session.scalars(sa.select(Panel).where(Panel.stage_id == c.stage(ROUND).id)).all()[0],
        judge=c.judges[0],
        by=by,
    ),
}


@pytest.mark.parametrize("tie", [employ, declare])
@pytest.mark.parametrize("verb", VERBS)
def test_with_a_conflict_of_interest_nobody_runs_the_stage(contest: Contest, verb: str, tie: Tie) -> None:
    tie(contest.officer, first_of(contest).stage_entry.candidacy.entry)
    with pytest.raises(Refused, match="another officer does this"), transaction():
        VERBS[verb](contest, contest.officer)


@pytest.mark.parametrize("verb", ["postpone", "plan", "seat"])
def test_another_officer_does(contest: Contest, verb: str) -> None:
    declare(contest.officer, first_of(contest).stage_entry.candidacy.entry)
    other = make_officer(contest.edition)
    with transaction():
        VERBS[verb](contest, other)


def test_nor_closes_a_ballot(voting: Contest) -> None:
    for judge in voting.judges:
        vote(voting, judge)
    declare(voting.officer, voting.entry("connected project 1"))
    with pytest.raises(Refused, match="another officer does this"), transaction():
        closing.close_ballot(ballot=ballot_of(voting), by=voting.officer)


@pytest.mark.parametrize("who", ["officer", "approver", "auditor"])
def test_it_is_declared_on_the_page_of_the_entry(
    contest: Contest, sign_in: SignIn, session: Session, who: str
) -> None:
    person, entry = getattr(contest, who), first_of(contest).stage_entry.candidacy.entry
    client, place = sign_in(person), f"/entries/{entry.public_id}"
    assert f'href="{place}/conflict"' in client.get(place).text
    assert client.send(f"{place}/conflict", reason=" ").status_code == 422
    assert client.send(f"{place}/conflict", reason="My sister works there.").status_code == 303
    (conflict,) = session.scalars(
        sa.select(ConflictOfInterest).where(ConflictOfInterest.person_id == person.id)
    )
    assert (conflict.entry_id, conflict.reason, conflict.recorded_by_id) == (
        entry.id,
        "My sister works there.",
        None,
    )
    leaf = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "conflict.declared")).one()
    assert "sister" not in leaf.statement and leaf.actor == person.public_id
    assert client.get(place).status_code == 404
    listed = client.get(f"/programmes/straight-to-wuzhen/{contest.edition.year}/screening").text
    assert str(entry.number) not in listed
    (candidacy,) = entry.candidacies
    assert client.get(f"/candidacies/{candidacy.public_id}/screen").status_code == 404


@pytest.mark.parametrize("who", ["judge", "applicant"])
def test_nobody_outside_the_offices_has_that_page(contest: Contest, sign_in: SignIn, who: str) -> None:
    entry = first_of(contest).stage_entry.candidacy.entry
    person = contest.judges[0] if who == "judge" else db.session.get_one(Person, entry.created_by_id)
    assert sign_in(person).get(f"/entries/{entry.public_id}/conflict").status_code == 404


def test_the_secretariat_records_what_it_learns_of_a_judge(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    """After the sheet was submitted too: it leaves the result and stays on record, and the judge is told."""
    chosen = own(contest, contest.judges[0])[0]
    send(chosen)
    place = f"/stages/{contest.stage(ROUND).public_id}/judges/{contest.judges[0].public_id}"
    client = sign_in(contest.officer)
    assert f'href="{place}/conflict"' in client.get(place).text
    answer = client.send(f"{place}/conflict", assignment=chosen.public_id, reason="Said by a colleague.")
    assert answer.location == place and chosen.is_submitted and chosen.released_by_id == contest.officer.id
    (conflict,) = session.scalars(sa.select(ConflictOfInterest))
    assert (conflict.person_id, conflict.recorded_by_id) == (contest.judges[0].id, contest.officer.id)
    page = client.get(place).text
    assert "Submitted, left the result" in page and "Said by a colleague." in page
    assert "A conflict of interest was put on record" in sign_in(contest.judges[0]).get("/inbox").text


def test_an_officer_with_a_conflict_records_none_of_that_entry(contest: Contest) -> None:
    chosen = own(contest, contest.judges[0])[0]
    employ(contest.officer, chosen.stage_entry.candidacy.entry)
    with pytest.raises(Refused, match="conflict of interest with this applicant"), transaction():
        declarations.record_conflict(
            stage=contest.stage(ROUND),
            judge=contest.judges[0],
            assignment=chosen,
            reason="x",
            by=contest.officer,
        )
    assert chosen.recused_at is None
