"""How far an edition has come, and the one thing that comes next in each direction and for its prizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.core import clock
from app.core.access import current_person, guard
from app.core.i18n import closing, instant, number, reason, text
from app.core.verdict import YES, Verdict, _, need
from app.judging.stages.rules import may_prepare_stage
from app.people.models import Person
from app.programmes.corrections.service import may_ask_correction
from app.programmes.models import Direction, Edition
from app.results import rules as results_rules
from app.results.approvals import service as approvals_service
from app.results.blueprint import bp
from app.results.models import PrizeList
from app.results.notices import service as notices_service
from app.results.overview.queries import Prizes, StageLine, get_edition, lines_of, next_line, prizes_in
from app.results.prizes import rules as prizes_rules
from app.results.prizes import service as prizes_service
from app.results.publications import service as publications_service
from app.results.publications.consents import finalists_without_consent
from app.results.rankings import advancing
from app.results.rankings import service as rankings_service
from app.results.strikes.queries import strikes_in
from app.results.strikes.service import names_nobody_struck
from app.results.ties import service as ties_service

NONE_YET = -1


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: a page to open, or (`post`) a button to press; no address where one can only wait."""

    words: str
    label: str = ""
    url: str = ""
    verdict: Verdict = YES
    post: bool = False


@dataclass(frozen=True, slots=True)
class TrackSummary:
    """Steps one after the other, for the macro that draws them, and what comes next."""

    title: str
    steps: list[dict[str, str]]
    current: int
    next: Next


@bp.get("/programmes/<slug>/<int(max=9999):year>/results")
@guard(get_edition, sees=results_rules.sees_results)
def overview(edition: Edition) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    directions, prizes = lines_of(edition, now, to=person), prizes_in(edition)
    ready = is_ready(directions)
    tracks = [_of_direction(direction, lines, person) for direction, lines in directions]
    if len(tracks) > 1:
        tracks = [_kept_apart(track) for track in tracks]
    tracks.append(_of_prizes(edition, prizes, person, ready=ready))
    return render_template(
        "results/overview.html",
        edition=edition,
        prizes=prizes,
        tracks=tracks,
        strikes=strikes_in(edition, person, now),
        unconsented=finalists_without_consent(edition, person, now),
        may_correct=may_ask_correction(edition, person),
        list_state=prizes.prize_list.state if prizes.prize_list and prizes.stands else "superseded",
        main=next((track for track in tracks if track.next.url and track.next.verdict), None),
    )


def is_ready(directions: Sequence[tuple[Direction, Sequence[StageLine]]]) -> Verdict:
    """Prizes come out of rankings: every judged stage has one, and no tie is open."""
    late = [line for _direction, lines in directions for line in lines if line.step != "done"]
    names = {"stage": late[0].stage.name} if late else {}
    return need(not late, _("“%(stage)s” comes first."), **names)


def _of_direction(direction: Direction, lines: Sequence[StageLine], person: Person) -> TrackSummary:
    following = next_line(lines)
    current = lines.index(following) if following else len(lines)
    return TrackSummary(
        text(direction.name),
        [_step(line) for line in lines],
        current,
        _next(following, person) if following else Next(gettext("Every stage is ranked.")),
    )


def _kept_apart(track: TrackSummary) -> TrackSummary:
    """Directions wait for the same things: each button says which one it is for."""
    label = gettext("%(action)s: %(direction)s", action=track.next.label, direction=track.title)
    return replace(track, next=replace(track.next, label=label))


def _step(line: StageLine) -> dict[str, str]:
    stage, edition = line.stage, line.stage.edition
    if line.ranking is not None:
        url = url_for("results.ranking", public_id=line.ranking.public_id)
    elif stage.kind == "screening":
        url = url_for("entries.screening", slug=edition.programme.slug, year=edition.year)
    else:
        url = url_for("judging.stage", public_id=stage.public_id)
    return {"label": text(stage.name), "url": url, "note": _note(line)}


def _note(line: StageLine) -> str:
    if line.ranking is not None:
        return gettext("ranked %(time)s", time=instant(line.ranking.run_at))
    if not line.entries:
        return ""
    return ngettext("%(count)s entry", "%(count)s entries", line.entries, count=number(line.entries))


def _next(line: StageLine, person: Person) -> Next:
    stage, name = line.stage, text(line.stage.name)
    if line.step in ("apply", "screen"):
        return _screen(line)
    page = url_for("judging.stage", public_id=stage.public_id)
    if line.step == "prepare":
        prepares = may_prepare_stage(person, stage, clock.now())
        label = gettext("Prepare it") if prepares else gettext("Look at the stage")
        return Next(gettext("“%(stage)s” has not begun.", stage=name), label, page)
    if line.step == "judge":
        return Next(_under_way(line), gettext("Look at the stage"), page)
    if line.step == "rank":
        ranked = url_for("results.rank", public_id=stage.public_id)
        words = gettext("“%(stage)s” is closed. Every score is in.", stage=name)
        if line.ranking is not None:
            words = gettext(
                "A score sheet of “%(stage)s” changed after it was ranked: rank it again.", stage=name
            )
        return Next(words, gettext("Rank it"), ranked, rankings_service.may_run(stage, person), post=True)
    if line.step == "rank again":
        ranked = url_for("results.rank", public_id=stage.public_id)
        words = gettext("The rules have changed since “%(stage)s” was ranked.", stage=name)
        return Next(
            words, gettext("Rank it again"), ranked, rankings_service.may_run(stage, person), post=True
        )
    assert line.ranking is not None
    if line.step == "ties":
        return _decide(line, person)
    onward = url_for("results.advance", public_id=line.ranking.public_id)
    words = gettext("“%(stage)s” is ranked and no tie is open.", stage=name)
    return Next(words, gettext("Let the best go on"), onward, advancing.may_use(line.ranking, person))


