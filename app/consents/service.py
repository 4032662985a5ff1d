"""Consents: one for each purpose, to one version of a text, given apart and withdrawn apart."""

from __future__ import annotations

from collections.abc import Mapping

from app.audit.service import record
from app.consents import rules
from app.consents.models import Consent, ConsentPurpose
from app.consents.queries import standing_consents
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import _, need
from app.outbox.service import enqueue_letter
from app.people.models import Person, Role
from app.people.roles.queries import people_in_office
from app.programmes.labels import title_of
from app.programmes.models import Edition
from app.programmes.rulebook import ConsentText


def give_consents(
    *, edition: Edition, purposes: Mapping[ConsentPurpose | str, str | int], by: Person
) -> list[Consent]:
    """Consent to each purpose, in the version of its text that was shown. Given twice, it stands once."""
    texts: dict[str, ConsentText] = {text.purpose: text for text in edition.rulebook.consents}
    for purpose, version in purposes.items():
        if purpose not in texts or str(texts[purpose].version) != str(version):
            raise Invalid({str(purpose): need(False, _("This text has changed. Read the new one first."))})
    standing = standing_consents(by, edition)
    given = [
        standing.get(ConsentPurpose(purpose)) or _give(edition, texts[purpose], by=by) for purpose in purposes
    ]
    db.session.flush()
    return given


def withdraw_consent(*, consent: Consent, by: Person) -> None:
    """Withdraw from now on; what was done before stays lawful."""
    enforce(rules.may_withdraw_consent(by, consent, clock.now()))
    consent.withdrawn_at = clock.now()
    db.session.flush()
    _record("consent.withdrawn", consent, by)
    if consent.purpose == ConsentPurpose.PUBLICATION and consent.edition is not None:
        _tell_officers(consent.edition, by)


def _tell_officers(edition: Edition, by: Person) -> None:
    """What they publish next must not name whoever takes the consent back; which entries that are, their pages say."""
    for officer in people_in_office(Role.OFFICER, edition_id=edition.id, now=clock.now()):
        if officer.id != by.id:
            enqueue_letter(
                "consent_withdrawn", to=officer, edition=edition.public_id, title=title_of(edition)
            )


def _give(edition: Edition, text: ConsentText, *, by: Person) -> Consent:
    consent = Consent(
        person_id=by.id,
        edition_id=edition.id,
        purpose=ConsentPurpose(text.purpose),
        text_version=str(text.version),
        text_sha256=text.sha256,
        given_at=clock.now(),
    )
    db.session.add(consent)
    _record("consent.given", consent, by)
    return consent


def _record(action: str, consent: Consent, by: Person) -> None:
    record(
        action,
        f"person:{by.public_id}",
        by=by,
        edition_id=consent.edition_id,
        purpose=str(consent.purpose),
        text_version=consent.text_version,
        text_sha256=consent.text_sha256,
    )
