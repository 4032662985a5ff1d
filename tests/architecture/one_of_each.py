"""Editions in which there is at least one of everything that an address can be about."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.core.db import db, transaction
from app.entries.models import Attachment, Entry
from app.invitations.service import invite
from app.judging.models import Assignment
from app.judging.reopenings.service import ask_reopening, propose_reopening
from app.outbox.service import enqueue_letter
from app.people.models import FormerEmployment, Person, Role
from app.people.representations.claims import claim
from app.people.sign_in.sessions import open_session
from app.programmes.corrections.service import ask_correction
from app.results.approvals.service import propose
from app.results.strikes import service as strikes_service
from tests.factories import keep, make_edition, make_grant, make_organisation, make_person
from tests.judging.conftest import ROUND, open_ballot, send, with_ballot
from tests.nominations.conftest import BOOK, Scene, make_member
from tests.nominations.conftest import OPEN as NOMINATING
from tests.results.conftest import JUDGED, OPEN, Contest, make_contest, with_small_rounds
from tests.time import Clock

WHY = "For a test."


def play_one_of_each(clock: Clock) -> Person:
    """Somebody who is the auditor of all editions and nothing else."""
    voting = make_contest(clock, 2026, with_ballot)
    voting.apply()
    open_ballot(voting)
    decided = make_contest(clock, 2024, with_small_rounds)
    decided.apply()
    decided.to_final()
    _propose_list(decided)
    judged = make_contest(clock, 2025, with_small_rounds)
    judged.apply()
    _hand_in(judged)
    clock.set(NOMINATING)
    scene = _nominate(decided)
    clock.set(JUDGED + timedelta(hours=1))
    _invite_and_claim(decided)
    for edition in (judged.edition, voting.edition, scene.edition):
        make_grant(decided.auditor, Role.AUDITOR, edition)
    return decided.auditor


def _propose_list(contest: Contest) -> None:
    drawn_up, entries = contest.draw_up(), _entries(contest)
    with transaction():
        propose(prize_list=drawn_up, by=contest.officer)
    with transaction():
        note = {"zh": "更正。", "en": "A correction."}
        ask_correction(edition=contest.edition, reason=WHY, note=note, by=contest.officer)
        strikes_service.propose(entry=entries[-1], cause="withdrawn", reason=WHY, by=contest.officer)
    keep(
        Attachment(
            entry=entries[0],
            field="evidence",
            file_name="a.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            storage_key="nowhere",
            added_at=OPEN,
            added_by_id=entries[0].created_by_id,
        )
    )


def _entries(contest: Contest) -> list[Entry]:
    return list(db.session.scalars(sa.select(Entry).where(Entry.edition_id == contest.edition.id)))


def _hand_in(contest: Contest) -> None:
    """The first round is open, and a plan waits; somebody asks for a sheet back, another has left words on theirs."""
    contest.open(ROUND)
    contest.plan(ROUND)
    first, second, *_others = contest.assignments(ROUND)
    for assignment in (first, second):
        send(assignment, comment="Their licence has run out.")
    _ask_back(contest, first)


def _ask_back(contest: Contest, assignment: Assignment) -> None:
    with transaction():
        reopening = ask_reopening(assignment=assignment, reason=WHY, by=assignment.judge)
    with transaction():
        propose_reopening(reopening=reopening, by=contest.officer)


def _nominate(contest: Contest) -> Scene:
    edition = make_edition(BOOK)
    make_grant(contest.officer, Role.OFFICER, edition)
    membership, member = make_member(edition, contest.officer)
    scene = Scene(edition, membership, member, contest.officer)
    scene.nominate()
    return scene


def _invite_and_claim(contest: Contest) -> None:
    later, person, firm = contest.clock.now + timedelta(days=90), make_person(), make_organisation()
    with transaction():
        invite(
            email="new@a.example",
            role=Role.JUDGE,
            edition=contest.edition,
            role_ends_at=later,
            by=contest.officer,
        )
        claim(organisation=firm, statement=WHY, by=person)
        open_session(person, device="x")
        enqueue_letter("released", to=person, stage={}, edition=contest.edition.public_id, count=1)
    keep(FormerEmployment(person=person, organisation=firm, until_year=2020))
