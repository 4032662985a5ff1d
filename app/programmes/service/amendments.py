"""Changing the rules of an open edition: an officer proposes, an approver agrees, everybody sees it."""

from __future__ import annotations

from app.accounts.models import Person, Role
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import _, need
from app.programmes import rules
from app.programmes.models import Edition, RulebookVersion
from app.programmes.rulebook import RuleBook
from app.programmes.service.proposals import add_proposal, is_lawful, tell_second_people


def propose_amendment(*, edition: Edition, book: RuleBook, reason: str, by: Person) -> RulebookVersion:
    enforce(rules.may_propose_amendment(by, edition, clock.now()))
    if not (said := reason.strip()):
        raise Invalid({"reason": need(False, _("Say why: the public difference carries the reason."))})
    if not (verdict := is_lawful(edition, book)):
        raise Invalid({"book": verdict})
    version = add_proposal(edition, book, reason=said, by=by)
    record(
        "rulebook.proposed", f"edition:{edition.public_id}",
        by=by, edition_id=edition.id, version=version.number, sha256=version.sha256,
    )  # fmt: skip
    tell_second_people(version, "amendment_proposed", role=Role.APPROVER, by=by)
    db.session.flush()
    return version
