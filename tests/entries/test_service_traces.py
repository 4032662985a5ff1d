"""What every change leaves in its own transaction: an event in the log, a letter in the outbox, and no personal data."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.consents import service as consents_service
from app.core.db import transaction
from app.core.errors import Invalid
from app.entries.applications import service as applications_service
from app.entries.models import Eligibility, Entry, EntryState, Submission
from app.entries.screening import service as screening_service
from app.outbox.models import Message
from tests.entries.conftest import ANSWERS, GROWTH, SOCIAL, Scene, count
from tests.factories import keep, make_person
from tests.time import Clock


class Stumble(Exception):
    """Something goes wrong after the change was made and before it is committed."""


def actions(session: Session) -> list[str]:
    rooms = sa.or_(*(AuditEvent.subject.like(f"{kind}:%") for kind in ("entry", "candidacy")))
    return list(session.scalars(sa.select(AuditEvent.action).where(rooms).order_by(AuditEvent.id)))


def leaf(session: Session, action: str) -> dict[str, Any]:
    found = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id.desc())
    )
    statement: dict[str, Any] = json.loads(found.first().statement)  # type: ignore[union-attr]
    return statement


def letters(session: Session) -> list[Message]:
    return list(session.scalars(sa.select(Message).where(Message.kind.like("entry%")).order_by(Message.id)))


def test_every_change_but_a_draft_leaves_a_leaf(scene: Scene, session: Session, clock: Clock) -> None:
    entry = scene.start()
    for number in range(3):
        scene.save(entry, title_en=f"Draft {number}")
    assert actions(session) == ["entry.started"]
    file = scene.attach(entry)
    scene.send(entry)
    scene.detach(file)
    scene.withdraw(entry)
    scene.send(entry)
    candidacy = entry.candidacies[0]
    scene.send_back(candidacy, until=clock.now + timedelta(days=1))
    scene.screen(candidacy, "ineligible", reason="x")
    scene.screen(candidacy)
    assert actions(session) == [
        "entry.started",
        "attachment.added",
        "entry.submitted",
        "attachment.removed",
        "entry.withdrawn",
        "entry.submitted",
        "candidacy.returned",
        "candidacy.ineligible",
        "candidacy.eligible",
    ]


def test_a_leaf_says_what_was_sent_in_by_whom_and_when(scene: Scene, session: Session, clock: Clock) -> None:
    entry = scene.sent([SOCIAL, GROWTH])
    shown = leaf(session, "entry.submitted")
    assert shown["facts"] == {
        "number": "OCA-2024-0001",
        "submission": 1,
        "sha256": entry.submissions[0].sha256,
        "tracks": [SOCIAL, GROWTH],
    }
    assert (shown["actor"], shown["subject"]) == (scene.applicant.public_id, f"entry:{entry.public_id}")
    assert shown["at"] == clock.now.isoformat(timespec="microseconds")
    scene.screen(entry.candidacies[1])
    shown = leaf(session, "candidacy.eligible")
    assert shown["facts"] == {"number": "OCA-2024-0001", "track": GROWTH}
    assert shown["actor"] == scene.officer.public_id


def test_a_letter_confirms_each_sending_and_the_withdrawal(scene: Scene, session: Session) -> None:
    entry = scene.sent()
    scene.withdraw(entry)
    scene.send(entry)
    found = letters(session)
    assert [(each.kind, each.person_id) for each in found] == [
        (kind, scene.applicant.id) for kind in ("entry_submitted", "entry_withdrawn", "entry_submitted")
    ]
    assert found[0].params["sha256"] == entry.submissions[0].sha256
    assert found[0].params["title"] == {"zh": ANSWERS["title_zh"], "en": ANSWERS["title_en"]}


def test_everybody_who_acts_for_the_firm_is_told(scene: Scene, draft: Entry, session: Session) -> None:
    colleague, left = make_person(acts_for=scene.firm), make_person(acts_for=scene.firm)
    left.representations[0].until = scene.edition.opens_at
    keep(left)
    scene.send(draft)
    own = {scene.applicant.id, colleague.id}
    assert {each.person_id for each in letters(session)} == own
    with transaction():
        refused = {"eligibility": Eligibility.INELIGIBLE, "reason": "x", "checks": {}}
        screening_service.screen(candidacy=draft.candidacies[0], by=scene.officer, **refused)  # type: ignore[arg-type]
    stated = sa.select(Message.person_id).where(Message.kind == "candidacy_ineligible")
    assert set(session.scalars(stated)) == own


def test_who_sends_in_is_told_too(scene: Scene, draft: Entry, session: Session) -> None:
    colleague = make_person(acts_for=scene.firm)
    with transaction():
        consents_service.give_consents(edition=scene.edition, purposes={"processing": 1}, by=colleague)
    scene.send(draft, by=colleague)
    assert {each.person_id for each in letters(session)} == {colleague.id, scene.applicant.id}


@pytest.mark.parametrize("verb", ["submit", "withdraw", "screen"])
def test_change_event_and_letter_stand_or_fall_together(
    scene: Scene, draft: Entry, session: Session, clock: Clock, verb: str
) -> None:
    if verb != "submit":
        scene.send(draft)
    before = (len(actions(session)), count(session, Message), count(session, Submission), draft.state)

    def carry_out() -> None:
        if verb == "submit":
            applications_service.submit(entry=draft, version=draft.version, by=scene.applicant)
        elif verb == "withdraw":
            applications_service.withdraw(entry=draft, by=scene.applicant)
        else:
            refused = {"eligibility": Eligibility.INELIGIBLE, "reason": "x", "checks": {}}
            screening_service.screen(candidacy=draft.candidacies[0], by=scene.officer, **refused)  # type: ignore[arg-type]

    with pytest.raises(Stumble), transaction():
        carry_out()
        assert (len(actions(session)), count(session, Message)) == (before[0] + 1, before[1] + 1)
        raise Stumble
    session.expire_all()
    assert (len(actions(session)), count(session, Message), count(session, Submission), draft.state) == before


def test_what_is_refused_leaves_nothing(scene: Scene, session: Session) -> None:
    entry = scene.save(scene.start(), [])
    with pytest.raises(Invalid):
        scene.send(entry)
    assert (actions(session), letters(session)) == (["entry.started"], [])
    assert entry.state == EntryState.DRAFT and scene.edition.next_number == 1


def test_no_personal_data_stands_in_any_leaf(scene: Scene, session: Session, clock: Clock) -> None:
    entry = scene.save(scene.start(), team=[{"name_zh": "王小红", "name_latin": "Wang", "post": "Engineer"}])
    scene.attach(entry, name="李小明的身份证.pdf")
    scene.send(entry)
    scene.send_back(entry.candidacies[0], until=clock.now + timedelta(days=1))
    scene.screen(entry.candidacies[0], "ineligible", reason="李小明 has left the firm.")
    scene.withdraw(entry)
    private = [
        ANSWERS["title_zh"],
        ANSWERS["title_en"],
        ANSWERS["contact_name"],
        ANSWERS["contact_phone"],
        "王小红",
        "Wang",
        "身份证",
        "has left",
        scene.applicant.email,
        scene.applicant.name_zh,
        scene.applicant.name_latin,
        scene.firm.name_zh,
        scene.firm.name_en,
        scene.officer.email,
    ]
    statements = session.scalars(sa.select(AuditEvent.statement)).all()
    assert len(statements) > 6
    for statement in statements:
        plain = statement + json.dumps(json.loads(statement), ensure_ascii=False)
        assert not [word for word in private if word in plain], statement
