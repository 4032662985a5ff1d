"""After a declared conflict nothing of the entry is read any more, and a sheet that was submitted before leaves the result."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.judging.assignments.queries import assignments_of, stages_of_judge
from app.judging.conflicts.queries import conflicts_in
from app.judging.models import Assignment
from app.judging.sheets import service
from app.judging.stages.queries import sheet_changes
from app.results.rankings.queries import score_rows
from tests.judging.conftest import (
    GOOD,
    ROUND,
    SignIn,
    declare,
    first_of,
    in_both_tracks,
    own,
    recuse,
    save,
    send,
)
from tests.results.conftest import Contest


@pytest.fixture
def split(contest: Contest) -> tuple[Assignment, Assignment]:
    """Two candidacies of one entry: the sheet of one was sent in, then the judge stepped back from the other."""
    sent, given_up = in_both_tracks(contest)
    send(sent)
    recuse(given_up)
    return sent, given_up


def test_the_sheet_of_the_other_candidacy_leaves_the_result_and_stays_on_record(
    contest: Contest, split: tuple[Assignment, Assignment], session: Session
) -> None:
    sent, _given_up = split
    assert sent.recused_at is not None and sent.is_submitted and sent.sheet is not None
    assert service.scores_of(sent.sheet) == GOOD
    assert [row for row in score_rows(contest.stage(ROUND)) if row[0] == sent.judge_id] == []
    assert conflicts_in(contest.stage(ROUND), to=contest.officer)[sent.judge_id, None] == (2, 0)
    assert sheet_changes(contest.edition) == {contest.stage(ROUND).id: 1}


def test_and_neither_it_nor_its_dossier_is_read_any_more(
    contest: Contest, split: tuple[Assignment, Assignment], sign_in: SignIn
) -> None:
    sent, _given_up = split
    client, entry = sign_in(sent.judge), sent.stage_entry.candidacy.entry
    page = client.get(f"/assignments/{sent.public_id}")
    assert page.status_code == 403 and "You recused yourself from this entry." in page.text
    assert entry.title_en not in page.text and "Good." not in page.text


def test_the_list_and_the_desk_of_the_judge_agree(
    contest: Contest, split: tuple[Assignment, Assignment]
) -> None:
    sent, given_up = split
    stage = contest.stage(ROUND)
    listed = assignments_of(sent.judge, stage)
    assert given_up in listed and sent in listed
    ((_stage, total, done),) = stages_of_judge(sent.judge)
    assert (total, done) == (len([a for a in listed if a.recused_at is None]), 0)


def test_who_has_declared_a_conflict_neither_saves_nor_sends_in(contest: Contest) -> None:
    assignment, other = own(contest, contest.judges[0])[:2]
    save(assignment)
    declare(assignment.judge, assignment.stage_entry.candidacy.entry)
    for verb in (save, send):
        with pytest.raises(Refused, match="declared a conflict of interest"):
            verb(assignment, version=1)
    assert not assignment.is_submitted and send(other).submitted_at is not None


def test_a_tie_of_somebody_else_changes_nothing(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    declare(contest.judges[1], assignment.stage_entry.candidacy.entry)
    assert sign_in(assignment.judge).get(f"/assignments/{assignment.public_id}").status_code == 200
    assert send(assignment).submitted_at is not None
    assert conflicts_in(contest.stage(ROUND), to=contest.officer)[contest.judges[1].id, None] == (1, 0)


def test_a_field_that_was_emptied_is_empty(contest: Contest, sign_in: SignIn, session: Session) -> None:
    assignment = first_of(contest)
    save(assignment)
    client, place = sign_in(assignment.judge), f"/assignments/{assignment.public_id}"
    answer = client.send(place, action="save", c_innovation="", c_technology="70", comment="")
    assert answer.status_code == 303
    page = client.get(place).text
    assert 'value="80"' not in page and 'value="70"' in page and "Good." not in page
    rows = session.execute(sa.text("SELECT score FROM sheet_score ORDER BY criterion_id")).scalars().all()
    assert sorted(rows, key=str) == [7000, None]
    assert client.press(f"{place}/draft", version="2", c_innovation="60", c_technology="").status_code == 200
    page = client.get(place).text
    assert 'value="60"' in page and 'value="70"' not in page


def test_an_emptied_field_can_be_filled_and_sent_in(contest: Contest) -> None:
    assignment = first_of(contest)
    save(assignment)
    save(assignment, scores={}, comment="", version=1)
    assert send(assignment, version=2).submitted_at is not None
    assert len(score_rows(contest.stage(ROUND))) == 2
