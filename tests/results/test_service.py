"""Rankings, ties, prize lists, notices and publications on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Invalid, Refused
from app.entries.models import Candidacy, ConflictOfInterest, ConflictSource, Entry
from app.judging.models import StageEntry
from app.outbox.models import Message
from app.people.models import Person, Role
from app.programmes.models import Edition
from app.results.approvals import service as approvals_service
from app.results.models import PrizeList, PrizeListState, Publication
from app.results.notices import service as notices_service
from app.results.prizes import service as prizes_service
from app.results.publications import service as publications_service
from app.results.rankings import advancing
from app.results.rankings import service as rankings_service
from app.results.rankings.models import Ranking, RankingRow, TieDecision
from app.results.ties import service as ties_service
from app.results.ties.queries import open_tie_groups
from tests.factories import make_grant, make_officer, make_person
from tests.results.conftest import TRACKS, Contest
from tests.tampering import behind_its_back

Row = tuple[str, int, int, int | None, int | None]


def rows_of(ranking: Ranking, track: str) -> list[Row]:
    """Title, rank, position, score, tie."""
    own = [row for row in ranking.rows if row.track.code == track]
    return [
        (row.stage_entry.candidacy.entry.title_en, row.rank, row.position, row.score, row.tie_group)
        for row in sorted(own, key=lambda row: row.position)
    ]


def leaves(session: Session, action: str) -> Sequence[AuditEvent]:
    return session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)).all()


def in_stage(session: Session, contest: Contest, code: str) -> list[str]:
    rows = (
        sa.select(Entry.title_en)
        .join(Candidacy, Candidacy.entry_id == Entry.id)
        .join(StageEntry, StageEntry.candidacy_id == Candidacy.id)
        .where(StageEntry.stage_id == contest.stage(code).id)
    )
    return sorted(session.scalars(rows))


def test_a_stage_is_ranked_within_its_tracks_and_a_tie_across_the_line_is_marked(
    first_round: Contest,
) -> None:
    ranking = first_round.rank("preliminary")
    assert rows_of(ranking, TRACKS[0]) == [
        ("connected project 1", 1, 1, 9000, None),
        ("connected project 2", 2, 2, 8000, None),
        ("connected project 3", 3, 3, 7000, 1),
        ("connected project 4", 3, 4, 7000, 1),
        ("connected project 5", 5, 5, 6000, None),
    ]
    assert [row[1:3] for row in rows_of(ranking, TRACKS[1])] == [(n, n) for n in range(1, 6)]
    assert ranking.rulebook_version.sha256 == first_round.edition.current_version.sha256


def test_the_chain_breaks_a_tie_and_says_with_what(contest: Contest) -> None:
    """Both have 90.00, 90.00 untrimmed and 90.00 in the heaviest criterion; their first rounds differ."""
    best = [row for row in contest.ranking().rows if row.score == 9000]
    assert sorted((row.rank, row.tie_keys["stage:preliminary"]) for row in best) == [(1, 9500), (2, 8500)]
    assert contest.ranking().facts["chain"] == ["untrimmed_mean", "criterion:innovation", "stage:preliminary"]


def test_ranking_again_stands_beside_the_first_with_the_same_inputs(first_round: Contest) -> None:
    first, second = first_round.rank("preliminary"), first_round.rank("preliminary")
    assert (first.number, second.number) == (1, 2)
    assert first.inputs_sha256 == second.inputs_sha256
    assert rows_of(first, TRACKS[0]) == rows_of(second, TRACKS[0])


def test_an_open_stage_is_not_ranked(first_round: Contest) -> None:
    with pytest.raises(Refused, match="before the stage is closed"), transaction():
        rankings_service.rank_stage(stage=first_round.stage("final"), by=first_round.officer)


def test_the_decision_stands_on_record_and_the_best_of_each_track_go_on(
    first_round: Contest, session: Session
) -> None:
    ranking = first_round.rank("preliminary")
    third, fourth = first_round.tied(ranking)
    with transaction():
        ties_service.decide(
            ranking=ranking,
            tie_group=1,
            order=[fourth, third],
            reason=" Five to two. ",
            by=first_round.officer,
        )
    decision = session.scalars(sa.select(TieDecision).where(TieDecision.ranking_id == ranking.id)).one()
    assert (decision.order, decision.reason) == ([fourth, third], "Five to two.")
    assert decision.decided_by == first_round.officer
    went_on = first_round.advance(ranking)
    assert len(went_on) == 6
    assert in_stage(session, first_round, "final") == [
        "connected project 1",
        "connected project 2",
        "connected project 4",
        "digital project 1",
        "digital project 2",
        "digital project 3",
    ]
    assert sum(row.advances for row in ranking.rows) == 6
    assert len(leaves(session, "tie.decided")) == 3  # two of them in the contests that were played before


def test_a_tie_is_decided_once(first_round: Contest) -> None:
    ranking = first_round.rank("preliminary")
    first_round.decide(ranking)
    with pytest.raises(Refused, match="has been decided"):
        first_round.decide(ranking)


def test_two_decisions_of_one_tie_cannot_stand_in_the_database(
    first_round: Contest, session: Session
) -> None:
    ranking = first_round.rank("preliminary")
    first_round.decide(ranking)
    with pytest.raises(IntegrityError), transaction():
        session.add(
            TieDecision(
                ranking_id=ranking.id,
                tie_group=1,
                order=[],
                reason="x",
                decided_at=ranking.run_at,
                decided_by_id=first_round.officer.id,
            )
        )


@pytest.mark.parametrize("wrong", ["one twice", "one missing", "a stranger"])
def test_every_tied_entry_has_its_place(first_round: Contest, wrong: str) -> None:
    ranking = first_round.rank("preliminary")
    third, fourth = first_round.tied(ranking)
    order = {"one twice": [third, third], "one missing": [third], "a stranger": [third, fourth, "nobody"]}[
        wrong
    ]
    with pytest.raises(Invalid), transaction():
        ties_service.decide(ranking=ranking, tie_group=1, order=order, reason="Vote.", by=first_round.officer)
    assert open_tie_groups(ranking) == {1}


def test_a_decision_needs_a_reason(first_round: Contest) -> None:
    ranking = first_round.rank("preliminary")
    with pytest.raises(Invalid), transaction():
        ties_service.decide(
            ranking=ranking, tie_group=1, order=first_round.tied(ranking), reason=" ", by=first_round.officer
        )


def conflict_by_employer(person: Person, entry: Entry, _session: Session) -> None:
    person.employer_id = entry.organisation_id


def conflict_by_declaration(person: Person, entry: Entry, session: Session) -> None:
    session.add(
        ConflictOfInterest(
            person_id=person.id, entry_id=entry.id, source=ConflictSource.DECLARED, since=entry.saved_at
        )
    )


@pytest.mark.parametrize("tie", [conflict_by_employer, conflict_by_declaration])
def test_an_officer_with_a_conflict_to_any_applicant_decides_no_tie(
    first_round: Contest, session: Session, tie: Callable[..., None]
) -> None:
    """Even where the own entry is not among the tied: the refusal must not tell where it stands."""
    ranking, other = first_round.rank("preliminary"), make_officer(first_round.edition)
    tie(other, first_round.entry("digital project 5"), session)
    session.commit()
    with pytest.raises(Refused, match="conflict of interest with an applicant"), transaction():
        ties_service.decide(
            ranking=ranking, tie_group=1, order=first_round.tied(ranking), reason="Vote.", by=other
        )


def test_prizes_are_drawn_up_by_tier_with_vacancies_and_reasons(contest: Contest) -> None:
    drawn_up = contest.draw_up()
    won = {(p.tier, p.candidacy.entry.title_en): (p.score, p.reason["code"]) for p in drawn_up.prizes}
    assert won == {
        ("grand", "connected project 1"): (9200, "ranked"),
        ("grand", "digital project 1"): (9000, "tie_key"),
        ("first", "connected project 2"): (8500, "ranked"),
        ("first", "digital project 2"): (9000, "ranked"),
        ("second", "digital project 3"): (8800, "ranked"),
    }
    (vacancy,) = drawn_up.vacancies
    assert (vacancy.tier, vacancy.track.code, vacancy.places) == ("second", TRACKS[0], 1)
    assert vacancy.reason == {"code": "vacant_below_floor", "score": 7000, "floor": 7500}


@behind_its_back("ranking", "ranking_row")
def enter_in_both_tracks(contest: Contest, session: Session) -> None:
    """The best of the first track stands first in the second one too, which its applicant put second."""
    candidacy = Candidacy(
        entry_id=contest.entry("connected project 1").id,
        track_id=contest.edition.tracks[1].id,
        slot=2,
        eligibility="eligible",
        screened_at=contest.clock.now,
        screened_by_id=contest.officer.id,
    )
    session.add(candidacy)
    session.flush()
    ranking = contest.ranking()
    for row in ranking.rows:
        if row.track_id == contest.edition.tracks[1].id:
            row.rank, row.position = row.rank + 1, row.position + 1
    own = StageEntry(stage_id=ranking.stage_id, candidacy_id=candidacy.id, added_at=contest.clock.now)
    session.add(own)
    session.flush()
    keys = dict.fromkeys(ranking.facts["chain"], 9900)
    row = {
        "ranking_id": ranking.id,
        "stage_entry_id": own.id,
        "track_id": candidacy.track_id,
        "tie_keys": keys,
    }
    session.add(RankingRow(**row, score=9900, reads=3, rank=1, position=1))
    session.commit()
    session.expire_all()


def test_who_was_kept_from_a_place_stands_on_the_list_with_the_reason(
    contest: Contest, session: Session
) -> None:
    enter_in_both_tracks(contest, session)
    drawn_up = contest.draw_up()
    won = [
        (p.tier, p.candidacy.track.code) for p in drawn_up.prizes if p.candidacy.slot == 2 or p.score == 9200
    ]
    assert won == [("grand", TRACKS[0])]
    (displaced,) = drawn_up.displaced
    assert (displaced.tier, displaced.candidacy.slot, displaced.score) == ("grand", 2, 9900)
    assert displaced.reason["code"] == "other_preference"


def test_prizes_wait_for_every_stage(first_round: Contest) -> None:
    with pytest.raises(Refused), transaction():
        prizes_service.draw_up(edition=first_round.edition, by=first_round.officer)


def test_a_list_is_proposed_and_approved_by_two_people(contest: Contest, session: Session) -> None:
    approved = contest.approved()
    assert approved.state == PrizeListState.APPROVED
    assert (approved.drawn_up_by, approved.decided_by) == (contest.officer, contest.approver)
    assert len(leaves(session, "prizes.approved")) == 1


def test_whoever_drew_a_list_up_does_not_approve_it_even_as_approver(
    contest: Contest, session: Session
) -> None:
    drawn_up = contest.draw_up()
    with transaction():
        approvals_service.propose(prize_list=drawn_up, by=contest.officer)
    make_grant(contest.officer, Role.APPROVER, contest.edition)
    session.expire_all()
    with pytest.raises(Refused, match="You drew this list up"), transaction():
        approvals_service.approve(prize_list=drawn_up, by=contest.officer)


def test_the_database_holds_that_two_people_stand_behind_a_list(contest: Contest, session: Session) -> None:
    drawn_up = contest.draw_up()
    with pytest.raises(IntegrityError, match="two_people"), transaction():
        session.execute(
            sa.update(PrizeList)
            .where(PrizeList.id == drawn_up.id)
            .values(state="approved", decided_by_id=contest.officer.id, decided_at=drawn_up.drawn_up_at)
        )


def test_an_approver_with_a_conflict_to_an_applicant_does_not_decide(
    contest: Contest, session: Session
) -> None:
    drawn_up = contest.draw_up()
    with transaction():
        approvals_service.propose(prize_list=drawn_up, by=contest.officer)
    contest.approver.employer_id = contest.firms[-1].id
    session.commit()
    for verb in (
        lambda: approvals_service.approve(prize_list=drawn_up, by=contest.approver),
        lambda: approvals_service.send_back(prize_list=drawn_up, reason="No.", by=contest.approver),
    ):
        with pytest.raises(Refused, match="conflict of interest with an applicant"), transaction():
            verb()


def test_a_list_comes_back_with_a_reason_and_another_is_drawn_up(contest: Contest) -> None:
    first = contest.draw_up()
    with transaction():
        approvals_service.propose(prize_list=first, by=contest.officer)
    with pytest.raises(Invalid), transaction():
        approvals_service.send_back(prize_list=first, reason=" ", by=contest.approver)
    with transaction():
        approvals_service.send_back(prize_list=first, reason="A name is misspelt.", by=contest.approver)
    assert (first.state, first.return_reason) == (PrizeListState.RETURNED, "A name is misspelt.")
    assert contest.draw_up().number == 2


def test_publishing_freezes_the_document_once_and_tells_every_applicant(
    contest: Contest, session: Session
) -> None:
    publication = contest.published()
    assert publication.prize_list.state == PrizeListState.PUBLISHED
    stated = session.scalars(sa.select(Message).where(Message.kind == "results_published")).all()
    assert len({message.person_id for message in stated}) == len(stated) == 10
    assert len(leaves(session, "results.published")) == 1
    with pytest.raises(Refused, match="has been published"), transaction():
        publications_service.publish(prize_list=publication.prize_list, by=contest.officer)
    assert session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 1


def test_one_list_is_published_once_in_the_database_too(contest: Contest, session: Session) -> None:
    publication = contest.published()
    with pytest.raises(IntegrityError), transaction():
        session.add(
            Publication(
                edition=contest.edition,
                prize_list=publication.prize_list,
                number=2,
                document="{}",
                sha256="0" * 64,
                published_at=publication.published_at,
                published_by_id=contest.officer.id,
            )
        )


def test_a_correction_is_a_further_publication_and_the_first_stays(
    contest: Contest, session: Session
) -> None:
    first = contest.published()
    before = first.document
    contest.correct()
    second = contest.published()
    assert (first.number, second.number) == (1, 2)
    session.expire_all()
    assert first.document == before


def test_winners_under_notice_are_published_after_it(with_notice_period: Contest) -> None:
    contest = with_notice_period
    approved = contest.approved()
    with pytest.raises(Refused, match="has not been posted"), transaction():
        publications_service.publish(prize_list=approved, by=contest.officer)
    with transaction():
        notice = notices_service.post_notice(prize_list=approved, by=contest.officer)
    contest.clock.set(notice.ends_at - (notice.ends_at - notice.starts_at) / 1000)
    with pytest.raises(Refused, match="The public notice ends at"), transaction():
        publications_service.publish(prize_list=approved, by=contest.officer)
    contest.clock.set(notice.ends_at)
    with transaction():
        assert publications_service.publish(prize_list=approved, by=contest.approver).number == 1


def test_a_list_is_put_under_notice_once(with_notice_period: Contest) -> None:
    approved = with_notice_period.approved()
    with transaction():
        notices_service.post_notice(prize_list=approved, by=with_notice_period.officer)
    with pytest.raises(IntegrityError), transaction():
        notices_service.post_notice(prize_list=approved, by=with_notice_period.officer)


def verbs(contest: Contest, prize_list: PrizeList, by: Person) -> list[Callable[[], object]]:
    ranking = contest.ranking()
    return [
        lambda: rankings_service.rank_stage(stage=contest.stage("final"), by=by),
        lambda: ties_service.decide(ranking=ranking, tie_group=1, order=[], reason="x", by=by),
        lambda: advancing.advance(ranking=ranking, by=by),
        lambda: prizes_service.draw_up(edition=contest.edition, by=by),
        lambda: approvals_service.propose(prize_list=prize_list, by=by),
        lambda: approvals_service.approve(prize_list=prize_list, by=by),
        lambda: approvals_service.send_back(prize_list=prize_list, reason="x", by=by),
        lambda: notices_service.post_notice(prize_list=prize_list, by=by),
        lambda: publications_service.publish(prize_list=prize_list, by=by),
    ]


@pytest.mark.parametrize("who", ["nobody", "judge", "auditor", "officer of another edition"])
def test_a_stranger_is_refused_at_every_verb(contest: Contest, session: Session, who: str) -> None:
    elsewhere = session.scalars(sa.select(Edition).where(Edition.id != contest.edition.id).limit(1)).one()
    person = {
        "nobody": make_person,
        "judge": lambda: contest.judges[0],
        "auditor": lambda: contest.auditor,
        "officer of another edition": lambda: make_officer(elsewhere),
    }[who]()
    drawn_up = contest.draw_up()
    for verb in verbs(contest, drawn_up, person):
        with pytest.raises(Refused), transaction():
            verb()
    assert session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 0


def test_the_published_document_is_the_same_on_every_run_and_database(contest: Contest) -> None:
    """Byte for byte: neither ids nor the order of rows in a table may show in it."""
    document = json.loads(contest.published().document)
    assert [(p["tier"], p["entry"]["number"]) for p in document["prizes"]] == [
        ("grand", "STW-2024-0001"),
        ("grand", "STW-2024-0006"),
        ("first", "STW-2024-0002"),
        ("first", "STW-2024-0007"),
        ("second", "STW-2024-0008"),
    ]


def test_rows_of_a_ranking_are_never_written_twice(contest: Contest) -> None:
    ranking = contest.ranking()
    row = ranking.rows[0]
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            RankingRow(
                ranking_id=ranking.id,
                stage_entry_id=row.stage_entry_id,
                track_id=row.track_id,
                reads=1,
                rank=1,
                position=1,
                tie_keys={},
            )
        )
