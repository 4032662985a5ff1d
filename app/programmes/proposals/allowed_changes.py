"""What may change in a rule-book once its edition is open: nothing that entries refer to or were judged under."""

from __future__ import annotations

from collections.abc import Collection

from app.core.verdict import YES, Verdict, _, need
from app.programmes.rulebook import DirectionRules, Judged, Lock, Locked, RuleBook, difference, locked_changes


def is_allowed_change(
    old: RuleBook,
    new: RuleBook,
    begun: Collection[tuple[str, str]],
    *,
    settled: Collection[tuple[str, str]] = (),
    in_correction: bool = False,
) -> Verdict:
    """Whether an open edition may go over to new rules.

    `begun`: (direction, stage) with a sheet submitted or a ballot opened; `settled`: those that entries have left.
    """
    same = new.programme == old.programme and new.year == old.year
    judged = Judged(frozenset(begun), frozenset(settled))
    return (
        need(same, _("This rule-book is for another programme or year."))
        and need(
            new.number_prefix == old.number_prefix, _("Entries have numbers by now: their prefix stays.")
        )
        and need(new != old, _("Nothing would change: these are the rules in force."))
        and _keeps_codes(old, new)
        and keeps_locks(old, new, judged, in_correction=in_correction)
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


def keeps_locks(old: RuleBook, new: RuleBook, judged: Judged, *, in_correction: bool) -> Verdict:
    """What a sheet or a vote was given under stays; what only decided is changed by a correction alone."""
    for locked in locked_changes(difference(old, new), old, judged):
        if locked.reveals:
            message = _("“%(key)s”: what was to stay unpublished stays so, even in a correction.")
            return need(False, message, key=locked.key)
        if locked.settled:
            message = _("Entries have gone on from “%(code)s”: “%(key)s” cannot be changed any more.")
            return need(False, message, code=locked.stage, key=locked.key)
        if locked.lock is Lock.FIXED:
            return _locked(locked, FIXED)
        if not in_correction:
            return _locked(locked, CORRECTABLE)
    return YES


FIXED = (
    _(
        "A judge has submitted a sheet of “%(code)s”, or its ballot was opened: “%(key)s” cannot be changed any more."
    ),
    _("Judging has begun: “%(key)s” cannot be changed any more."),
)
CORRECTABLE = (
    _(
        "A judge has submitted a sheet of “%(code)s”, or its ballot was opened: only a correction can change “%(key)s”."
    ),
    _("Judging has begun: only a correction can change “%(key)s”."),
)


def _locked(locked: Locked, messages: tuple[str, str]) -> Verdict:
    of_stage, of_all = messages
    return need(False, of_stage if locked.stage else of_all, code=locked.stage, key=locked.key)
