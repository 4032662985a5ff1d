"""The sheet of a judge in the browser: what can be typed, what is said, and what is never lost."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.audit.models import AuditEvent
from app.core.idempotency import FIELD
from app.judging.models import Assignment, ScoreSheet
from app.judging.sheets import service
from tests.client import Client, hidden_fields
from tests.counting import counted
from tests.factories import make_person
from tests.judging.conftest import GOOD, ROUND, TYPED, SignIn, employ, first_of, own, recuse, save, send
from tests.results.conftest import Contest


def address(assignment: Assignment) -> str:
    return f"/assignments/{assignment.public_id}"


def value_of(page: str, name: str) -> str:
    """What a field of the page holds."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert found is not None, f"no field {name}"
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""


def scores_of(assignment: Assignment) -> dict[str, int]:
    return service.scores_of(assignment.sheet) if assignment.sheet else {}


def press(client: Client, assignment: Assignment, action: str, **fields: Any) -> TestResponse:
    return client.send(address(assignment), **{"action": action, **fields})


def test_the_form_is_the_rubric_of_the_stage(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    page = sign_in(assignment.judge).get(address(assignment)).text
    assert re.findall(r'name="(c_\w+)"', page) == ["c_innovation", "c_technology"]
    for words in ("Innovation", "weight 60", "Technology", "weight 40", "first of its kind", "/ 100"):
        assert words in page


def test_what_was_saved_stands_in_the_form(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    client = sign_in(assignment.judge)
    answer = press(client, assignment, "save", c_technology="85", comment="多看一眼。")
    assert (answer.status_code, answer.location) == (303, f"{address(assignment)}#sheet")
    page = client.get(answer.location).text
    assert "Saved; not submitted yet." in page and "多看一眼。" in page
    assert (value_of(page, "c_innovation"), value_of(page, "c_technology")) == ("", "85")
    assert hidden_fields(page, address(assignment))["version"] == "1"


def test_sending_in_leads_to_the_next_entry_and_at_last_to_the_list(
    contest: Contest, sign_in: SignIn
) -> None:
    judge = contest.judges[0]
    client, mine = sign_in(judge), own(contest, judge)
    for assignment, following in pairwise(mine):
        assert press(client, assignment, "send", **TYPED).location == address(following)
    answer = press(client, mine[-1], "send", **TYPED)
    assert answer.location == f"/judging/{contest.stage(ROUND).public_id}"
    assert "Your sheet was submitted." in client.get(answer.location).text
    assert all(scores_of(assignment) == GOOD for assignment in mine)


@pytest.mark.parametrize(
    ("typed", "stated"),
    [
        ("101", "Give 0 to 100 points."),
        ("-1", "Give 0 to 100 points."),
        ("85.5", "Give points in steps of 1."),
        ("85.555", "This is not a number"),
        ("NaN", "This is not a number"),
        ("sNaN", "This is not a number"),
        ("Infinity", "This is not a number"),
        ("1E999999", "This is not a number"),
        ("1E9", "This is not a number"),
        ("9" * 12, "Give 0 to 100 points."),
        ("9" * 20, "This is not a number"),
        ("9" * 5000, "longer than 20"),
        ("八十五", "This is not a number"),
        ("8_5", "This is not a number"),
        ("80分", "This is not a number"),
        ("<script>", "This is not a number"),
        ("１０１", "Give 0 to 100 points."),
        ("８５．５", "in steps of 1"),
    ],
)
@pytest.mark.parametrize("action", ["save", "send"])
def test_what_is_no_score_is_said_and_stays_in_the_form(
    contest: Contest, sign_in: SignIn, action: str, typed: str, stated: str
) -> None:
    assignment = first_of(contest)
    fields = {**TYPED, "c_technology": typed, "comment": "Kept."}
    answer = press(sign_in(assignment.judge), assignment, action, **fields)
    assert answer.status_code == 422 and stated in answer.text
    shown = value_of(answer.text, "c_technology").replace("&lt;", "<").replace("&gt;", ">")
    assert (value_of(answer.text, "c_innovation"), shown) == ("80", typed) and "Kept." in answer.text
    assert scores_of(assignment) == ({"innovation": 8000} if action == "save" else {})


@pytest.mark.parametrize("typed", ["８５", "85", " 85 ", "85.0", "85，0", "85。0", "８５．０", "085"])
def test_numbers_as_people_type_them(contest: Contest, sign_in: SignIn, typed: str) -> None:
    assignment = first_of(contest)
    assert press(sign_in(assignment.judge), assignment, "save", c_technology=typed).status_code == 303
    assert scores_of(assignment) == {"technology": 8500}


@pytest.mark.parametrize("empty", ["", "  ", "　"])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    contest: Contest, sign_in: SignIn, empty: str
) -> None:
    assignment = first_of(contest)
    client = sign_in(assignment.judge)
    answer = press(client, assignment, "send", c_innovation=empty, c_technology="70", comment="Half.")
    assert answer.status_code == 422 and "Give a score." in answer.text
    assert value_of(answer.text, "c_technology") == "70" and "Half." in answer.text
    assert assignment.sheet is None


def test_an_emptied_field_is_missing_though_it_was_saved_before(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    save(assignment)
    answer = press(sign_in(assignment.judge), assignment, "send", c_innovation="", c_technology="70")
    assert answer.status_code == 422 and "Give a score." in answer.text
    assert assignment.sheet is not None and assignment.sheet.submitted_at is None


def from_the_older_of_two_tabs(
    contest: Contest, sign_in: SignIn, action: str, **fields: str
) -> tuple[Client, str, int]:
    """The first tab was open before the second one gave both scores and a comment."""
    assignment = first_of(contest)
    client = sign_in(assignment.judge)
    older = hidden_fields(client.get(address(assignment)).text, address(assignment))
    press(client, assignment, "save", **TYPED, comment="From the newer tab.")
    answer = client.post(
        address(assignment), data={**older, "c_technology": "", "comment": "", **fields, "action": action}
    )
    return client, answer.text, answer.status_code


@pytest.mark.parametrize("action", ["save", "send"])
def test_the_older_of_two_tabs_is_asked_where_both_gave_something(
    contest: Contest, sign_in: SignIn, action: str
) -> None:
    """Both are shown, and nothing is sent in until one of them is chosen."""
    assignment = first_of(contest)
    fields = {"c_innovation": "55", "comment": "From the older tab."}
    client, page, status = from_the_older_of_two_tabs(contest, sign_in, action, **fields)
    assert status == 409 and assignment.sheet is not None and assignment.sheet.submitted_at is None
    assert value_of(page, "c_innovation") == "55" and "From the older tab." in page
    asked = page.partition("data-disputes")[2].partition("</form>")[0].partition('class="score')[0]
    assert ">80<" in asked and "From the newer tab." in asked and "Innovation" in asked
    assert value_of(page, "c_technology") == "70" and "Technology" not in asked, "changed in one tab alone"
    assert scores_of(assignment) == GOOD
    seen = dict(re.findall(r'name="(_choice_\w+)" value="(mine \w+)"', page))
    chosen = {**hidden_fields(page, address(assignment)), **fields, "c_technology": "70"}
    chosen |= {"_choice_innovation": seen["_choice_innovation"], "_choice_comment": "theirs"}
    assert client.post(address(assignment), data={**chosen, "action": "save"}).status_code == 303
    assert scores_of(assignment) == {"innovation": 5500, "technology": 7000}
    assert assignment.sheet is not None and assignment.sheet.comment == "From the newer tab."


def test_what_one_tab_alone_has_changed_is_merged(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    _client, _page, status = from_the_older_of_two_tabs(contest, sign_in, "save", c_innovation="80")
    assert status == 303 and scores_of(assignment) == GOOD
    assert assignment.sheet is not None and assignment.sheet.comment == "From the newer tab."


def test_what_nobody_has_seen_here_is_looked_at_before_it_is_sent_in(
    contest: Contest, sign_in: SignIn
) -> None:
    assignment = first_of(contest)
    client, page, status = from_the_older_of_two_tabs(
        contest, sign_in, "send", c_innovation="80", c_technology="70"
    )
    assert status == 409 and "Look at it again" in page and "From the newer tab." in page
    again = {
        **hidden_fields(page, address(assignment)),
        **TYPED,
        "comment": "From the newer tab.",
        "action": "send",
    }
    assert client.post(address(assignment), data=again).status_code == 303
    assert assignment.is_submitted


@pytest.mark.parametrize("version", ["²", "1" * 5000, "-1", "one", "١"])
def test_a_version_that_is_none_is_an_older_one(contest: Contest, sign_in: SignIn, version: str) -> None:
    assignment = first_of(contest)
    save(assignment)
    client = sign_in(assignment.judge)
    assert (
        client.press(address(assignment), version=version, action="save", c_innovation="1").status_code == 409
    )
    assert scores_of(assignment) == GOOD


def test_a_draft_that_the_page_saves_is_kept_without_a_leaf(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    assignment = first_of(contest)
    answer = sign_in(assignment.judge).press(f"{address(assignment)}/draft", c_innovation="80", version="0")
    assert answer.status_code == 200 and answer.json is not None and answer.json["version"] == 1
    assert scores_of(assignment) == {"innovation": 8000}
    subject = f"assignment:{assignment.public_id}"
    assert session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == subject)).all() == []


def test_a_save_reads_the_reader_and_the_assignment_once(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    client, draft = sign_in(assignment.judge), f"{address(assignment)}/draft"
    client.press(draft, c_innovation="80", version="0")
    with counted() as statements:
        assert client.press(draft, c_innovation="81", version="1").status_code == 200
    read = [
        statement.split("FROM ")[1].split()[0] for statement in statements if statement.startswith("SELECT")
    ]
    assert read == ["person", "assignment", "criterion"]


def test_a_draft_of_an_older_version_changes_nothing_that_stands(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    save(assignment)
    answer = sign_in(assignment.judge).press(f"{address(assignment)}/draft", version="0", c_innovation="5")
    assert answer.status_code == 409 and scores_of(assignment) == GOOD


@pytest.mark.parametrize("bad", ["80分", "101", "7" * 21])
def test_one_score_that_cannot_stand_holds_back_no_other(contest: Contest, sign_in: SignIn, bad: str) -> None:
    """The others and the comment are kept, the bad one is named, and what stood in its place still stands."""
    assignment = first_of(contest)
    save(assignment)
    fields = {"version": "1", "c_innovation": bad, "c_technology": "64", "comment": "Typed on."}
    answer = sign_in(assignment.judge).press(f"{address(assignment)}/draft", **fields)
    assert answer.status_code == 200 and answer.json is not None
    assert list(answer.json["faults"]) == ["c_innovation"]
    assert answer.json["faults"]["c_innovation"]["label"] == "Innovation"
    assert scores_of(assignment) == {"innovation": 8000, "technology": 6400}
    assert assignment.sheet is not None and assignment.sheet.comment == "Typed on."


@pytest.mark.parametrize("when", ["before it opens", "after its hour", "after it was sent in"])
def test_a_refusal_gives_the_reason_and_what_was_typed_back(
    contest: Contest, sign_in: SignIn, when: str
) -> None:
    """The form was open in a tab while judging closed, or the sheet was sent in from another one."""
    assignment = first_of(contest)
    client, stage = sign_in(assignment.judge), contest.stage(ROUND)
    form = hidden_fields(client.get(address(assignment)).text, address(assignment))
    if when == "after it was sent in":
        send(assignment)
    elif when == "after its hour":
        contest.clock.move(timedelta(days=5))
    else:
        stage.opened_at = contest.clock.now + timedelta(days=1)
    for action in ("save", "send"):
        fields = {
            **form,
            "c_innovation": "55",
            "c_technology": "44",
            "comment": "An hour's work.",
            "action": action,
        }
        answer = client.post(address(assignment), data=fields)
        assert answer.status_code == 403
        assert ("it is final" if when == "after it was sent in" else "Judging is not open.") in answer.text
        assert "This was not saved." in answer.text
        assert ">55<" in answer.text and ">44<" in answer.text and "An hour&#39;s work." in answer.text
    assert scores_of(assignment) == (GOOD if when == "after it was sent in" else {})
    assert client.press(f"{address(assignment)}/draft", version="0", c_innovation="5").status_code == 403


def test_a_sheet_that_was_sent_in_can_be_read_and_not_changed(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    send(assignment)
    page = sign_in(assignment.judge).get(address(assignment)).text
    assert "You have submitted this sheet: it is final." in page and ">80<" in page and "Good." in page
    assert 'name="c_innovation"' not in page and f"{address(assignment)}/reopening" in page
    assert f"{address(assignment)}/recuse" in page, "a conflict may come to light later"


def test_the_same_form_sent_twice_is_one_transaction_with_one_answer(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    assignment = first_of(contest)
    client = sign_in(assignment.judge)
    form = {
        **hidden_fields(client.get(address(assignment)).text, address(assignment)),
        **TYPED,
        "action": "send",
    }
    assert FIELD in form
    first, second = (client.post(address(assignment), data=form) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert first.status_code == 303
    subject = f"assignment:{assignment.public_id}"
    leaves = session.scalars(sa.select(AuditEvent.action).where(AuditEvent.subject == subject)).all()
    assert leaves == ["sheet.sent"]
    assert session.scalar(sa.select(sa.func.count()).where(ScoreSheet.assignment_id == assignment.id)) == 1


@pytest.mark.parametrize("who", ["other judge", "officer", "auditor", "stranger", "judge of another edition"])
def test_whoever_it_was_not_given_to_does_not_find_it(
    contest: Contest, voting: Contest, sign_in: SignIn, who: str
) -> None:
    assignment = first_of(contest)
    person = {
        "other judge": lambda: next(j for j in contest.judges if j != assignment.judge),
        "stranger": make_person,
        "officer": lambda: contest.officer,
        "auditor": lambda: contest.auditor,
        "judge of another edition": lambda: voting.judges[0],
    }[who]()
    client = sign_in(person)
    for place in (address(assignment), f"{address(assignment)}/recuse"):
        assert client.get(place).status_code == 404
        assert client.press(place, action="save", reason="x", **TYPED).status_code == 404
    assert client.press(f"{address(assignment)}/draft", **TYPED).status_code == 404
    assert assignment.sheet is None and assignment.recused_at is None


@pytest.mark.parametrize("action", ["save", "send"])
def test_whoever_was_released_while_writing_gets_the_text_back(
    contest: Contest, sign_in: SignIn, action: str
) -> None:
    assignment = first_of(contest)
    client = sign_in(assignment.judge)
    form = hidden_fields(client.get(address(assignment)).text, address(assignment))
    recuse(assignment)
    fields = {
        **form,
        "c_innovation": "55",
        "c_technology": "44",
        "comment": "An hour's work.",
        "action": action,
    }
    answer = client.post(address(assignment), data=fields)
    assert answer.status_code == 403 and "What you typed" in answer.text
    for words in ("Innovation", '<pre dir="auto">55<', '<pre dir="auto">44<', "An hour&#39;s work."):
        assert words in answer.text
    assert assignment.stage_entry.candidacy.entry.title_en not in answer.text and assignment.sheet is None


@pytest.mark.parametrize("why", ["stepped back", "tie"])
def test_a_judge_who_keeps_away_neither_reads_nor_writes(contest: Contest, sign_in: SignIn, why: str) -> None:
    assignment = first_of(contest)
    save(assignment)
    entry = assignment.stage_entry.candidacy.entry
    recuse(assignment) if why == "stepped back" else employ(assignment.judge, entry)
    client = sign_in(assignment.judge)
    page = client.get(address(assignment))
    assert page.status_code == 403
    assert "Good." not in page.text and entry.title_en not in page.text
    for action in ("save", "send"):
        answer = client.press(address(assignment), action=action, version="1", **TYPED)
        assert answer.status_code == 403 and entry.title_en not in answer.text
    assert client.press(f"{address(assignment)}/draft", version="1", **TYPED).status_code == 403
    assert (
        scores_of(assignment) == GOOD
        and assignment.sheet is not None
        and assignment.sheet.submitted_at is None
    )
