"""Organisations, and who acts for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.regions import region
from app.core.verdict import Verdict, _, need
from app.people.models import Basis, Organisation, Person, Representation
from app.people.organisations import rules
from app.people.organisations.identity import Identity, is_another
from app.people.organisations.queries import alike
from app.people.organisations.registration_codes import is_code, normal_code
from app.people.representations.rules import is_free_to_take_up
from app.people.roles import rules as roles_rules
from app.people.sort_keys import clean, sort_key


def register_organisation(
    *,
    name_zh: str,
    name_en: str,
    country_region: str,
    registration_code: str = "",
    told_apart: Collection[str] = (),
    by: Person,
) -> Organisation:
    """Write down an organisation. Whoever does acts for it, but for the secretariat, who writes down strangers'."""
    organisation = name_organisation(
        name_zh=name_zh,
        name_en=name_en,
        country_region=country_region,
        registration_code=registration_code,
        told_apart=told_apart,
        by=by,
    )
    if not roles_rules.is_staff(by, clock.now()):
        add_representation(organisation, by, by=by, basis=Basis.REGISTERED)
    return organisation


def name_organisation(
    *,
    name_zh: str,
    name_en: str,
    country_region: str,
    registration_code: str = "",
    told_apart: Collection[str] = (),
    by: Person,
) -> Organisation:
    """Write down an organisation that others will act for, as a member does who nominates it.

    `told_apart`: public ids of those that have a name like it and that the person, who was shown them, says are others.
    """
    enforce(rules.may_register_organisation(by, None, clock.now()))
    place = region(country_region).code
    identity = Identity(clean(name_zh), clean(name_en), place, normal_code(registration_code))
    check_identity(identity)
    if faults := is_another(alike(identity), told_apart):
        raise Invalid(faults)
    return _add(identity, told_apart, by)


def _add(identity: Identity, told_apart: Collection[str], by: Person) -> Organisation:
    organisation = Organisation(
        name_zh=identity.name_zh,
        name_en=identity.name_en,
        sort_key=sort_key(identity.name_zh, identity.name_en),
        country_region=identity.country_region,
        registration_code=identity.registration_code or None,
        created_at=clock.now(),
    )
    db.session.add(organisation)
    db.session.flush()  # others look for it by its id, and the database says here whether it is the only one
    record(
        "organisation.registered",
        f"organisation:{organisation.public_id}",
        by=by,
        country_region=identity.country_region,
        told_apart=sorted(told_apart),
    )
    return organisation


def take_up(*, organisation: Organisation, by: Person) -> Representation:
    """Be the first to act for an organisation that was only named. The caller has seen a link mailed to it."""
    db.session.execute(sa.select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())
    taken = sa.select(Representation.id).where(Representation.organisation_id == organisation.id)
    enforce(rules.is_able_to_act(by))
    enforce(
        need(
            not db.session.scalar(sa.select(taken.exists())),
            _("Somebody else acts for this organisation. Ask them to add you, or say that you act for it."),
        )
    )
    enforce(is_free_to_take_up(by, organisation, clock.now()))
    return add_representation(organisation, by, by=by, basis=Basis.NOMINATED)


def represent(*, organisation: Organisation, person: Person, by: Person) -> Representation:
    """Let a person act for an organisation. Naming them twice changes nothing."""
    enforce(rules.is_trusted_with(by, organisation, clock.now()))
    enforce(_is_proved(person))
    basis = Basis.OFFICER if roles_rules.is_staff(by, clock.now()) else Basis.COLLEAGUE
    return add_representation(organisation, person, by=by, basis=basis)


def _is_proved(person: Person) -> Verdict:
    return need(
        rules.is_able_to_act(person),
        _("This person has not confirmed their mail address yet. They have to do it first."),
    )


def add_representation(
    organisation: Organisation, person: Person, *, by: Person, basis: Basis, confirmed: bool | None = None
) -> Representation:
    """Write down that somebody acts for it. Other verbs have decided that they may.

    `confirmed`: whether the mail domain or the secretariat vouches for it; an officer's own word does.
    """
    row = next((row for row in person.representations if row.organisation_id == organisation.id), None)
    if row is None:
        row = Representation(organisation=organisation, basis=basis, since=clock.now())
        person.representations.append(row)
    elif row.until is None and (row.confirmed_at or not confirmed):
        return row
    vouched = basis in (Basis.DOMAIN, Basis.OFFICER) if confirmed is None else confirmed
    row.basis, row.until = basis, None
    row.confirmed_at = clock.now() if vouched else None
    db.session.flush()
    record(
        "organisation.represented",
        f"organisation:{organisation.public_id}",
        by=by,
        person=person.public_id,
        basis=str(basis),
    )
    return row


def checked_code(code: str, organisation: Organisation) -> str | None:
    """A code as it is kept of an organisation of the register, where nobody else has it."""
    identity = replace(
        Identity(organisation.name_zh, organisation.name_en, organisation.country_region),
        registration_code=normal_code(code),
    )
    check_identity(identity)
    others = [each for each in alike(identity) if each.public_id != organisation.public_id and each.same_code]
    if others:
        raise Invalid(is_another(others, ()))
    return identity.registration_code or None


def check_identity(identity: Identity) -> None:
    """Raises Invalid with everything that is wrong with names and code."""
    zh, en = identity.name_zh, identity.name_en
    faults = {
        "name_zh": need(zh or en, _("Give the name in Chinese or in English."))
        and need(len(zh) <= 200, _("At most %(longest)s characters."), longest=200),
        "name_en": need(len(en) <= 300, _("At most %(longest)s characters."), longest=300),
        "registration_code": is_code(identity.registration_code, identity.country_region),
    }
    if not all(faults.values()):
        raise Invalid({field: verdict for field, verdict in faults.items() if not verdict})
