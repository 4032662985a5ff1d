"""Correct how a name is read, a registration code and a mail domain; the name itself: `name_correction.py`."""

from __future__ import annotations

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.verdict import _, need
from app.people.models import Organisation, Person
from app.people.organisations import rules
from app.people.organisations.domains import is_domain, is_public, normal_domain
from app.people.organisations.service import checked_code
from app.people.sort_keys import clean, sort_key, sort_key_of


def correct_organisation(
    *,
    organisation: Organisation,
    reading: str,
    registration_code: str | None = None,
    mail_domain: str | None = None,
    version: int,
    by: Person,
) -> Organisation:
    """Change how its name is read in lists, its code and its mail domain; what is None stays as it is."""
    now = clock.now()
    enforce(rules.may_edit_organisation(by, organisation, now))
    if organisation.version != version:
        raise Conflict(_("This organisation was changed elsewhere after you opened it."))
    organisation.sort_key = sort_key_of(clean(reading)) or sort_key(
        organisation.name_zh, organisation.name_en
    )
    if registration_code is not None and (code := checked_code(registration_code, organisation)) != (
        organisation.registration_code
    ):
        enforce(rules.is_to_set_code(by, organisation, now))
        organisation.registration_code = code
    if mail_domain is not None and (domain := _checked_domain(mail_domain)) != organisation.mail_domain:
        enforce(rules.is_any_officer(by, organisation, now))
        organisation.mail_domain = domain
    db.session.flush()
    record(
        "organisation.corrected",
        f"organisation:{organisation.public_id}",
        by=by,
        domain=organisation.mail_domain,
    )
    return organisation


def _checked_domain(typed: str) -> str:
    domain = normal_domain(typed)
    fits = need(
        not domain or is_domain(domain), _("This is not a mail domain such as “firm.example”.")
    ) and need(
        not is_public(domain),
        _("Anybody gets an address at “%(domain)s”: it cannot show who belongs to an organisation."),
        domain=domain,
    )
    if not fits:
        raise Invalid({"mail_domain": fits})
    return domain
