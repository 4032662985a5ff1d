"""Verbs of the secretariat on eligibility (形式审查)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.entries.applications.queries import applicants_of
from app.entries.applications.submission_checks import is_nominated
from app.entries.models import Candidacy, Eligibility, Entry, ScreeningDecision
from app.entries.screening import rules
from app.entries.screening.checklist import meets_all
from app.outbox.service import enqueue_letter
from app.people.models import Person


def screen(
    *,
    candidacy: Candidacy,
    eligibility: Eligibility,
    checks: Mapping[str, bool],
    by: Person,
    reason: str = "",
    answer_by: datetime | None = None,
    version: int | None = None,
) -> ScreeningDecision:
    """Decide one candidacy; `checks` says for each condition of the checklist whether it is met."""
    now = clock.now()
    enforce(rules.may_screen(by, candidacy, now))
    if version is not None and candidacy.version != version:
        raise Conflict(_("Somebody else screened this candidacy in the meantime."), version=candidacy.version)
    _settle(candidacy, eligibility, checks, reason=reason, answer_by=answer_by)
    candidacy.eligibility, candidacy.reason = eligibility, reason
    candidacy.answer_by = answer_by if eligibility == Eligibility.RETURNED else None
    candidacy.screened_at, candidacy.screened_by_id = now, by.id
    decision = ScreeningDecision(
        candidacy_id=candidacy.id,
        eligibility=eligibility,
        checks=dict(checks),
        reason=reason,
        answer_by=candidacy.answer_by,
        decided_at=now,
        decided_by_id=by.id,
    )
    db.session.add(decision)
    _tell(candidacy, by)
    db.session.flush()
    return decision


def _settle(
    candidacy: Candidacy,
    eligibility: Eligibility,
    checks: Mapping[str, bool],
    *,
    reason: str,
    answer_by: datetime | None,
) -> None:
    found: dict[str, Verdict] = {}
    entry = candidacy.entry
    direction = entry.edition.rulebook.direction(entry.direction.code)
    if eligibility == Eligibility.PENDING:
        found["eligibility"] = need(False, _("Choose a decision."))
    if eligibility == Eligibility.ELIGIBLE:
        found["eligibility"] = nomination_stands(entry)
        found["checks"] = meets_all(direction.checklists_for(candidacy.track.code), checks)
    if eligibility in (Eligibility.RETURNED, Eligibility.INELIGIBLE):
        found["reason"] = need(stated(reason), _("Say why, so that the applicant understands it."))
    if eligibility == Eligibility.RETURNED:
        found["answer_by"] = need(
            answer_by is not None and answer_by > clock.now(), _("Set a date in the future for the answer.")
        )
    if wrong := {name: verdict for name, verdict in found.items() if not verdict}:
        raise Invalid(wrong)


def nomination_stands(entry: Entry) -> Verdict:
    """Asked again of what was submitted: a member may have withdrawn its nomination since, or the nominee declined."""
    return need(is_nominated(entry), _("The nomination that this entry needs does not stand any more."))


def _tell(candidacy: Candidacy, by: Person) -> None:
    entry = candidacy.entry
    record(
        f"candidacy.{candidacy.eligibility}",
        f"candidacy:{candidacy.public_id}",
        by=by,
        edition_id=entry.edition_id,
        number=entry.number,
        track=candidacy.track.code,
    )
    if candidacy.eligibility == Eligibility.ELIGIBLE:
        return  # told together with everybody else, when screening ends
    due = candidacy.answer_by.isoformat() if candidacy.answer_by else None
    for applicant in applicants_of(entry):
        enqueue_letter(
            f"candidacy_{candidacy.eligibility}",
            to=applicant,
            entry=entry.public_id,
            number=entry.number,
            reason=candidacy.reason,
            answer_by=due,
        )
