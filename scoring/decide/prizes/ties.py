"""Who stands ahead of whom: by score, by the chain, by a recorded decision, by a draw; else tied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from scoring.decide.prizes.result import Reason, because
from scoring.decide.prizes.rules import Candidate, Decision, Exact, Rules

Block = tuple[Candidate, ...]
"""Candidates that nothing tells apart; nearly always one alone."""


def in_blocks(candidates: Sequence[Candidate], rules: Rules) -> list[Block]:
    """The whole ranking, the best block first; the tied stay in the order they come in."""
    ranked = sorted(candidates, key=lambda candidate: strength(candidate, rules), reverse=True)
    level = [tuple(block) for _, block in groupby(ranked, key=lambda candidate: strength(candidate, rules))]
    if rules.ties != "break":
        return level
    return [part for block in level for part in settle(block, rules)]


def strength(candidate: Candidate, rules: Rules) -> tuple[Exact, ...]:
    return (candidate.score, *(candidate.keys[name] for name in rules.chain))


def covering(block: Block, decisions: Sequence[Decision]) -> Decision | None:
    """The first recorded decision that orders every one of the tied."""
    ids = {candidate.id for candidate in block}
    return next((decision for decision in decisions if ids <= set(decision.order)), None)


def settled_by(ahead: Candidate, behind: Candidate, rules: Rules) -> Reason:
    """What puts one of two candidates of equal score ahead of the other."""
    facts: dict[str, Any] = {"score": ahead.score, "over": behind.id}
    for name in rules.chain:
        if ahead.keys[name] != behind.keys[name]:
            return because("tie_key", key=name, **facts)
    decision = covering((ahead, behind), rules.decisions)
    if decision is not None:
        return because("tie_decision", by=decision.by, **facts)
    return because("tie_draw", **facts)


def settle(block: Block, rules: Rules) -> list[Block]:
    """The tied one by one, by a decision that covers them all, else by the draw, else as they are."""
    if len(block) == 1:
        return [block]
    decision = covering(block, rules.decisions)
    if decision is not None:
        return [(c,) for c in sorted(block, key=lambda candidate: decision.order.index(candidate.id))]
    draw = rules.draw
    if draw is not None:
        return [(c,) for c in sorted(block, key=lambda candidate: draw.ticket(candidate.id))]
    return [block]
