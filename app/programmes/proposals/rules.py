"""Who may open an edition and change its rules: always two people, and never what judges have relied on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import YES, Verdict, _, need
from app.people.roles.rules import is_administrator, is_approver, is_officer
from app.programmes.editions.rules import sees_edition

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Edition, RulebookVersion
    from app.programmes.rulebook import DirectionRules, RuleBook, StageRules


def sees_version(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    return sees_edition(person, version.edition, now)


def may_propose_edition(person: Person, _thing: object, now: datetime) -> Verdict:
    return is_administrator(person, None, now)


def may_propose_amendment(person: Person, edition: Edition, now: datetime) -> Verdict:
    return (
        is_officer(person, edition, now)
        and need(edition.current_version_id is not None, _("This edition has not been opened yet."))
        and need(edition.archived_at is None, _("This edition is archived."))
        and need(
            not any(version.is_pending for version in edition.versions),
            _("A proposal waits for a second person: until it is decided, nothing new can be proposed."),
        )
    )


def _is_second_person(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    """Administrators open an edition; once it is open, its approvers decide on its rules."""
    if version.edition.current_version_id is None:
        return is_administrator(person, version, now)
    return is_approver(person, version.edition, now)


def _is_undecided(version: RulebookVersion) -> Verdict:
    return need(version.is_pending, _("This proposal has been decided.")) and need(
        version.edition.archived_at is None, _("This edition is archived.")
    )


def may_agree(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    return (
        _is_second_person(person, version, now)
        and _is_undecided(version)
        and need(
            version.proposed_by_id != person.id,
            _("You proposed this yourself: a second person has to agree to it."),
        )
    )


def may_refuse(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    """The second person may, and whoever proposed it may take it back."""
    own = need(version.proposed_by_id == person.id, _("Only who proposed it may take it back."))
    return (
        (own and sees_version(person, version, now)) or _is_second_person(person, version, now)
    ) and _is_undecided(version)


def is_lawful_change(old: RuleBook, new: RuleBook, locked: Collection[tuple[str, str]]) -> Verdict:
    """Whether an open edition may go over to new rules; `locked`: (direction, stage) with sheets sent in."""
    same = new.programme == old.programme and new.year == old.year
    return (
        need(same, _("This rule-book is for another programme or year."))
        and need(
            new.number_prefix == old.number_prefix, _("Entries have numbers by now: their prefix stays.")
        )
        and need(new != old, _("Nothing would change: these are the rules in force."))
        and _keeps_codes(old, new)
        and _keeps_rubrics(old, new, locked)
    )


def _keeps_codes(old: RuleBook, new: RuleBook) -> Verdict:
    """Entries, nominations and sheets refer to these codes: what is there stays, more may come."""
    directions = {direction.code: direction for direction in new.directions}
    for direction in old.directions:
        kept = directions.get(direction.code)
        verdict = need(
            kept is not None and kept.applicant == direction.applicant,
            _("The direction “%(code)s” must stay, for the same kind of applicant: entries may refer to it."),
            code=direction.code,
        )
        if not verdict or not (verdict := _keeps_parts(direction, kept)):
            return verdict
    return YES


def _keeps_parts(old: DirectionRules, new: DirectionRules | None) -> Verdict:
    tracks = {track.code for track in new.tracks} if new else set()
    kinds = {stage.code: stage.kind for stage in new.stages} if new else {}
    for track in old.tracks:
        if track.code not in tracks:
            return need(False, _("The track “%(code)s” must stay: entries may refer to it."), code=track.code)
    for stage in old.stages:
        if kinds.get(stage.code) != stage.kind:
            message = _("The stage “%(code)s” must stay, and of its kind: judging may refer to it.")
            return need(False, message, code=stage.code)
    return YES


def _keeps_rubrics(old: RuleBook, new: RuleBook, locked: Collection[tuple[str, str]]) -> Verdict:
    for direction, code in sorted(locked):
        before, after = old.stage(code, direction), new.stage(code, direction)
        if _judged_by(before) != _judged_by(after):
            message = _("A judge has sent in a sheet of “%(code)s”: its rubric and averaging stand.")
            return need(False, message, code=code)
    return YES


def _judged_by(stage: StageRules) -> tuple[object, ...]:
    return stage.rubric, stage.averaging
