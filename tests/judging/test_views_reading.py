"""What a judge may read: own entries alone, without what the office keeps, and less of it where judging is blind."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.entries.models import Attachment, Entry, Submission
from app.judging.assignments.by_hand import assign_by_hand
from app.judging.assignments.queries import stages_of_judge
from app.judging.models import Assignment
from app.judging.sheets.blind import reads_attachment
from app.judging.stages import service as stages_service
from app.judging.stages.queries import entries_in
from tests.factories import keep
from tests.judging.conftest import (
    ROUND,
    SignIn,
    declare,
    employ,
    enter_in_other_track,
    first_of,
    own,
    recuse,
    save,
    send,
)
from tests.results.conftest import Contest
from tests.tampering import behind_its_back

SEEN = {"summary_en": "A summary for everybody."}
NAMES = {
    "organisation_en": "Canary Organisation Ltd.",
    "team": [{"name_zh": "金丝雀", "name_latin": "Canary Person"}],
}
OFFICE = {"contact_name": "Canary Contact"}
HIDDEN = ("Canary Organisation", "金丝雀", "Canary Person")


def fill(entry: Entry, session: Session) -> None:
    """The latest submission answers everything, with marks that are easy to find."""
    latest = entry.submissions[-1]
    answers: dict[str, Any] = {**latest.answers, **SEEN, **NAMES, **OFFICE}
    with behind_its_back("submission"):
        session.execute(sa.update(Submission).where(Submission.id == latest.id).values(answers=answers))
    session.commit()


def add_file(entry: Entry, field: str, name: str) -> Attachment:
    sent_in = entry.submissions[-1].submitted_at
    return keep(
        Attachment(
            entry_id=entry.id,
            field=field,
            file_name=name,
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            storage_key=name,
            added_at=sent_in,
            added_by_id=entry.created_by_id,
        )
    )


def page_of(sign_in: SignIn, assignment: Assignment) -> str:
    return sign_in(assignment.judge).get(f"/assignments/{assignment.public_id}").text


def test_an_open_review_shows_whose_entry_it_is(contest: Contest, sign_in: SignIn, session: Session) -> None:
    assignment = first_of(contest)
    entry = assignment.stage_entry.candidacy.entry
    fill(entry, session)
    add_file(entry, "plan", "canary-plan.pdf")
    page = page_of(sign_in, assignment)
    assert entry.organisation is not None and entry.organisation.name["en"] in page
    for words in (entry.title_en, str(entry.number), "China", "canary-plan.pdf", *SEEN.values(), *HIDDEN):
        assert words in page


def test_a_blind_review_hides_names_places_people_and_files(
    blind: Contest, sign_in: SignIn, session: Session
) -> None:
    assignment = first_of(blind)
    entry = assignment.stage_entry.candidacy.entry
    fill(entry, session)
    file = add_file(entry, "plan", "canary-plan.pdf")
    applicant = entry.organisation
    assert applicant is not None
    client = sign_in(assignment.judge)
    pages = [
        client.get(place).text
        for place in (
            f"/assignments/{assignment.public_id}",
            f"/judging/{blind.stage(ROUND).public_id}",
            "/judging",
            f"/assignments/{assignment.public_id}/recuse",
        )
    ]
    assert "judged blind" in pages[0] and SEEN["summary_en"] in pages[0] and entry.title_en in pages[0]
    for page in pages:
        for words in (*HIDDEN, *applicant.name.values(), "canary-plan", file.public_id, "China"):
            assert words not in page
    assert client.get(f"/judging/files/{file.public_id}").status_code == 404


def test_what_is_for_the_office_no_judge_sees(contest: Contest, sign_in: SignIn, session: Session) -> None:
    assignment = first_of(contest)
    entry = assignment.stage_entry.candidacy.entry
    fill(entry, session)
    licence = add_file(entry, "licence", "canary-licence.pdf")
    page = page_of(sign_in, assignment)
    assert "Canary Contact" not in page
    assert "canary-licence" not in page and licence.public_id not in page
    assert sign_in(assignment.judge).get(f"/judging/files/{licence.public_id}").status_code == 404


def test_a_file_is_read_by_whoever_reads_the_entry(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    file = add_file(assignment.stage_entry.candidacy.entry, "plan", "plan.pdf")
    other = next(
        a
        for a in contest.assignments(ROUND)
        if a.stage_entry_id == assignment.stage_entry_id and a != assignment
    )
    free = next(j for j in contest.judges if j not in (assignment.judge, other.judge))

    def readers() -> set[int]:
        people = (*contest.judges, contest.officer, contest.auditor)
        return {p.id for p in people if reads_attachment(p, file, contest.clock.now)}

    assert readers() == {assignment.judge_id, other.judge_id}
    recuse(assignment)
    assert readers() == {other.judge_id, free.id}
    employ(other.judge, assignment.stage_entry.candidacy.entry)
    assert readers() == {free.id}


def test_a_list_holds_own_entries_by_number(contest: Contest, sign_in: SignIn) -> None:
    judge = contest.judges[0]
    page = sign_in(judge).get(f"/judging/{contest.stage(ROUND).public_id}").text
    every = {str(a.stage_entry.candidacy.entry.number) for a in contest.assignments(ROUND)}
    mine = [str(a.stage_entry.candidacy.entry.number) for a in own(contest, judge)]
    assert mine == sorted(mine) and len(mine) < len(every)
    assert [page.index(number) for number in mine] == sorted(page.index(number) for number in mine)
    assert not any(number in page for number in every - set(mine))


@pytest.mark.parametrize("how", ["searched", "sorted", "paged"])
def test_no_question_in_the_address_shows_more(contest: Contest, sign_in: SignIn, how: str) -> None:
    judge, stage = contest.judges[0], contest.stage(ROUND).public_id
    others = {a.stage_entry.candidacy.entry for a in contest.assignments(ROUND)}
    others -= {a.stage_entry.candidacy.entry for a in own(contest, judge)}
    asked = {
        "searched": "q=project&search=STW",
        "sorted": "sort=score&order=desc",
        "paged": "page=2&after=0",
    }[how]
    page = sign_in(judge).get(f"/judging/{stage}?{asked}").text
    assert others and not any(str(entry.number) in page for entry in others)


def counts(page: str) -> tuple[int, int]:
    """Sheets submitted, of how many, as a page says."""
    found = re.search(r"(\d+) of (\d+)", page)
    assert found is not None
    return int(found[1]), int(found[2])


def test_the_desk_counts_what_the_list_shows(contest: Contest, sign_in: SignIn, session: Session) -> None:
    """Neither an entry that the judge stepped back from, nor one they have come to have a conflict of interest with."""
    judge = contest.judges[0]
    mine = own(contest, judge)
    send(mine[0])
    stage = contest.stage(ROUND).public_id
    assert counts(sign_in(judge).get(f"/judging/{stage}").text) == (1, len(mine))
    recuse(mine[1])
    employ(judge, mine[2].stage_entry.candidacy.entry)
    for place in (f"/judging/{stage}", "/judging", f"/assignments/{mine[3].public_id}"):
        page = sign_in(judge).get(place).text
        assert str(mine[2].stage_entry.candidacy.entry.number) not in page
    ((_stage, total, done),) = stages_of_judge(judge)
    assert (done, total) == (1, len(mine) - 2) == counts(sign_in(judge).get(f"/judging/{stage}").text)


def test_an_entry_of_ones_own_person_is_not_in_the_list(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    judge = contest.judges[0]
    mine = own(contest, judge)[0].stage_entry.candidacy.entry
    session.execute(
        sa.update(Entry).where(Entry.id == mine.id).values(organisation_id=None, person_id=judge.id)
    )
    session.commit()
    assert str(mine.number) not in sign_in(judge).get(f"/judging/{contest.stage(ROUND).public_id}").text


def test_a_sheet_shows_its_place_among_what_is_left(contest: Contest, sign_in: SignIn) -> None:
    judge = contest.judges[0]
    first, second, third, *_rest = own(contest, judge)
    recuse(second)
    page = page_of(sign_in, third)
    assert f"2 / {len(own(contest, judge)) - 1}" in page
    assert first.public_id in page and second.public_id not in page


def test_stepping_back_leads_to_the_list_and_takes_the_link_away(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    save(assignment)
    client, place = sign_in(assignment.judge), f"/assignments/{assignment.public_id}"
    answer = client.send(f"{place}/recuse", reason="My former team.")
    assert answer.location == f"/judging/{contest.stage(ROUND).public_id}"
    page = client.get(answer.location).text
    assert "You are recused" in page and place not in page
    assert assignment.recusal_reason == "My former team." and assignment.sheet is not None


def test_a_reason_is_asked_for(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    answer = sign_in(assignment.judge).send(f"/assignments/{assignment.public_id}/recuse", reason="  ")
    assert answer.status_code == 422 and assignment.recused_at is None


def test_stepping_back_twice_with_one_form_is_one_transaction(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    client, key = sign_in(assignment.judge), "0123456789abcdef"
    place = f"/assignments/{assignment.public_id}/recuse"
    answers = [client.press(place, reason="A tie.", _key=key) for _ in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, f"/judging/{contest.stage(ROUND).public_id}")
    }
    assert len([a for a in contest.assignments(ROUND) if a.replaces_id == assignment.id]) == 1


def test_the_sent_sheet_of_the_other_candidacy_is_closed_too(contest: Contest, sign_in: SignIn) -> None:
    """The tie is to the entry: its dossier is not read through the other candidacy either."""
    first = first_of(contest)
    candidacy = enter_in_other_track(first.stage_entry.candidacy.entry)
    with transaction():
        stages_service.enter(stage=contest.stage(ROUND), candidacies=[candidacy], by=contest.officer)
    row = next(r for r in entries_in(contest.stage(ROUND)) if r.candidacy_id == candidacy.id)
    with transaction():
        assign_by_hand(stage_entry=row, judge=first.judge, by=contest.officer)
    second = next(a for a in contest.assignments(ROUND) if a.stage_entry == row)
    recuse(first)
    assert sign_in(first.judge).get(f"/assignments/{second.public_id}").status_code == 403


def test_a_declared_conflict_closes_nothing_of_others(contest: Contest, sign_in: SignIn) -> None:
    first, second, *_rest = own(contest, contest.judges[0])
    declare(contest.judges[0], first.stage_entry.candidacy.entry)
    assert sign_in(contest.judges[0]).get(f"/assignments/{second.public_id}").status_code == 200
