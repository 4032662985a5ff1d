"""The rows of a ranking as its page shows them: worked out here once, since a page has a hundred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask_babel import gettext, ngettext

from app.core.i18n import locale, points
from app.core.regions import REGIONS
from app.results.rankings.models import Ranking
from app.results.rankings.ranking_view import RankingPage, RankingView


class Shown(NamedTuple):
    """`heading`: the track that begins here; `cut`: what the line above this row says; `amount`: points or votes.

    `passed` is said by a ballot alone.
    """

    heading: str
    cut: str
    rank: str
    shared: bool
    public_id: str
    number: str
    title: str
    applicant: str
    region: str
    amount: str
    judges: str
    keys: list[str]
    tie: int | None
    goes_on: bool
    passed: bool | None


def shown_links(ranking: Ranking) -> list[str]:
    """The links of the chain that say something new: where nothing is left out, the plain mean is the score."""
    return [
        link
        for link in ranking.facts.get("chain", ())
        if (link, ranking.method) != ("untrimmed_mean", "mean")
    ]


class Writer:
    """Writes the rows of one page in the reader's language."""

    def __init__(self, sight: RankingView) -> None:
        self._sight, self._language = sight, locale()
        self._cuts = {} if sight.has_conflict else _cuts(sight)
        self._tracks = {track.code: track.name.in_(self._language) for track in sight.direction.tracks}
        self._links = shown_links(sight.ranking)
        self._plain = gettext("plain mean")

    def rows(self, page: RankingPage) -> Iterator[Shown]:
        above = None
        for row, below in zip(page.rows, [*page.rows[1:], page.beyond], strict=True):
            yield self._row(row, above, below)
            above = row

    def _row(self, row: Any, above: Any, below: Any) -> Shown:
        by_track, has_conflict = self._sight.by_track, self._sight.has_conflict
        begins = by_track and (above is None or above.track_id != row.track_id)
        shared = row.position != row.rank or _is_level(row, below, by_track)
        reached = above is None or above.passed is not False
        return Shown(
            self._tracks[row.track_code] if begins else "",
            self._cuts.get(row.position - 1, "") if reached else "",
            "–" if has_conflict else str(row.rank),
            shared and not has_conflict,
            row.public_id,
            row.number,
            self._either(row.title_zh, row.title_en),
            self._either(row.organisation_zh or row.person_zh, row.organisation_en or row.person_en),
            self._where(row),
            self._amount(row),
            f"{row.reads} {self._plain}" if row.fell_back else str(row.reads),
            [points(row.tie_keys.get(link)) for link in self._links],
            row.tie_group,
            row.advances,
            row.passed,
        )

    def _either(self, zh: str | None, en: str | None) -> str:
        return (zh or en or "") if self._language == "zh" else (en or zh or "")

    def _where(self, row: Any) -> str:
        region = REGIONS[row.country_region].name.in_(self._language)
        alone = self._sight.by_track or len(self._tracks) == 1
        return region if alone else f"{region} · {self._tracks[row.track_code]}"

    def _amount(self, row: Any) -> str:
        return points(row.score) if row.score is not None else f"{row.yes} / {row.base}"


def _is_level(row: Any, below: Any, by_track: bool) -> bool:
    return below is not None and below.rank == row.rank and (not by_track or below.track_id == row.track_id)


def _cuts(sight: RankingView) -> dict[int, str]:
    """Places below which a line is drawn, and what it says."""
    found: dict[int, list[str]] = {}
    for line in sight.scope.lines:
        found.setdefault(line.after, []).append(
            gettext("%(tier)s ends here", tier=line.tier.name.in_(locale()))
            if line.tier
            else ngettext(
                "The line: the first place goes on", "The line: the first %(num)s places go on", line.after
            )
        )
    return {after: " · ".join(words) for after, words in found.items()}
