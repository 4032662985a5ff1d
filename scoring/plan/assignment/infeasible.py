"""Can the limits be met at all; if not, where they tighten, and the least that would make an assignment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.data.errors import ScoringError
from scoring.plan.assignment.limits import Ints, Limits
from scoring.plan.assignment.network import Arcs, Network, cheapest_flow, maximum_flow

NAMED = 8
"""How many names a message spells out; the error's fields hold them all."""


@dataclass(frozen=True)
class Cut:
    """Entries and judges that cannot be satisfied together; `starved` where it is lower loads that fail."""

    entries: Ints
    judges: Ints
    starved: bool


def feasible(network: Network, arcs: Ints) -> bool:
    """Whether the limits can be met over these arcs."""
    limits = network.limits
    if limits.lower.sum() > limits.total or (limits.upper < limits.lower).any():
        return False
    n, m = limits.shape
    moved, _ = maximum_flow(_groups(network, arcs), n + m + 1, n + m + 2)
    return moved == limits.total * network.parts


def minimum_cut(network: Network, arcs: Ints) -> Cut:
    """The narrowest place, on the side of the entries if there are several."""
    limits, (n, m) = network.limits, network.limits.shape
    if limits.lower.sum() > limits.total:
        return Cut(np.arange(n), np.arange(m), starved=True)
    _, near = maximum_flow(_groups(network, arcs), n + m + 1, n + m + 2)
    starved = bool(near[n + m])
    side = near ^ starved
    return Cut(np.flatnonzero(side[:n]), np.flatnonzero(side[n : n + m]), starved)


def _groups(network: Network, arcs: Ints) -> list[Arcs]:
    """Source, entries, judges, sink: a judge's lower load directly, what is beyond it by way of `rest`."""
    limits, (n, m), parts = network.limits, network.limits.shape, network.parts
    rest, source, sink = n + m, n + m + 1, n + m + 2
    judges = np.arange(m) + n
    return [
        Arcs(np.full(n, source), np.arange(n), limits.reads * parts),
        Arcs(arcs // m, arcs % m + n, network.share),
        Arcs(judges, np.full(m, sink), limits.lower * parts),
        Arcs(judges, np.full(m, rest), (limits.upper - limits.lower) * parts),
        Arcs(np.array([rest]), np.array([sink]), (limits.total - int(limits.lower.sum())) * parts),
    ]


@dataclass(frozen=True)
class Relief:
    """One limit and by how much to move it."""

    limit: str
    name: str
    by: int

    def __str__(self) -> str:
        return {
            "upper": f"let judge {self.name} read {self.by} more",
            "lower": f"ask {self.by} fewer of judge {self.name}",
            "reads": f"give entry {self.name} {self.by} fewer",
            "bridges": f"ask {self.by} fewer bridges between {self.name}",
            "fixed": f"fix {self.by} fewer of {self.name}",
        }[self.limit]


class InfeasibleAssignmentError(ScoringError):
    """The limits contradict each other.

    `entries`, `judges` and `limits` spell out the minimum cut: a set of entries and judges whose limits cannot
    be met together. `relief` is the smallest change, in reads, that makes an assignment possible (more than one
    may exist; conflicts are never offered for release).
    """

    def __init__(
        self, reason: str, *, entries: list[str], judges: list[str], limits: list[str], relief: list[Relief]
    ) -> None:
        self.entries, self.judges, self.limits, self.relief = entries, judges, limits, relief
        remedy = "; ".join(str(step) for step in relief[:NAMED]) + ("; …" if len(relief) > NAMED else "")
        super().__init__(f"{reason} Smallest relief: {remedy or 'none found'}.")


def explain(network: Network) -> InfeasibleAssignmentError:
    """The error for limits that no assignment meets."""
    limits = network.limits
    if limits.overfull:
        return _overfull(limits)
    arcs = np.flatnonzero(limits.open.ravel())
    cut = minimum_cut(network, arcs)
    reason = _too_few_reads(network, cut) if cut.starved else _too_few_judges(network, cut)
    entries = [limits.entries[i] for i in cut.entries]
    judges = [limits.judges[j] for j in cut.judges]
    return InfeasibleAssignmentError(
        reason,
        entries=sorted(entries),
        judges=sorted(judges),
        limits=_spelt(limits, cut),
        relief=_relief(network, arcs),
    )


def _overfull(limits: Limits) -> InfeasibleAssignmentError:
    entries, judges = np.flatnonzero(limits.reads < 0), np.flatnonzero(limits.upper < 0)
    steps = [Relief("fixed", f"entry {limits.entries[i]}", -int(limits.reads[i])) for i in entries]
    steps += [Relief("upper", limits.judges[j], -int(limits.upper[j])) for j in judges]
    return InfeasibleAssignmentError(
        "The fixed pairs alone exceed the reads of an entry or the upper load of a judge.",
        entries=sorted(limits.entries[i] for i in entries),
        judges=sorted(limits.judges[j] for j in judges),
        limits=_spelt(limits, Cut(entries, judges, starved=False)),
        relief=steps,
    )


def _too_few_judges(network: Network, cut: Cut) -> str:
    limits = network.limits
    elsewhere = np.setdiff1d(np.arange(limits.shape[1]), cut.judges)
    beside = int(limits.open[np.ix_(cut.entries, elsewhere)].sum()) * network.share
    need, room = (int(x) for x in (limits.reads[cut.entries].sum(), limits.upper[cut.judges].sum()))
    who = _names("entry", "entries", [limits.entries[i] for i in cut.entries])
    full = _names("judge", "judges", [limits.judges[j] for j in cut.judges])
    parts = [f"{full} may take {room} more"] if len(cut.judges) else []
    parts.append(f"all other judges open to them allow {_reads(beside, network.parts)}")
    return f"{who} still {'need' if len(cut.entries) > 1 else 'needs'} {need} more; {', '.join(parts)}."


def _too_few_reads(network: Network, cut: Cut) -> str:
    limits = network.limits
    demand, supply = (int(x) for x in (limits.lower[cut.judges].sum(), limits.reads[cut.entries].sum()))
    others = np.setdiff1d(np.arange(limits.shape[0]), cut.entries)
    beside = int(limits.open[np.ix_(others, cut.judges)].sum()) * network.share
    full = _names("judge", "judges", [limits.judges[j] for j in cut.judges])
    spare = f" and pairs with all other entries give {_reads(beside, network.parts)}" if beside else ""
    left = f"{len(cut.entries)} entries have {supply} left{spare}"
    return f"The lower load of {full} asks for {demand} more reads; {left}."


def _reads(count: int, parts: int) -> str:
    return f"{count // parts}" if count % parts == 0 else f"{count / parts:.2f}"


def _names(one: str, many: str, names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:NAMED]) + (
        f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    )
    return f"{one if len(names) == 1 else many} {shown}"


