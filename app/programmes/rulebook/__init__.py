"""The rule-book: a programme as data, its checks, and its canonical text. No Flask, no database."""

from __future__ import annotations

from app.programmes.rulebook.ballot import BallotRule, Committee
from app.programmes.rulebook.book import RuleBook
from app.programmes.rulebook.canonical import Change, canonical_json, difference, from_canonical, sha256_of
from app.programmes.rulebook.direction import DirectionRules, TrackRules
from app.programmes.rulebook.eligibility import Checklist, Condition
from app.programmes.rulebook.fault_messages import Fault, RuleBookFaults
from app.programmes.rulebook.form import Field, Option, ShownWhen
from app.programmes.rulebook.key_locks import Judged, Lock, Locked, locked_changes
from app.programmes.rulebook.load import hints_of, load_rulebook, shipped_books
from app.programmes.rulebook.nomination import NominationRule, member_categories
from app.programmes.rulebook.notice import ConsentText, Notice, Objections
from app.programmes.rulebook.prizes import HEAVIEST, TieBreak, Tier
from app.programmes.rulebook.rubric import Averaging, CriterionRules
from app.programmes.rulebook.setting import Setting
from app.programmes.rulebook.stages import Advance, StageRules
from app.programmes.rulebook.stale_dates import Stale, stale_days
from app.programmes.rulebook.text_length import Length, count_chinese, count_words, length_of
from app.programmes.rulebook.window import Window

__all__ = [
    "HEAVIEST",
    "Advance",
    "Averaging",
    "BallotRule",
    "Change",
    "Checklist",
    "Committee",
    "Condition",
    "ConsentText",
    "CriterionRules",
    "DirectionRules",
    "Fault",
    "Field",
    "Judged",
    "Length",
    "Lock",
    "Locked",
    "NominationRule",
    "Notice",
    "Objections",
    "Option",
    "RuleBook",
    "RuleBookFaults",
    "Setting",
    "ShownWhen",
    "StageRules",
    "Stale",
    "TieBreak",
    "Tier",
    "TrackRules",
    "Window",
    "canonical_json",
    "count_chinese",
    "count_words",
    "difference",
    "from_canonical",
    "hints_of",
    "length_of",
    "load_rulebook",
    "locked_changes",
    "member_categories",
    "sha256_of",
    "shipped_books",
    "stale_days",
]
