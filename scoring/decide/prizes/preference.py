"""At most so many prizes for an entry: each keeps those it put first, until nothing moves any more.

Every pass gives the places away down the ranking. An entry that then holds more prizes than it may
gives up those it put last; those candidacies leave the ranking, the next ones move up, and the pass
is repeated. That is the stable result which the rankings favour: no entry holds a prize where it
would rather, and could, have another one. Without a cap that spans tracks it always exists and does
not depend on the order of anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scoring.data.errors import PrizeRuleError
from scoring.decide.prizes.optimal import best_total
from scoring.decide.prizes.result import Renounced
from scoring.decide.prizes.rules import Candidate, Rules
from scoring.decide.prizes.sequential import Walk
from scoring.decide.prizes.ties import in_blocks


@dataclass(frozen=True)
class Settled:
    """The last pass, and what was given up on the way."""

    walk: Walk
    renounced: tuple[Renounced, ...]


def settle_preferences(candidates: Sequence[Candidate], rules: Rules) -> Settled:
    given_up: dict[Any, Renounced] = {}
    seen: set[frozenset[Any]] = set()
    step = 1
    while True:
        running = [candidate for candidate in candidates if candidate.id not in given_up]
        walk = _pass(running, rules)
        more = _surplus(running, walk, rules, step=step)
        if not more:
            more, wanted_back = {}, _regretted(given_up, walk, rules)
            if not wanted_back or walk.unresolved:
                return Settled(walk, tuple(given_up.values()))
            given_up = {key: kept for key, kept in given_up.items() if key not in wanted_back}
            _refuse_to_circle(frozenset(given_up), seen, wanted_back)
        given_up |= more
        step += 1


def _pass(running: Sequence[Candidate], rules: Rules) -> Walk:
    if rules.caps.per_organisation is None or rules.caps.method == "sequential":
        return Walk(rules, in_blocks(running, rules)).run()
    return best_total(running, rules)


def _surplus(running: Sequence[Candidate], walk: Walk, rules: Rules, *, step: int) -> dict[Any, Renounced]:
    """What entries give up in this round: wins, and ties for one, beyond the most they may have."""
    most = rules.caps.per_entry
    if most is None:
        return {}
    tied = {candidate.id: tie.tier for tie in walk.unresolved for candidate in tie.candidates}
    surplus: dict[Any, Renounced] = {}
    for held in _held_by_entry(running, walk).values():
        at_stake = [c for c in running if c.entry == held[0].entry and (c.id in walk.won or c.id in tied)]
        for candidate in at_stake:
            better = [kept for kept in held if kept.preference < candidate.preference]
            if len(better) >= most:
                tier = walk.won[candidate.id].code if candidate.id in walk.won else tied[candidate.id]
                surplus[candidate.id] = Renounced(step, candidate, better[0], tier)
    return surplus


def _held_by_entry(running: Sequence[Candidate], walk: Walk) -> dict[Any, list[Candidate]]:
    held: dict[Any, list[Candidate]] = {}
    for candidate in sorted(running, key=lambda c: c.preference):
        if candidate.id in walk.won:
            held.setdefault(candidate.entry, []).append(candidate)
    return held


def _regretted(given_up: dict[Any, Renounced], walk: Walk, rules: Rules) -> set[Any]:
    """What was given up for a prize that a cap then took away again."""
    most = rules.caps.per_entry
    if most is None:
        return set()
    ranking = [candidate for block in walk.ranking for candidate in block]
    held = _held_by_entry(ranking, walk)
    return {
        key
        for key, step in given_up.items()
        if sum(c.preference < step.given_up.preference for c in held.get(step.given_up.entry, [])) < most
    }


def _refuse_to_circle(state: frozenset[Any], seen: set[frozenset[Any]], back: set[Any]) -> None:
    if state in seen:
        names = ", ".join(sorted(map(repr, back)))
        raise PrizeRuleError(
            f"the cap on organisations and the preferences chase each other without end at {names}; "
            "withdraw one of these candidacies on record, or let the cap count within tracks"
        )
    seen.add(state)
