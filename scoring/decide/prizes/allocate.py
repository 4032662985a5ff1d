"""From candidates and rules to the list of awards, every outcome with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from scoring.data.labels import clean
from scoring.decide.lottery import Draw
from scoring.decide.prizes.preference import Settled, settle_preferences
from scoring.decide.prizes.reasons import Account
from scoring.decide.prizes.result import Award, AwardList, Displaced, Reason, Renounced, Unplaced, because
from scoring.decide.prizes.rules import (
    Candidate,
    CapMethod,
    Caps,
    Collection,
    Decision,
    Rules,
    Scope,
    TiePolicy,
    TierRule,
    check_candidates,
    in_order,
)


def allocate(
    candidates: Iterable[Candidate],
    tiers: Sequence[TierRule],
    *,
    tracks: Sequence[Any] | None = None,
    ties: TiePolicy = "break",
    chain: Sequence[str] = (),
    decisions: Sequence[Decision] = (),
    draw: Draw | None = None,
    per_entry: int | None = 1,
    per_organisation: int | None = None,
    organisation_scope: Scope = "direction",
    organisation_method: CapMethod = "sequential",
    collected: Collection | None = None,
) -> AwardList:
    """Give the places of one direction's tiers, from the highest tier down.

    Candidates rank by score, then by the keys named in `chain`. What stays tied across the last
    place of a tier goes by `ties`:

    - "break": by the first of `decisions` that orders all the tied, else by `draw`, else the tie is
      returned in `unresolved` and the tiers that hang on it in `pending`; nothing is picked silently;
    - "share": all the tied receive the prize, the next tier has so many places fewer;
    - "expand": all the tied receive it, no tier shrinks;
    - "contract": none of the tied receives it, the places stay vacant.

    `per_entry` is the most prizes one entry may have; beyond it an entry keeps those it put first.
    `per_organisation` is the most for an organisation, in the direction or in each track:
    "sequential" walks down each tier and skips whoever is over the cap, "optimal" picks the
    selection with the highest total score. `tracks` lists the tracks where some have no candidate.

    Raises PrizeRuleError for rules or candidates that contradict themselves.
    """
    everyone = in_order(candidates, key=lambda candidate: candidate.id, noun="candidate ids")
    played = in_order({c.track for c in everyone}, noun="tracks") if tracks is None else map(clean, tracks)
    rules = Rules(
        tiers=tuple(tiers),
        tracks=tuple(played),
        ties=ties,
        chain=tuple(chain),
        decisions=tuple(decisions),
        draw=draw,
        caps=Caps(per_entry, per_organisation, organisation_scope, organisation_method),
    )
    check_candidates(everyone, rules)
    settled = settle_preferences(everyone, rules)
    result = _award_list(everyone, settled, rules)
    return result if collected is None else _with_collected(everyone, result, collected, rules=rules)


def _award_list(everyone: Sequence[Candidate], settled: Settled, rules: Rules) -> AwardList:
    walk, by_id = settled.walk, {candidate.id: candidate for candidate in everyone}
    ranked = [candidate for block in walk.ranking for candidate in block]
    account = Account(walk, ranked)
    winners = tuple(
        Award(candidate=c, reason=account.of_winner(c), tier=tier.code, unit=tier.unit(c.track))
        for tier in rules.tiers
        for c in ranked
        if walk.won.get(c.id) is tier
    )
    displaced = [
        Displaced(candidate=by_id[label], reason=reason, tier=tier)
        for (tier, label), reason in walk.displaced.items()
    ]
    displaced += [
        Displaced(candidate=step.given_up, reason=_renounced(step), tier=step.tier)
        for step in settled.renounced
    ]
    out = {award.id for award in winners} | {item.id for item in displaced}
    unplaced = tuple(Unplaced(candidate=c, reason=account.of_loser(c)) for c in ranked if c.id not in out)
    return AwardList(
        winners=winners,
        collected=(),
        displaced=tuple(displaced),
        unplaced=unplaced,
        vacancies=tuple(walk.vacancies),
        unresolved=tuple(walk.unresolved),
        pending=tuple(walk.pending),
        renounced=settled.renounced,
    )


def _with_collected(
    everyone: Sequence[Candidate], awards: AwardList, rule: Collection, *, rules: Rules
) -> AwardList:
    """The second outcome; each entry is collected once, by the candidacy that it put first."""
    if awards.unresolved:
        units = dict.fromkeys(_unit(rule, track) for track in rules.tracks)
        return replace(awards, pending=(*awards.pending, *((rule.code, unit) for unit in units)))
    won = {award.candidate.entry for award in awards.winners}
    rest = [candidate for candidate in everyone if candidate.entry not in won]
    further = replace(rules, tiers=(_as_tier(rule, awards),), caps=Caps(per_entry=1))
    settled = settle_preferences(rest, further)
    second = _award_list(rest, settled, further)
    winners = () if rule.winners == "excluded" else awards.winners
    why = because("winner_collected")
    also = tuple(Award(candidate=a.candidate, reason=why, tier=rule.code, unit=a.unit) for a in winners)
    return replace(
        awards,
        collected=(*also, *second.winners),
        vacancies=(*awards.vacancies, *second.vacancies),
        unresolved=second.unresolved,
        pending=second.pending,
    )


def _renounced(step: Renounced) -> Reason:
    return because("other_preference", kept=step.kept.id, kept_track=step.kept.track, round=step.round)


def _as_tier(rule: Collection, awards: AwardList) -> TierRule:
    tracks = [award.candidate.track for award in awards.winners if rule.winners == "included"]
    return TierRule(rule.code, rule.places, rule.scope, rule.floor, taken=Counter(tracks))


def _unit(rule: Collection, track: Any) -> Any:
    return track if rule.scope == "track" else None
