"""The season in figures, out of the database, and whether every rule was kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.core.regions import REGIONS
from app.entries.models import Candidacy, Eligibility, Entry
from app.judging.models import Assignment, Ballot, BallotVoter, ScoreSheet, SheetState, StageEntry, Vote
from app.nominations.models import LIVE, Nomination
from app.people.models import Person
from app.programmes.models import Edition, Programme, Stage
from app.results.models import Prize, PrizeList, PrizeListState, Vacancy

YEAR = 2024


@dataclass(frozen=True, slots=True)
class Row:
    """One programme of the season."""

    programme: str
    entries: int
    countries: int
    overseas: int
    candidacies: int
    eligible: int
    sheets: int
    ballots: int
    finalists: int
    prizes: dict[str, int]
    vacancies: int


def rows() -> list[Row]:
    editions = db.session.scalars(
        sa.select(Edition).join(Edition.programme).where(Edition.year == YEAR).order_by(Programme.slug)
    ).all()
    return [_row(edition) for edition in editions]


def _row(edition: Edition) -> Row:
    places = db.session.scalars(
        sa.select(Entry.country_region).where(Entry.edition_id == edition.id, Entry.submitted_at.is_not(None))
    ).all()
    candidacies = (
        sa.select(sa.func.count(Candidacy.id))
        .join(Candidacy.entry)
        .where(Entry.edition_id == edition.id, Candidacy.withdrawn_at.is_(None))
    )
    tiers = db.session.scalars(sa.select(Prize.tier).join(Prize.prize_list).where(_published(edition)))
    empty = sa.select(sa.func.sum(Vacancy.places)).join(Vacancy.prize_list).where(_published(edition))
    return Row(
        programme=edition.programme.slug,
        entries=len(places),
        countries=len(set(places)),
        overseas=sum(REGIONS[code].overseas for code in places),
        candidacies=_count(candidacies),
        eligible=_count(candidacies.where(Candidacy.eligibility == Eligibility.ELIGIBLE)),
        sheets=_count(
            sa.select(sa.func.count(ScoreSheet.id))
            .join(ScoreSheet.assignment)
            .join(Assignment.stage_entry)
            .join(StageEntry.stage)
            .where(Stage.edition_id == edition.id, ScoreSheet.state == SheetState.SUBMITTED)
        ),
        ballots=_count(
            sa.select(sa.func.count())
            .select_from(BallotVoter)
            .join(Ballot, Ballot.id == BallotVoter.ballot_id)
            .join(Ballot.stage)
            .where(Stage.edition_id == edition.id)
        ),
        finalists=_finalists(edition),
        prizes=_in_order(edition, Counter(tiers)),
        vacancies=_count(empty),
    )


def _in_order(edition: Edition, counted: Counter[str]) -> dict[str, int]:
    """Tiers as the rule-book lists them."""
    listed = [tier.code for direction in edition.rulebook.directions for tier in direction.prizes]
    return {code: counted[code] for code in listed if counted[code]}


def _count(statement: sa.Select[int]) -> int:
    return int(db.session.scalar(statement) or 0)


def _published(edition: Edition) -> sa.ColumnElement[bool]:
    return sa.and_(PrizeList.edition_id == edition.id, PrizeList.state == PrizeListState.PUBLISHED)


def _finalists(edition: Edition) -> int:
    """Candidacies in the last stage of each direction."""
    last = {stage.direction_id: stage.id for stage in edition.stages}
    return _count(sa.select(sa.func.count(StageEntry.id)).where(StageEntry.stage_id.in_(last.values())))


def text(found: Sequence[Row]) -> str:
    """The table as it is printed."""
    heads = (
        "programme",
        "entries",
        "countries",
        "overseas",
        "candidacies",
        "eligible",
        "sheets",
        "ballots",
        "finalists",
    )
    lines = ["  ".join(f"{head:>11}" if n else f"{head:<25}" for n, head in enumerate((*heads, "vacancies")))]
    for row in found:
        cells = [getattr(row, head) for head in heads[1:]] + [row.vacancies]
        lines.append(f"{row.programme:<25}  " + "  ".join(f"{cell:>11}" for cell in cells))
        lines.append(
            f"{'':<25}  prizes: " + ", ".join(f"{tier} {count}" for tier, count in row.prizes.items())
        )
    most = [_most(found, what) for what in ("candidacies", "sheets", "ballots")]
    return "\n".join([*lines, *most, *_vacant(), _quotas()])


def _most(found: Sequence[Row], what: str) -> str:
    row = max(found, key=lambda row: int(getattr(row, what)))
    return f"most {what}: {getattr(row, what):,} in {row.programme}"


def _vacant() -> Iterator[str]:
    """Each place that nobody reached, with the minimum score that it asked for."""
    rows = sa.select(Vacancy).join(Vacancy.prize_list).join(PrizeList.edition).join(Edition.programme)
    published = rows.where(Edition.year == YEAR, PrizeList.state == PrizeListState.PUBLISHED)
    for vacancy in db.session.scalars(published.order_by(Programme.slug, Vacancy.id)):
        edition = vacancy.prize_list.edition
        least = edition.rulebook.direction(vacancy.direction_code).tier(vacancy.tier).minimum_score
        asked = f", minimum score {least / 100:.2f}" if least else ""
        place = f"{vacancy.tier} {vacancy.track.code if vacancy.track else vacancy.direction_code}"
        yield f"vacant: {edition.programme.slug} {place}: {vacancy.places}{asked}"


def _quotas() -> str:
    used = db.session.execute(_quotas_used()).all()
    total, full = sum(count for _, count, _ in used), sum(count == limit for _, count, limit in used)
    return f"nominations: {total} by {len(used)} members, {full} of them at their quota"


def broken_rules(found: Sequence[Row]) -> list[str]:
    """What the season should have kept and did not; empty where all is well."""
    return [
        *_wrong_sizes({row.programme: row for row in found}),
        *_over_quota(),
        *_own_organisation(),
        *_two_people(),
    ]


def _wrong_sizes(found: dict[str, Row]) -> Iterator[str]:
    contest, award = found.get("straight-to-wuzhen"), found.get("leading-technology")
    if contest is None or award is None or "outstanding-contribution" not in found:
        yield "a programme is missing"
        return
    facts = (contest.entries, contest.countries, contest.overseas, contest.finalists)
    if facts != (1048, 27, 214, 72):
        yield f"the contest has {facts}, not 1,048 entries, 27 countries and regions, 214 overseas, 72 finalists"
    if contest.prizes != {"grand": 6, "first": 6, "second": 18, "third": 29} or contest.vacancies != 1:
        yield f"the contest's prizes are {contest.prizes} with {contest.vacancies} vacancies"
    honoured = found["outstanding-contribution"].prizes
    if honoured != {"individual": 7, "enterprise": 14}:
        yield f"the contribution award is given {honoured}, not to 7 individuals and 14 enterprises"
    if (award.entries, award.countries) != (270, 24):
        yield f"the award has {award.entries} entries from {award.countries} countries and regions"


def _quotas_used() -> sa.Select[int | None, int, int | None]:
    """Member, live nominations that use the quota, and the quota."""
    return (
        sa.select(Nomination.membership_id, sa.func.count(), sa.func.min(Nomination.slot_limit))
        .where(Nomination.slot.is_not(None), Nomination.state.in_(LIVE))
        .group_by(Nomination.membership_id, Nomination.edition_id)
    )


def _over_quota() -> Iterator[str]:
    for membership, count, limit in db.session.execute(_quotas_used()):
        if limit is not None and count > limit:
            yield f"member {membership} has {count} nominations of {limit}"


def _own_organisation() -> Iterator[str]:
    own = _count(
        sa.select(sa.func.count(ScoreSheet.id))
        .join(ScoreSheet.assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .join(Person, Person.id == Assignment.judge_id)
        .where(sa.or_(Person.employer_id == Entry.organisation_id, Entry.person_id == Person.id))
    )
    if own:
        yield f"{own} sheets were given to entries of the judge's own house"
    strays = _count(
        sa.select(sa.func.count(Vote.key)).where(Vote.stage_entry_id.not_in(sa.select(StageEntry.id)))
    )
    if strays:
        yield f"{strays} ballot papers belong to no entry"


def _two_people() -> Iterator[str]:
    same = _count(
        sa.select(sa.func.count(PrizeList.id)).where(PrizeList.decided_by_id == PrizeList.drawn_up_by_id)
    )
    if same:
        yield f"{same} prize lists were approved by whoever drew them up"
