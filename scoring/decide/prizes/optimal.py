"""The cap on organisations read as: of all selections it allows, the one with the highest total score.

Organisation, candidate, track, tier is a path of a network; the heaviest flow is the selection. The
ranking below the score counts only between selections of equal total. Whole numbers throughout, and
the optimum is solved twice, once for and once against every candidate that nothing but the id tells
from another: where the two differ, the choice is open and goes back to the caller.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

from scoring.data.errors import PrizeRuleError
from scoring.decide.prizes.result import Reason, because
from scoring.decide.prizes.rules import Candidate, Rules
from scoring.decide.prizes.sequential import Walk, reaches
from scoring.decide.prizes.ties import Block, in_blocks

Node = Hashable


@dataclass
class Network:
    """Arcs in pairs: arc n and its way back n ^ 1; weights are whole numbers of any size."""

    head: list[Node] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)
    out: dict[Node, list[int]] = field(default_factory=dict)

    def add(self, tail: Node, head: Node, *, room: int, weight: int = 0) -> int:
        """A new arc; its number."""
        number = len(self.head)
        for start, end, space, value in ((tail, head, room, weight), (head, tail, 0, -weight)):
            self.out.setdefault(start, []).append(len(self.head))
            self.head.append(end)
            self.room.append(space)
            self.weight.append(value)
        return number

    def used(self, arc: int) -> int:
        return self.room[arc ^ 1]

    def fill(self, source: Node, sink: Node) -> None:
        """Send one unit after the other along the heaviest path, as long as the total grows."""
        while True:
            path = self._heaviest_path(source, sink)
            if sum(self.weight[arc] for arc in path) <= 0:
                return
            for arc in path:
                self.room[arc] -= 1
                self.room[arc ^ 1] += 1

    def _heaviest_path(self, source: Node, sink: Node) -> list[int]:
        best: dict[Node, int] = {source: 0}
        came_by: dict[Node, int] = {}
        waiting, queued = deque([source]), {source}
        while waiting:
            node = waiting.popleft()
            queued.discard(node)
            for arc in self.out.get(node, ()):
                end, total = self.head[arc], best[node] + self.weight[arc]
                if self.room[arc] and (end not in best or total > best[end]):
                    best[end], came_by[end] = total, arc
                    if end not in queued:
                        queued.add(end)
                        waiting.append(end)
        return self._back(came_by, source, sink)

    def _back(self, came_by: dict[Node, int], source: Node, sink: Node) -> list[int]:
        path: list[int] = []
        node = sink
        while node != source:
            if node not in came_by:
                return []
            path.append(came_by[node])
            node = self.head[came_by[node] ^ 1]
        return path


def best_total(running: Sequence[Candidate], rules: Rules) -> Walk:
    """The pass over the best selection alone; the others are displaced or behind."""
    ranking = in_blocks(running, rules)
    chosen = _selection(ranking, rules, sign=1)
    other = _selection(ranking, rules, sign=-1)
    if chosen != other:
        return _left_open(ranking, rules, chosen=chosen, other=other)
    others = {c.id: c for block in ranking for c in block if c.id not in chosen}
    walk = Walk(rules, ranking, capped=set(others)).run()
    free = Walk(rules, ranking).run()
    for label in [label for label in others if label in free.won]:
        walk.displaced[free.won[label].code, label] = _displaced(others[label], rules)
    return walk


def _selection(ranking: Sequence[Block], rules: Rules, *, sign: int) -> set[Any]:
    network, arcs = Network(), {}
    weights = _weights(ranking, sign)
    for candidate in (c for block in ranking for c in block if not c.barred):
        arcs[candidate.id] = _connect(network, candidate, rules, weight=weights[candidate.id])
    for tier in rules.tiers:
        for unit in rules.tracks if tier.scope == "track" else (None,):
            network.add(("tier", tier.code, unit), "sink", room=tier.places_in(unit))
        if tier.cap_per_track is not None:
            for track in rules.tracks:
                left = tier.room_in(track)
                room = tier.places_in(None) if left is None else left
                network.add(("in", tier.code, track), ("tier", tier.code, None), room=room)
    _open_accounts(network, ranking, rules)
    network.fill("source", "sink")
    return {label for label, arc in arcs.items() if network.used(arc)}


def _connect(network: Network, candidate: Candidate, rules: Rules, *, weight: int) -> int:
    node = ("candidate", candidate.id)
    arc = network.add(_account(candidate, rules), node, room=1, weight=weight)
    for tier in rules.tiers:
        if reaches(candidate, tier):
            kind, unit = (
                ("tier", tier.unit(candidate.track))
                if tier.cap_per_track is None
                else ("in", candidate.track)
            )
            network.add(node, (kind, tier.code, unit), room=1)
    return arc


def _account(candidate: Candidate, rules: Rules) -> tuple[Any, ...]:
    organisations = candidate.organisations
    if len(organisations) > 1:
        raise PrizeRuleError(
            f"candidate {candidate.id!r} has several organisations; the optimal cap takes one, use 'sequential'"
        )
    if not organisations:
        return "alone", candidate.id
    return "organisation", organisations[0], candidate.track if rules.caps.scope == "track" else None


def _open_accounts(network: Network, ranking: Sequence[Block], rules: Rules) -> None:
    most = rules.caps.per_organisation
    assert most is not None
    for account in {_account(c, rules): None for block in ranking for c in block}:
        network.add("source", account, room=1 if account[0] == "alone" else most)


def _weights(ranking: Sequence[Block], sign: int) -> dict[Any, int]:
    """Score first, then how many of each block from the best one on, then, with the sign, the ids."""
    members = [candidate for block in ranking for candidate in block]
    common = lcm(*(Fraction(candidate.score).denominator for candidate in members))
    base = len(members) + 1
    ids = 1 << (len(members) + 1)
    scale = ids * base ** (len(ranking) + 1)
    weights: dict[Any, int] = {}
    for place, block in enumerate(ranking):
        for candidate in block:
            by_block = ids * base ** (len(ranking) - place)
            by_id = sign * (1 << len(weights)) if len(block) > 1 else 0
            weights[candidate.id] = int(candidate.score * common) * scale + by_block + by_id
    return weights


def _left_open(ranking: Sequence[Block], rules: Rules, *, chosen: set[Any], other: set[Any]) -> Walk:
    """Nothing is given away while the selection itself is open."""
    walk = Walk(rules, ranking)
    members = [c for block in ranking for c in block if c.id in chosen ^ other]
    walk.leave_open(rules.tiers[0], members, len(chosen - other))
    walk.halt()
    return walk.run()


def _displaced(candidate: Candidate, rules: Rules) -> Reason:
    organisation = ", ".join(map(str, candidate.organisations))
    return because("organisation_optimal", organisation=organisation, most=rules.caps.per_organisation)
