"""What a rule-book could say and this version does not carry out: refused, so that no page promises it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.core.verdict import _
from app.programmes.rulebook.part import Complaint, complaint

if TYPE_CHECKING:
    from app.programmes.rulebook.direction import DirectionRules


def blind_documents(direction: DirectionRules) -> Iterator[Complaint]:
    """A file tells whose it is by what it shows: a blind stage opens none."""
    if not any(stage.blind for stage in direction.stages):
        return
    for place, field in enumerate(direction.form):
        if field.is_document and field.shown_to_judges(blind=True):
            yield complaint(
                ("form", place, "hidden_when_blind"),
                _("a blind stage shows no documents: “%(code)s” must be hidden there."),
                code=field.code,
            )


def nominations_of_persons(direction: DirectionRules) -> Iterator[Complaint]:
    rule = direction.nomination
    if direction.applicant != "person":
        return
    if rule.quotas:
        yield complaint(
            ("nomination", "quotas"),
            _("nominations of persons are not counted: quotas are for organisations."),
        )
    if rule.needed == "non_members":
        yield complaint(
            ("nomination", "needed"),
            _("only organisations apply directly as members; for persons say no or yes."),
        )
    if rule.needed != "no" and rule.acceptance != "private":
        yield complaint(("nomination", "acceptance"), _("a person always answers in private: say so."))


def nominations_of_organisations(direction: DirectionRules) -> Iterator[Complaint]:
    rule = direction.nomination
    if direction.applicant != "organisation":
        return
    if "secretariat" in rule.proposers:
        yield complaint(
            ("nomination", "proposers"), _("the secretariat nominates persons; organisations, members alone.")
        )
    if rule.acceptance == "private":
        yield complaint(
            ("nomination", "acceptance"),
            _("whoever acts for an organisation answers, not a person in private."),
        )


def one_ranking(direction: DirectionRules) -> Iterator[Complaint]:
    """A stage ranks once: within each track, or all tracks together."""
    for place, stage in enumerate(direction.stages):
        scopes = {
            tier.scope for tier in direction.prizes if direction.deciding_stage(tier) is stage and tier.places
        }
        onward = stage.advance.per if stage.advance and stage.advance.places else None
        if onward and scopes and scopes != {onward}:
            yield complaint(
                ("stages", place, "advance", "per"),
                _("the prizes of this stage are counted otherwise, and a stage makes one ranking."),
            )


LIMITS = (blind_documents, nominations_of_persons, nominations_of_organisations, one_ranking)