def _spelt(limits: Limits, cut: Cut) -> list[str]:
    """Each limit in the cut, as the caller stated it."""
    placed = np.bincount(limits.fixed[:, 0], minlength=len(limits.entries))
    spelt = [f"entry {limits.entries[i]}: {limits.reads[i] + placed[i]} reads" for i in cut.entries]
    word, bound = ("at least", limits.lower) if cut.starved else ("at most", limits.upper)
    return sorted(spelt) + sorted(
        f"judge {limits.judges[j]}: {word} {bound[j] + limits.held[j]}" for j in cut.judges
    )


def _relief(network: Network, arcs: Ints) -> list[Relief]:
    """The fewest reads by which limits must move: a flow in which every limit may give way at a price."""
    limits, (n, m) = network.limits, network.limits.shape
    judges, sink, parts = np.arange(m) + n, np.full(m, n + m), network.parts
    most = limits.total + int(limits.lower.sum())
    unit = 2 * most + 1
    groups = [
        Arcs(judges, sink, most * parts, unit),
        Arcs(sink, judges, limits.lower * parts, unit + 1),
        Arcs(np.arange(n), np.full(n, n + m), limits.reads * parts, unit + 2),
        Arcs(judges, sink, (limits.upper - limits.lower) * parts),
        Arcs(arcs // m, arcs % m + n, network.share),
    ]
    supplies = np.concatenate([limits.reads, -limits.lower, [limits.lower.sum() - limits.total]])
    moved = cheapest_flow(groups, supplies * parts)
    if moved is None:
        return []
    kinds = ("upper", limits.judges), ("lower", limits.judges), ("reads", limits.entries)
    steps = [
        Relief(kind, names[at], -(-int(by[at]) // parts))
        for (kind, names), by in zip(kinds, moved[:3], strict=True)
        for at in np.flatnonzero(by)
    ]
    return sorted(steps, key=lambda step: (step.limit, step.name))
