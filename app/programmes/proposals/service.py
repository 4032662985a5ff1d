"""A proposal: a version that waits for a second person, and the people who are told of it."""

from __future__ import annotations

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.outbox.service import enqueue_letter
from app.people.models import Person, Role
from app.people.roles.queries import people_in_office
from app.programmes.corrections.queries import correction_under_way
from app.programmes.editions.queries import find_edition, has_archived, judged_stages, lock_edition
from app.programmes.editions.rulebook_rows import write_rows
from app.programmes.models import Edition, Programme, RulebookVersion
from app.programmes.proposals import rules
from app.programmes.proposals.allowed_changes import is_allowed_change
from app.programmes.proposals.queries import proposal_of, versions_of
from app.programmes.rulebook import RuleBook, canonical_json, sha256_of

WAITS = _("A proposal waits for a second person: until it is decided, nothing new can be proposed.")


def add_proposal(edition: Edition, book: RuleBook, *, reason: str, by: Person) -> RulebookVersion:
    if proposal_of(edition):
        raise Conflict(WAITS)
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


def is_allowed(edition: Edition, book: RuleBook, *, lock: bool = False) -> Verdict:
    """Whether the edition may go over to this book now, in the correction that is under way where there is one."""
    begun, settled = judged_stages(edition, lock=lock)
    correcting = correction_under_way(edition.id) is not None
    return is_allowed_change(edition.rulebook, book, begun, settled=settled, in_correction=correcting)


def tell_second_people(version: RulebookVersion, kind: str, *, role: Role, by: Person) -> None:
    edition_id = None if role is Role.ADMINISTRATOR else version.edition_id
    for person in people_in_office(role, edition_id=edition_id, now=clock.now()):
        if person.id != by.id:
            enqueue_letter(kind, to=person, **about(version))


def about(version: RulebookVersion) -> dict[str, object]:
    """What messages about a version say."""
    book = version.rulebook
    return {"programme": book.name.model_dump(), "year": book.year, "version": version.public_id}


def can_be_opened(book: RuleBook) -> Verdict:
    """Whether the programme has no edition of that year yet, and no proposal of one that waits."""
    edition = find_edition(book.programme, book.year)
    return (
        need(
            not has_archived(book.programme, book.year),
            _("The edition of that year is archived: it is not opened again."),
        )
        and need(
            edition is None or edition.current_version_id is None,
            _("This programme has an edition of that year. Its officers can propose a change."),
        )
        and need(edition is None or proposal_of(edition) is None, WAITS)
    )


def propose_edition(*, book: RuleBook, demonstration: bool, by: Person) -> RulebookVersion:
    """Put a whole rule-book before a second administrator. What was refused can be proposed anew."""
    enforce(rules.may_propose_edition(by, None, clock.now()))
    if not (verdict := can_be_opened(book)):
        raise Conflict(verdict.reason)
    edition = find_edition(book.programme, book.year) or _new_edition(book)
    edition.demonstration = demonstration or book.demonstration
    edition.opens_at, edition.closes_at = book.window.opens, book.window.closes
    version = add_proposal(edition, book, reason="", by=by)
    record(
        "edition.proposed",
        f"edition:{edition.public_id}",
        by=by,
        edition_id=edition.id,
        programme=book.programme,
        year=book.year,
        version=version.number,
        sha256=version.sha256,
        demonstration=edition.demonstration,
    )
    tell_second_people(version, "edition_proposed", role=Role.ADMINISTRATOR, by=by)
    db.session.flush()
    return version


def _new_edition(book: RuleBook) -> Edition:
    programme = db.session.scalar(sa.select(Programme).where(Programme.slug == book.programme))
    edition = Edition(
        programme=programme or Programme(slug=book.programme),
        year=book.year,
        opens_at=book.window.opens,
        closes_at=book.window.closes,
        created_at=clock.now(),
    )
    db.session.add(edition)
    return edition


def agree(*, version: RulebookVersion, by: Person) -> None:
    """Put the version in force: the edition opens, or its rules change."""
    enforce(rules.may_agree(by, version, clock.now()))
    edition, book = version.edition, version.rulebook
    lock_edition(edition)
    if opened := edition.current_version_id is not None:
        enforce(is_allowed(edition, book, lock=True))
    version.agreed_by, version.agreed_at = by, clock.now()
    edition.current_version_id = version.id
    edition.opens_at, edition.closes_at = book.window.opens, book.window.closes
    db.session.flush()
    db.session.expire(edition, ["current_version"])
    write_rows(edition, version)
    record(
        "rulebook.amended" if opened else "edition.opened",
        f"edition:{edition.public_id}",
        by=by,
        edition_id=edition.id,
        version=version.number,
        sha256=version.sha256,
    )
    enqueue_letter("rulebook_agreed", to=version.proposed_by, **about(version))
    db.session.flush()


def refuse(*, version: RulebookVersion, reason: str, by: Person) -> None:
    """End a proposal without effect: the second person refuses it, or its author takes it back."""
    enforce(rules.may_refuse(by, version, clock.now()))
    if not (given := stated(reason)):
        raise Invalid({"reason": need(False, _("Say why: the reason is kept with the proposal."))})
    version.refused_by, version.refused_at, version.refusal = by, clock.now(), given
    record(
        "rulebook.refused",
        f"edition:{version.edition.public_id}",
        by=by,
        edition_id=version.edition_id,
        version=version.number,
        sha256=version.sha256,
    )
    if by.id != version.proposed_by_id:
        enqueue_letter("rulebook_refused", to=version.proposed_by, reason=given, **about(version))
    db.session.flush()


def propose_amendment(*, edition: Edition, book: RuleBook, reason: str, by: Person) -> RulebookVersion:
    enforce(rules.may_propose_amendment(by, edition, clock.now()))
    if not (given := stated(reason)):
        raise Invalid({"reason": need(False, _("Say why: the public difference carries the reason."))})
    if not (verdict := is_allowed(edition, book)):
        raise Invalid({"book": verdict})
    version = add_proposal(edition, book, reason=given, by=by)
    record(
        "rulebook.proposed",
        f"edition:{edition.public_id}",
        by=by,
        edition_id=edition.id,
        version=version.number,
        sha256=version.sha256,
    )
    tell_second_people(version, "amendment_proposed", role=Role.APPROVER, by=by)
    db.session.flush()
    return version
