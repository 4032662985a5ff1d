"""Put a misspelled name of the register right. What is published keeps its text; a later publication has the new."""

from __future__ import annotations

from dataclasses import replace

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.people.models import Organisation, Person
from app.people.organisations import rules
from app.people.organisations.identity import Identity
from app.people.organisations.models import NameCorrection
from app.people.organisations.name_likeness import likeness_key
from app.people.organisations.queries import alike, identity_of
from app.people.organisations.service import check_identity
from app.people.sort_keys import clean, sort_key


def correct_name(
    *, organisation: Organisation, name_zh: str, name_en: str, reason: str, version: int, by: Person
) -> Organisation:
    """Change what the register calls an organisation; before, after and the reason stay on record."""
    enforce(rules.may_correct_name(by, organisation, clock.now()))
    if organisation.version != version:
        raise Conflict(_("This organisation was changed elsewhere after you opened it."))
    before = identity_of(organisation)
    after = replace(before, name_zh=clean(name_zh), name_en=clean(name_en))
    check_identity(after)
    _check(
        name_zh=need(after != before, _("The register has this name already."))
        and _is_free(organisation, before, after),
        reason=need(stated(reason), _("Say how you know that the name is misspelled.")),
    )
    if organisation.sort_key == sort_key(
        before.name_zh, before.name_en
    ):  # else somebody has typed the reading
        organisation.sort_key = sort_key(after.name_zh, after.name_en)
    organisation.name_zh, organisation.name_en = after.name_zh, after.name_en
    db.session.add(
        NameCorrection(
            organisation=organisation,
            before_zh=before.name_zh,
            before_en=before.name_en,
            after_zh=after.name_zh,
            after_en=after.name_en,
            reason=stated(reason),
            corrected_at=clock.now(),
            corrected_by_id=by.id,
        )
    )
    db.session.flush()
    record(
        "organisation.name_corrected",
        f"organisation:{organisation.public_id}",
        by=by,
        before={"zh": before.name_zh, "en": before.name_en},
        after={"zh": after.name_zh, "en": after.name_en},
    )
    return organisation


def _check(**verdicts: Verdict) -> None:
    if not all(verdicts.values()):
        raise Invalid({field: verdict for field, verdict in verdicts.items() if not verdict})


def _is_free(organisation: Organisation, before: Identity, after: Identity) -> Verdict:
    """Whether nobody else has the name; what agrees with the one before but for case and the like is nobody else's."""
    changed = replace(
        after,
        name_zh="" if likeness_key(before.name_zh) == likeness_key(after.name_zh) else after.name_zh,
        name_en="" if likeness_key(before.name_en) == likeness_key(after.name_en) else after.name_en,
    )
    others = (each for each in alike(changed) if each.same_name and each.public_id != organisation.public_id)
    other = next(others, None)
    return need(
        other is None,
        _("“%(name)s” has this name. Merge the two, or correct their registration codes first."),
        name=other.name if other else "",
    )
