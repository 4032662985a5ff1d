"""A proposal: a version that waits for a second person, and the people who are told of it."""

from __future__ import annotations

from app.accounts.models import Person, Role
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict
from app.core.verdict import Verdict, _
from app.outbox.service import post
from app.programmes import rules
from app.programmes.corrections.queries import correction_under_way
from app.programmes.models import Edition, RulebookVersion
from app.programmes.queries import judged_stages, people_in_office, proposal_of, versions_of
from app.programmes.rulebook import RuleBook, canonical_json, sha256_of


def add_proposal(edition: Edition, book: RuleBook, *, reason: str, by: Person) -> RulebookVersion:
    if proposal_of(edition):
        raise Conflict(_("A proposal waits for a second person: until it is decided, nothing new can be proposed."))
    version = RulebookVersion(
        edition=edition,
        number=len(versions_of(edition)) + 1,
        canonical_json=canonical_json(book),
        sha256=sha256_of(book),
        reason=reason,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def is_lawful(edition: Edition, book: RuleBook, *, lock: bool = False) -> Verdict:
    """Whether the edition may go over to this book now, in the correction that is under way where there is one."""
    begun, settled = judged_stages(edition, lock=lock)
    correcting = correction_under_way(edition.id) is not None
    return rules.is_lawful_change(edition.rulebook, book, begun, settled=settled, in_correction=correcting)


def tell_second_people(version: RulebookVersion, kind: str, *, role: Role, by: Person) -> None:
    edition_id = None if role is Role.ADMINISTRATOR else version.edition_id
    for person in people_in_office(role, edition_id=edition_id, now=clock.now()):
        if person.id != by.id:
            post(kind, to=person, **about(version))


def about(version: RulebookVersion) -> dict[str, object]:
    """What messages about a version say."""
    book = version.rulebook
    return {"programme": book.name.model_dump(), "year": book.year, "version": version.public_id}
