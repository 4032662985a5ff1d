"""Which keys of a rule-book may change once judging has begun. What is not listed as free is locked.

A key is locked from the first score sheet or the opening of the ballot: one of a stage from that stage's own, one of a
direction or of the whole book from the first anywhere in it. Where a key holds parts, its lock is about adding,
removing and reordering them; what is inside has locks of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple, get_args

from app.programmes.rulebook.ballot import BallotRule, Committee
from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.canonical import Change
from app.programmes.rulebook.direction import DirectionRules, TrackRules
from app.programmes.rulebook.eligibility import Checklist, Condition
from app.programmes.rulebook.form import EarliestBy, Field, Option, ShownWhen
from app.programmes.rulebook.nomination import NominationRule
from app.programmes.rulebook.notice import ConsentText, Notice, Objections
from app.programmes.rulebook.part import Part
from app.programmes.rulebook.prizes import TieBreak, Tier
from app.programmes.rulebook.rubric import Averaging, CriterionRules
from app.programmes.rulebook.setting import Setting
from app.programmes.rulebook.stages import Advance, StageRules
from app.programmes.rulebook.window import Window


class Lock(Enum):
    FREE = "free"
    """Words and dates that decide nothing."""
    CORRECTABLE = "correctable"
    """It decides a result that can be worked out again from the same sheets and votes: by a correction alone."""
    FIXED = "fixed"
    """What people have applied, scored or voted under: nothing can be worked out again under another one."""


def _locks(*, free: str = "", correctable: str = "", fixed: str = "") -> dict[str, Lock]:
    by_lock = {Lock.FREE: free, Lock.CORRECTABLE: correctable, Lock.FIXED: fixed}
    return {key: lock for lock, keys in by_lock.items() for key in keys.split()}


LOCKS: Mapping[type[Part], Mapping[str, Lock]] = {
    RuleBook: _locks(
        free="name short_name summary window overseas_note consents examples",
        correctable="publish_scores publication_order struck_places without_consent",
        fixed="schema_version programme year demonstration number_prefix notice objections settings directions",
    ),
    Window: _locks(free="opens closes"),
    Notice: _locks(fixed="of working_days"),
    Objections: _locks(free="contact", fixed="working_days"),
    ConsentText: _locks(free="version text", fixed="purpose"),
    Setting: _locks(fixed="code value question yes no"),
    DirectionRules: _locks(
        free="name",
        correctable="prizes tie_breaks",
        fixed="code applicant nomination tracks min_tracks max_tracks max_entries checklists form stages",
    ),
    NominationRule: _locks(fixed="needed proposers quotas counts_against_quota acceptance"),
    TrackRules: _locks(free="name summary", fixed="code"),
    Checklist: _locks(fixed="code tracks basic others others_needed"),
    Condition: _locks(fixed="code text"),
    Field: _locks(
        free="label help",
        fixed="code kind language max_chars max_words minimum maximum integer earliest latest earliest_by options "
        "max_items accepts max_mb required required_unless_overseas shown_when hidden_when_blind office_only",
    ),
    EarliestBy: _locks(fixed="setting yes no"),
    Option: _locks(free="label", fixed="code"),
    ShownWhen: _locks(fixed="field values"),
    StageRules: _locks(
        free="name guidance window",
        correctable="averaging advance ballot",
        fixed="code kind reads panel_size committee blind rubric gap severity_advice",
    ),
    Committee: _locks(free="name", fixed="size"),
    CriterionRules: _locks(correctable="weight", fixed="code name minimum maximum step guidance"),
    Averaging: _locks(correctable="method drop_high drop_low minimum_scores"),
    Advance: _locks(correctable="per places"),
    BallotRule: _locks(correctable="quorum majority abstentions order_then", fixed="marks_limit"),
    Tier: _locks(
        free="name",
        correctable="scope places caps decided_by minimum_score minimum_stage also_collected shows_vacancies "
        "wins_per_entry",
        fixed="code outcome",
    ),
    TieBreak: _locks(correctable="kind criterion stage"),
}

REVEALING: Mapping[tuple[type[Part], str], object] = {
    (RuleBook, "publish_scores"): True,
    (RuleBook, "publication_order"): "rank",
    (Tier, "shows_vacancies"): True,
}
"""Values that make public what was promised to stay unsaid: not even a correction turns them on."""


class Judged(NamedTuple):
    """(direction, stage) of the stages that have a sheet or a ballot, and of those from which entries have gone on."""

    begun: frozenset[tuple[str, str]] = frozenset()
    settled: frozenset[tuple[str, str]] = frozenset()


class Locked(NamedTuple):
    """A change that may not be made, and why."""

    key: str
    lock: Lock
    stage: str
    """The stage that it is about; "" where it is about more than one."""
    reveals: bool
    settled: bool


def locked_changes(changes: Iterable[Change], old: RuleBook, judged: Judged) -> Iterator[Locked]:
    """Of the changes those that touch what is locked by now, in their order."""
    for change in changes:
        owner, name, lock = owner_of(change.key)
        direction, stage = _place(change.key)
        if lock is Lock.FREE or not _has_begun(old, judged, (direction, stage)):
            continue
        reveals = (owner, name) in REVEALING and change.after == REVEALING[owner, name]
        yield Locked(change.key, lock, stage, reveals, (direction, stage) in judged.settled)


def owner_of(key: str) -> tuple[type[Part], str, Lock]:
    """The part that a key of a difference belongs to, what it is called there, and its lock."""
    owner: type[Part] = RuleBook
    steps = iter(key.split("."))
    name = next(steps)
    while (inner := part_in(owner.model_fields[name].annotation)) is not None:
        if is_list(owner.model_fields[name].annotation):
            next(steps, None)  # the code of the item
        if (following := next(steps, None)) is None:
            break
        owner, name = inner, following
    return owner, name, LOCKS.get(owner, {}).get(name, Lock.FIXED)


def part_in(annotation: Any) -> type[Part] | None:
    """The kind of part that a key holds, one or many; None where it holds a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((found for inner in get_args(annotation) if (found := part_in(inner)) is not None), None)


def is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is tuple


def _place(key: str) -> tuple[str, str]:
    """Direction and stage that a key is about, "" where it is about more than one."""
    steps = key.split(".")
    direction = steps[1] if steps[0] == "directions" and len(steps) > 1 else ""
    of_stage = len(steps) > 4 and steps[2] == "stages"
    return direction, steps[3] if of_stage else ""


def _has_begun(old: RuleBook, judged: Judged, place: tuple[str, str]) -> bool:
    """Whether that stage is judged; of what belongs to no judged stage alone, anything of its direction or book."""
    direction, stage = place
    stages = old.direction(direction).stages if stage else ()
    if any(each.code == stage and each.kind != "screening" for each in stages):
        return place in judged.begun
    return any(direction in ("", own) for own, _stage in judged.begun)
