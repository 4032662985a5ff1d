"""Nobody hands over data unasked: the consent to processing stands before the first word, each of the others is free."""

from __future__ import annotations

import hashlib

import pytest
import rfc8785
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consents import service
from app.consents.models import Consent, ConsentPurpose
from app.consents.queries import standing_consents
from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.entries.applications.queries import is_consented
from app.entries.models import Entry, EntryState
from app.people.models import Person
from tests.entries.conftest import Scene, count
from tests.factories import make_person

NEEDED = "needs your consent"
PROCESSING = {"processing": 1}


def take_back(scene: Scene, purpose: str = "processing", person: Person | None = None) -> None:
    person = person or scene.applicant
    with transaction():
        standing = standing_consents(person, scene.edition)
        service.withdraw_consent(consent=standing[ConsentPurpose(purpose)], by=person)


@pytest.mark.parametrize("consents", [{}, {"publication": 1, "transfer": 1}])
def test_without_the_consent_to_processing_nothing_is_begun(
    scene: Scene, session: Session, consents: dict[str, int]
) -> None:
    with pytest.raises(Invalid, match=NEEDED) as refusal:
        scene.start(consents=consents)
    assert set(refusal.value.faults) == {"processing"}
    assert count(session, Entry) == count(session, Consent) == 0, (
        "what was ticked beside it is not kept either"
    )


@pytest.mark.parametrize("more", [{}, {"publication": 1}, {"transfer": 1}, {"publication": 1, "transfer": 1}])
def test_publication_and_transfer_abroad_are_a_free_choice(scene: Scene, more: dict[str, int]) -> None:
    entry = scene.save(scene.start(consents={**PROCESSING, **more}))
    scene.send(entry)
    given = {str(purpose) for purpose in standing_consents(scene.applicant, scene.edition)}
    assert (entry.state, given) == (EntryState.SUBMITTED, {"processing", *more})


def test_each_is_recorded_with_version_and_hash_of_what_was_read(scene: Scene, session: Session) -> None:
    scene.start()
    texts = {text.purpose: text for text in scene.edition.rulebook.consents}
    rows = session.scalars(sa.select(Consent)).all()
    assert len(rows) == 3
    for row in rows:
        text = texts[str(row.purpose)]  # type: ignore[index]
        canonical = rfc8785.dumps({"zh": text.text.zh, "en": text.text.en})
        assert row.text_sha256 == hashlib.sha256(canonical).hexdigest()
        assert (row.text_version, row.person_id, row.edition_id) == (
            "1",
            scene.applicant.id,
            scene.edition.id,
        )


def test_a_version_that_was_not_shown_is_no_consent(scene: Scene, session: Session) -> None:
    with pytest.raises(Invalid, match="This text has changed"):
        scene.start(consents={"processing": 2})
    assert count(session, Consent) == 0


def test_a_consent_to_another_text_does_not_stand(scene: Scene, draft: Entry, session: Session) -> None:
    with transaction():
        session.execute(sa.update(Consent).values(text_sha256="0" * 64))
    with pytest.raises(Refused, match=NEEDED):
        scene.save(draft)
    scene.start()
    assert scene.save(draft).draft


def test_asked_once_an_edition(scene: Scene, session: Session) -> None:
    scene.start()
    scene.start(consents={})
    assert (count(session, Entry), count(session, Consent)) == (2, 3)


def test_withdrawn_it_stops_every_word_but_not_the_withdrawal(scene: Scene, session: Session) -> None:
    entry, other = scene.sent(), scene.save(scene.start())
    file = scene.attach(entry)
    take_back(scene)
    for verb in (scene.save, scene.send, scene.attach):
        for each in (entry, other):
            with pytest.raises(Refused, match=NEEDED):
                verb(each)
    with pytest.raises(Invalid, match=NEEDED):
        scene.start(consents={})
    scene.detach(file)
    assert scene.withdraw(entry).state == EntryState.WITHDRAWN


def test_withdrawing_publication_or_transfer_leaves_the_rest(scene: Scene, draft: Entry) -> None:
    take_back(scene, "publication")
    take_back(scene, "transfer")
    scene.send(draft)
    assert set(standing_consents(scene.applicant, scene.edition)) == {ConsentPurpose.PROCESSING}


def test_whoever_joins_later_gives_their_own(scene: Scene, draft: Entry) -> None:
    colleague = make_person(acts_for=scene.firm)
    with pytest.raises(Refused, match=NEEDED):
        scene.save(draft, by=colleague)
    with transaction():
        service.give_consents(edition=scene.edition, purposes=PROCESSING, by=colleague)
    scene.save(draft, by=colleague)
    scene.send(draft, by=colleague)
    assert draft.state == EntryState.SUBMITTED


def test_those_of_one_edition_are_none_in_another(scene: Scene, draft: Entry, session: Session) -> None:
    with transaction():
        session.execute(sa.update(Consent).values(edition_id=None))
    assert not is_consented(draft.edition, scene.applicant)
