"""To whoever has a conflict of interest every page of judging reads as if the entry had never been.

No number in a reason, a notice, a table or a task counts it, and no order gives it away.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.entries.models import Eligibility, Entry
from app.judging.assignments import releases
from app.judging.reopenings import service as reopenings
from app.outbox.models import Message
from app.people.models import Person
from tests.client import Client
from tests.forgetting import assert_unseen
from tests.judging.conftest import ROUND, SignIn, declare, employ, first_of, own, recuse, save, send
from tests.results.conftest import Contest

READERS = ("officer", "approver", "auditor")


def reader_of(contest: Contest, who: str, hidden: Entry, other: Entry) -> Person:
    """Somebody with two entries that they must not know of: one is enough to keep them from running the stage."""
    person: Person = getattr(contest, who)
    declare(person, hidden)
    employ(person, other)
    return person


def starts(contest: Contest) -> list[str]:
    stage = f"/stages/{contest.stage(ROUND).public_id}"
    edition = f"/programmes/straight-to-wuzhen/{contest.edition.year}"
    return [
        "/desk",
        f"{edition}/judging",
        stage,
        f"{stage}/remind",
        f"{edition}/judging/comments",
        f"{edition}/results",
    ]


def under_way(contest: Contest) -> Entry:
    """Half of the round is judged. Of the hidden entry there are a comment, a request, a conflict, and a hole."""
    mine = own(contest, contest.judges[0])
    hidden = mine[0].stage_entry.candidacy.entry
    for assignment in contest.assignments(ROUND):
        if assignment.stage_entry.candidacy.entry is hidden:
            send(assignment, comment="I know whose this is.")
        elif assignment.id % 3:
            send(assignment, comment="" if assignment.id % 2 else "Good.")
    with transaction():
        reopenings.ask_reopening(assignment=mine[0], reason="A slip.", by=mine[0].judge)
    recuse(
        next(
            a
            for a in contest.assignments(ROUND)
            if a.stage_entry.candidacy.entry is hidden and a is not mine[0]
        )
    )
    return hidden


def untouched(contest: Contest) -> Entry:
    """Nobody has written anything: every sheet is outstanding, of the hidden entry too."""
    hidden: Entry = first_of(contest).stage_entry.candidacy.entry
    save(own(contest, contest.judges[1])[0])
    return hidden


@pytest.mark.parametrize("state", [under_way, untouched])
@pytest.mark.parametrize("who", READERS)
def test_an_open_round(
    app: Flask, contest: Contest, sign_in: SignIn, who: str, state: Callable[[Contest], Entry]
) -> None:
    hidden = state(contest)
    other = contest.entry("digital project 5")
    assert_unseen(app, hidden, reader_of(contest, who, hidden, other), sign_in, starts(contest))


@pytest.mark.parametrize("who", READERS)
def test_a_round_that_is_being_prepared(
    app: Flask, fresh: Contest, sign_in: SignIn, session: Session, who: str
) -> None:
    """What is not decided, what was admitted and what is short of judges is counted without it."""
    hidden, other = fresh.entry("connected project 2"), fresh.entry("digital project 5")
    person = reader_of(fresh, who, hidden, other)
    undecided = [hidden, fresh.entry("connected project 3")]
    for entry in undecided:
        (candidacy,) = entry.candidacies
        candidacy.eligibility, candidacy.screened_at, candidacy.screened_by_id = (
            Eligibility.PENDING,
            None,
            None,
        )
    session.commit()
    assert_unseen(app, hidden, person, sign_in, starts(fresh))


VERBS = ("admit", "plan", "open", "postpone", "close")


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_verb_answers_counts_without_it(
    contest: Contest, fresh: Contest, sign_in: SignIn, session: Session, verb: str
) -> None:
    """Of a stage that has begun and of one that has not, to whoever may do it and to whoever may not."""
    for each in (contest, fresh):
        hidden, other = each.entry("connected project 2"), each.entry("digital project 5")
        person = reader_of(each, "officer", hidden, other)
        for entry in (hidden, each.entry("connected project 3")):
            (candidacy,) = entry.candidacies
            candidacy.eligibility, candidacy.screened_at, candidacy.screened_by_id = (
                Eligibility.PENDING,
                None,
                None,
            )
        session.commit()
        answer = press(sign_in(person), each, verb)
        assert "2 " not in answer and "20 " not in answer and "10 " not in answer, "the hidden one is counted"
    assert "1 candidacies are not decided yet." in press(sign_in(fresh.officer), fresh, "admit")


def press(client: Client, contest: Contest, verb: str) -> str:
    text = client.press(f"/stages/{contest.stage(ROUND).public_id}/{verb}").text
    return text[text.index("<main") :].split("</main>")[0]


def test_a_release_counts_for_the_judge_what_the_judge_may_know_of(
    contest: Contest, session: Session
) -> None:
    """A judge who has come to work for an applicant reads of the other entries alone."""
    chosen = own(contest, contest.judges[0])[:3]
    employ(contest.judges[0], chosen[0].stage_entry.candidacy.entry)
    with transaction():
        releases.release(
            stage=contest.stage(ROUND),
            judge=contest.judges[0],
            assignments=chosen,
            reason="Ill.",
            by=contest.officer,
        )
    message = session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
    assert message is not None and (message.kind, message.params["count"]) == ("released", 2)


def test_the_twin_would_differ_for_somebody_without_a_conflict(
    app: Flask, contest: Contest, sign_in: SignIn
) -> None:
    """So the comparison can fail: an officer who may see the entry finds it missing."""
    hidden = untouched(contest)
    with pytest.raises(AssertionError):
        assert_unseen(app, hidden, contest.officer, sign_in, starts(contest))