def _screen(line: StageLine) -> Next:
    edition, left = line.stage.edition, line.expected - line.sent
    names = {"stage": text(line.stage.name), "time": closing(edition.closes_at)}
    url = url_for("entries.screening", slug=edition.programme.slug, year=edition.year)
    if line.step == "apply":
        words = gettext("“%(stage)s” has not begun: applications close at %(time)s.", **names)
    elif left:
        words = ngettext(
            "“%(stage)s” is under way: %(num)s candidacy is not decided.",
            "“%(stage)s” is under way: %(num)s candidacies are not decided.",
            left,
            **names,
        )
    else:
        words = gettext(
            "“%(stage)s” is under way: what was submitted is decided, applications close at %(time)s.",
            **names,
        )
    return Next(words, gettext("Go to the screening"), url)


def _under_way(line: StageLine) -> str:
    if not line.expected:
        return gettext("“%(stage)s” is open.", stage=text(line.stage.name))
    counts = {"stage": text(line.stage.name), "sent": number(line.sent), "due": number(line.expected)}
    return gettext("“%(stage)s” is open: %(sent)s of %(due)s score sheets are submitted.", **counts)


def _decide(line: StageLine, person: Person) -> Next:
    assert line.ranking is not None
    group = line.open_ties[0]
    words = gettext("In “%(stage)s” a tie across a line that matters is open.", stage=text(line.stage.name))
    url = url_for("results.tie", public_id=line.ranking.public_id, group=group)
    return Next(
        words,
        gettext("Record the panel’s decision"),
        url,
        ties_service.may_decide(line.ranking, group, person),
    )


def _of_prizes(edition: Edition, prizes: Prizes, person: Person, *, ready: Verdict) -> TrackSummary:
    """Until the rankings are `ready` none of its steps is the one that is at hand."""
    now = clock.now()
    steps = [gettext("Draw up"), gettext("Propose"), gettext("Approve")]
    if has_notice := edition.rulebook.notice.of == "winners":
        steps.append(gettext("Public notice"))
    steps.append(gettext("Publish"))
    prize_list = prizes.prize_list
    if (words := _why_draw_up(prizes)) is not None:
        may_draw_up = (
            prizes_rules.may_draw_up(person, edition, now)
            and ready
            and prizes_service.may_draw_up(edition, person)
        )
        current, following = 0 if ready else NONE_YET, _draw_up(edition, words, may_draw_up)
    elif prize_list is None or prize_list.state == "published":
        current, following = len(steps), Next(gettext("The winners are published."))
    elif prize_list.state == "draft":
        current, following = 1, _propose(prize_list, person)
    elif prize_list.state == "proposed":
        current, following = 2, _approve(prize_list, person)
    else:
        current = 4 if has_notice and prizes.notice else 3
        following = _announce(prizes, person, has_notice=has_notice)
    return TrackSummary(gettext("Prizes"), [{"label": label} for label in steps], current, following)


def _why_draw_up(prizes: Prizes) -> str | None:
    """Why a list is the next thing to draw up; None where one is on its way, or published for good."""
    prize_list = prizes.prize_list
    if prize_list is None:
        return gettext("The tiers are filled out of the rankings, each place with its reason.")
    if prize_list.state == "returned":
        return gettext("The list was sent back: %(reason)s", reason=prize_list.return_reason)
    if prize_list.state == "superseded":
        return gettext("A stage was ranked again after the last list was drawn up.")
    if prize_list.state == "published":
        correcting = prizes.correction is not None and prizes.correction.is_under_way
        return gettext("A correction is under way. Draw up the corrected list.") if correcting else None
    if not names_nobody_struck(prize_list):
        return gettext("Something on the list was struck after it was drawn up: another takes its place.")
    return None if prizes.stands else reason(prizes.stands)


def _draw_up(edition: Edition, words: str, verdict: Verdict) -> Next:
    url = url_for("results.draw_up", slug=edition.programme.slug, year=edition.year)
    return Next(words, gettext("Draw up the list"), url, verdict, post=True)


def _propose(prize_list: PrizeList, person: Person) -> Next:
    url = url_for("results.propose", public_id=prize_list.public_id)
    words = gettext("The list is drawn up. Read it, then lay it before the approver.")
    return Next(
        words, gettext("Propose the list"), url, approvals_service.may_propose(prize_list, person), post=True
    )


def _approve(prize_list: PrizeList, person: Person) -> Next:
    url = url_for("results.approve", public_id=prize_list.public_id)
    words = gettext("The list waits for an approver who did not draw it up.")
    return Next(words, gettext("Approve the list"), url, approvals_service.may_approve(prize_list, person))


def _announce(prizes: Prizes, person: Person, *, has_notice: bool) -> Next:
    prize_list = prizes.prize_list
    assert prize_list is not None
    if has_notice and prizes.notice is None:
        url = url_for("results.notice", public_id=prize_list.public_id)
        words = gettext("The list is approved. The rule-book asks for a public notice first.")
        return Next(
            words, gettext("Post the public notice"), url, notices_service.may_post_notice(prize_list, person)
        )
    url = url_for("results.publish", public_id=prize_list.public_id)
    words = gettext("The list is approved. From its publication on everybody can read it.")
    return Next(
        words, gettext("Publish the winners"), url, publications_service.may_publish(prize_list, person)
    )


def back_to_overview(edition: Any) -> str:
    return url_for("results.overview", slug=edition.programme.slug, year=edition.year)
