"""The second person's answer. Agreement freezes the version and puts it in force."""

from __future__ import annotations

from app.accounts.models import Person
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import _, need
from app.outbox.service import post
from app.programmes import rules
from app.programmes.models import RulebookVersion
from app.programmes.queries import hold_edition
from app.programmes.service.proposals import about, is_lawful
from app.programmes.service.rows import write_rows


def agree(*, version: RulebookVersion, by: Person) -> None:
    """Put the version in force: the edition opens, or its rules change."""
    enforce(rules.may_agree(by, version, clock.now()))
    edition, book = version.edition, version.rulebook
    hold_edition(edition)
    if opened := edition.current_version_id is not None:
        enforce(is_lawful(edition, book, lock=True))
    version.agreed_by, version.agreed_at = by, clock.now()
    edition.current_version_id = version.id
    edition.opens_at, edition.closes_at = book.window.opens, book.window.closes
    db.session.flush()
    db.session.expire(edition, ["current_version"])
    write_rows(edition, version)
    record(
        "rulebook.amended" if opened else "edition.opened", f"edition:{edition.public_id}",
        by=by, edition_id=edition.id, version=version.number, sha256=version.sha256,
    )  # fmt: skip
    post("rulebook_agreed", to=version.proposed_by, **about(version))
    db.session.flush()


def refuse(*, version: RulebookVersion, reason: str, by: Person) -> None:
    """End a proposal without effect: the second person refuses it, or its author takes it back."""
    enforce(rules.may_refuse(by, version, clock.now()))
    if not (said := reason.strip()):
        raise Invalid({"reason": need(False, _("Say why: the reason is kept with the proposal."))})
    version.refused_by, version.refused_at, version.refusal = by, clock.now(), said
    record(
        "rulebook.refused", f"edition:{version.edition.public_id}",
        by=by, edition_id=version.edition_id, version=version.number, sha256=version.sha256,
    )  # fmt: skip
    if by.id != version.proposed_by_id:
        post("rulebook_refused", to=version.proposed_by, reason=said, **about(version))
    db.session.flush()
