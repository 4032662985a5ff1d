"""Organisations, and who acts for them."""

from __future__ import annotations

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.regions import region
from app.core.verdict import _, need
from app.people.models import Organisation, Person, Representation
from app.people.names import clean, sort_key
from app.people.organisations import rules
from app.people.roles import rules as roles_rules


def register_organisation(*, name_zh: str, name_en: str, country_region: str, by: Person) -> Organisation:
    """Write down an organisation. Whoever does acts for it, but for the secretariat, who writes down strangers'."""
    organisation = name_organisation(name_zh=name_zh, name_en=name_en, country_region=country_region, by=by)
    if not roles_rules.is_staff(by, clock.now()):
        _add(organisation, by, by)
    return organisation


def name_organisation(*, name_zh: str, name_en: str, country_region: str, by: Person) -> Organisation:
    """Write down an organisation that others will act for, as a member does who nominates it."""
    enforce(rules.may_register_organisation(by, None, clock.now()))
    zh, en = clean(name_zh), clean(name_en)
    _check_names(zh, en)
    organisation = Organisation(
        name_zh=zh,
        name_en=en,
        sort_key=sort_key(zh, en),
        country_region=region(country_region).code,
        created_at=clock.now(),
    )
    db.session.add(organisation)
    record(
        "organisation.registered",
        f"organisation:{organisation.public_id}",
        by=by,
        country_region=country_region,
    )
    return organisation


def take_up(*, organisation: Organisation, by: Person) -> Representation:
    """Be the first to act for an organisation that was only named. The caller has seen a link mailed to it."""
    db.session.execute(sa.select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())
    taken = sa.select(Representation.id).where(Representation.organisation_id == organisation.id)
    enforce(need(by.is_active, _("This account is closed.")))
    enforce(
        need(
            not db.session.scalar(sa.select(taken.exists())),
            _("Somebody else acts for this organisation. Ask them to answer, or to name you."),
        )
    )
    return _add(organisation, by, by)


def represent(*, organisation: Organisation, person: Person, by: Person) -> Representation:
    """Let a person act for an organisation. Naming them twice changes nothing."""
    enforce(rules.is_trusted_with(by, organisation, clock.now()))
    found = next((row for row in person.representations if row.organisation_id == organisation.id), None)
    if found is None:
        return _add(organisation, person, by)
    if found.until is not None:
        found.until = None
        db.session.flush()
        _record(found, organisation, by)
    return found


def _add(organisation: Organisation, person: Person, by: Person) -> Representation:
    row = Representation(organisation=organisation, since=clock.now())
    person.representations.append(row)
    db.session.flush()
    _record(row, organisation, by)
    return row


def _record(row: Representation, organisation: Organisation, by: Person) -> None:
    subject = f"organisation:{organisation.public_id}"
    record("organisation.represented", subject, by=by, person=row.person.public_id)


def _check_names(zh: str, en: str) -> None:
    faults = {
        "name_zh": need(zh or en, _("Give the name in Chinese or in English."))
        and need(len(zh) <= 200, _("At most %(longest)s characters."), longest=200),
        "name_en": need(len(en) <= 300, _("At most %(longest)s characters."), longest=300),
    }
    if not all(faults.values()):
        raise Invalid({field: verdict for field, verdict in faults.items() if not verdict})
