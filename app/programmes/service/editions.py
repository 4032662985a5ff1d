"""Opening an edition begins with a proposal; one that is over is archived, and read from then on."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import Person, Role
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, enforce
from app.core.verdict import _
from app.programmes import rules
from app.programmes.models import Edition, Programme, RulebookVersion
from app.programmes.queries import find_edition, has_archived
from app.programmes.rulebook import RuleBook
from app.programmes.service.proposals import add_proposal, tell_second_people


def propose_edition(*, book: RuleBook, demonstration: bool, by: Person) -> RulebookVersion:
    """Put a whole rule-book before a second administrator. What was refused can be proposed anew."""
    enforce(rules.may_propose_edition(by, None, clock.now()))
    if has_archived(book.programme, book.year):
        raise Conflict(_("The edition of that year is archived: it is not opened again."))
    edition = find_edition(book.programme, book.year) or _new_edition(book)
    if edition.current_version_id is not None:
        raise Conflict(_("This programme has an edition of that year. Its officers can propose a change."))
    edition.demonstration = demonstration or book.demonstration
    edition.opens_at, edition.closes_at = book.window.opens, book.window.closes
    version = add_proposal(edition, book, reason="", by=by)
    record(
        "edition.proposed", f"edition:{edition.public_id}", by=by, edition_id=edition.id,
        programme=book.programme, year=book.year, version=version.number, sha256=version.sha256,
        demonstration=edition.demonstration,
    )  # fmt: skip
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


def archive(*, edition: Edition, by: Person) -> None:
    """End it for good: from now on it is read, and changed by nobody."""
    enforce(rules.may_archive(by, edition, clock.now()))
    edition.archived_at = clock.now()
    record("edition.archived", f"edition:{edition.public_id}", by=by, edition_id=edition.id)
    db.session.flush()
