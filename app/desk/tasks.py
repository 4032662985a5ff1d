"""What each role has to do next and until when, out of the state of things."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.i18n import instant, sentences, text
from app.desk.queries import (
    corrections,
    editions,
    open_rankings,
    pending_versions,
    prize_lists,
    screening_left,
    ties_decided_again,
)
from app.entries.applications.queries import entries_of
from app.entries.models import Entry
from app.judging.assignments.coverage import holes_in
from app.judging.assignments.queries import stages_of_judge
from app.judging.ballots.queries import ballots_of_judge
from app.judging.comments.queries import unhandled_comments
from app.judging.reopenings.queries import open_reopenings
from app.judging.stages.queries import progress_of
from app.people.models import Person, Role
from app.people.representations.queries import count_open_claims
from app.people.roles.rules import editions_of, holds
from app.programmes.labels import title_of
from app.programmes.models import Edition, Stage
from app.results.models import PrizeList, PrizeListState
from app.results.notices.queries import find_notice
from app.results.prizes.source_rankings import ON_THE_WAY
from app.results.strikes.models import StrikeState
from app.results.strikes.queries import waiting_strikes


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a desk. `done` of `total` where it can be counted; `until`, `at`: what ends, and when."""

    title: str
    url: str
    text: str = ""
    at: datetime | None = None
    until: str = ""
    done: int | None = None
    total: int | None = None
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    tasks: list[Task]


def sections(person: Person, now: datetime) -> list[Section]:
    """The desk of a person: one section a role that they hold and that has something to show."""
    made = [
        Section(_("My entries"), list(_applicant(person, now))),
        Section(_("Member"), list(_member(person, now))),
        Section(_("Judge"), list(_judge(person, now))),
        Section(_("Secretariat: officer"), list(_officer(person, now))),
        Section(_("Secretariat: approver"), list(_approver(person, now))),
        Section(_("Auditor"), list(_auditor(person, now))),
        Section(_("Administrator"), list(_administrator(person, now))),
    ]
    return [section for section in made if section.tasks]


def name_of(edition: Edition) -> str:
    return text(title_of(edition))


def _applicant(person: Person, now: datetime) -> Iterator[Task]:
    for entry in entries_of(person, now):
        returned = [c.answer_by for c in entry.candidacies if c.eligibility == "returned" and c.answer_by]
        url = url_for("entries.show", public_id=entry.public_id)
        title = text({"zh": entry.title_zh, "en": entry.title_en}) or _("Untitled draft")
        if returned:
            yield Task(
                title, url, _("Returned for correction."), at=max(returned), until=_("To be corrected by")
            )
        elif entry.state == "draft" and now < entry.edition.closes_at:
            words, until = _("Finish the draft and submit it."), _("Applications close")
            yield Task(title, url, words, at=entry.edition.closes_at, until=until)
        elif entry.edition.archived_at is None:
            yield Task(title, url, _standing(entry))


def _standing(entry: Entry) -> str:
    states = {"draft": _("Draft, not submitted."), "submitted": _("Submitted."), "withdrawn": _("Withdrawn.")}
    return f"{name_of(entry.edition)} · {states[entry.state]}"


def _member(person: Person, now: datetime) -> Iterator[Task]:
    for edition in editions(editions_of(person, Role.MEMBER, now)):
        if now < edition.closes_at:
            url = url_for("nominations.mine", slug=edition.programme.slug, year=edition.year)
            title, until = _("Nominate for %(edition)s", edition=name_of(edition)), _("Nominations close")
            yield Task(title, url, at=edition.closes_at, until=until)


def _judge(person: Person, now: datetime) -> Iterator[Task]:
    for ballot, voted in ballots_of_judge(person):
        if not voted and ballot.stage.is_open(now):
            url = url_for("judging.ballot", public_id=ballot.stage.public_id)
            words, until = _("Secret ballot: your vote is needed."), _("Voting closes")
            yield Task(_title(ballot.stage), url, words, at=ballot.stage.closes_at, until=until)
    for stage, total, done in stages_of_judge(person):
        if stage.closed_at is None:
            url = url_for("judging.assignments", public_id=stage.public_id)
            yield Task(
                _title(stage),
                url,
                at=stage.closes_at,
                until=_("Judging closes"),
                done=done,
                total=total,
                counted=_("Sheets submitted"),
            )


def _title(stage: Stage) -> str:
    return f"{text(stage.name)} · {name_of(stage.edition)}"


def _officer(person: Person, now: datetime) -> Iterator[Task]:
    ids = editions_of(person, Role.OFFICER, now)
    yield from _strikes(ids, StrikeState.ASKED, to=person)
    published = {each.edition_id for each in prize_lists(ids) if each.state == PrizeListState.PUBLISHED}
    done = published - {each.edition_id for each in corrections(ids) if each.is_under_way}
    for edition in editions(ids - done):
        yield _next_of_edition(edition, person, now)
        yield from _of_judges(edition, person)
    if ids and (waiting := count_open_claims(but=person)):
        words = ngettext(
            "%(num)s person waits for your answer.", "%(num)s people wait for your answer.", waiting
        )
        yield Task(_("Who acts for an organisation"), url_for("people.register"), words)
    yield from _requests(ids, person, proposed=False)


def _of_judges(edition: Edition, person: Person) -> Iterator[Task]:
    """What judges wrote for the secretariat, and entries that are short of readers."""
    if count := unhandled_comments(edition, to=person):
        url = url_for("judging.comments", slug=edition.programme.slug, year=edition.year)
        words = ngettext("%(num)s comment of a judge to read.", "%(num)s comments of judges to read.", count)
        yield Task(name_of(edition), url, words)
    for stage in edition.stages:
        if stage.opened_at and not stage.closed_at and (holes := len(holes_in(stage, to=person))):
            words = ngettext(
                "%(num)s entry is short of readers.", "%(num)s entries are short of readers.", holes
            )
            yield Task(_title(stage), url_for("judging.stage", public_id=stage.public_id), words)


def _requests(ids: Collection[int], person: Person, *, proposed: bool) -> Iterator[Task]:
    """Requests to reopen a submitted sheet that wait for an officer or, once proposed, for an approver."""
    words = _("A judge asks for a submitted sheet to be reopened.")
    if proposed:
        words = _("A proposal to reopen a score sheet waits for your agreement.")
    for request in open_reopenings(ids, proposed=proposed, to=person):
        url = url_for("judging.reopening", public_id=request.public_id)
        yield Task(_title(request.sheet.assignment.stage_entry.stage), url, words)


def _next_of_edition(edition: Edition, person: Person, now: datetime) -> Task:
    """The one thing an edition waits for."""
    where: dict[str, Any] = {"slug": edition.programme.slug, "year": edition.year}
    if now < edition.closes_at:
        url, words = url_for("entries.screening", **where), _("Applications are open.")
        return Task(name_of(edition), url, words, at=edition.closes_at, until=_("Applications close"))
    if left := screening_left(edition, person):
        words = ngettext("%(num)s candidacy to screen.", "%(num)s candidacies to screen.", left)
        return Task(name_of(edition), url_for("entries.screening", **where, eligibility="pending"), words)
    if (stage := _unfinished(edition)) is not None:
        return _of_stage(stage, edition, person)
    return _of_results(edition, now)


def _unfinished(edition: Edition) -> Stage | None:
    judged = [stage for stage in edition.stages if stage.kind != "screening" and stage.closed_at is None]
    if ranking := next(iter(open_rankings(edition)), None):
        return ranking
    return judged[0] if judged else None


def _of_stage(stage: Stage, edition: Edition, person: Person) -> Task:
    url = url_for("judging.stage", public_id=stage.public_id)
    if stage.closed_at is not None:
        overview = url_for("results.overview", slug=edition.programme.slug, year=edition.year)
        return Task(name_of(edition), overview, _("%(stage)s is closed: rank it.", stage=text(stage.name)))
    if stage.opened_at is None:
        return Task(name_of(edition), url, _("Prepare: %(stage)s.", stage=text(stage.name)))
    _entries, total, done = progress_of(edition, to=person).get(stage.id, (0, 0, 0))
    return Task(
        name_of(edition),
        url,
        _("%(stage)s is open.", stage=text(stage.name)),
        at=stage.closes_at,
        until=_("Voting closes") if stage.kind == "ballot" else _("Judging closes"),
        done=done if total else None,
        total=total or None,
        counted=_("Sheets submitted"),
    )


def _is_of_rules_in_force(prize_list: PrizeList) -> bool:
    return prize_list.version_id == prize_list.edition.current_version_id


def _of_results(edition: Edition, now: datetime) -> Task:
    lists = prize_lists({edition.id})
    url = url_for("results.overview", slug=edition.programme.slug, year=edition.year)
    if lists and lists[0].state in ON_THE_WAY and not _is_of_rules_in_force(lists[0]):
        return Task(
            name_of(edition), url, _("The rules have changed: rank again, then draw up another prize list.")
        )
    if lists and lists[0].state == PrizeListState.APPROVED:
        notice = find_notice(edition.programme.slug, edition.year, now)
        if notice and now < notice.ends_at:
            words, until = _("The public notice stands: publish when it is over."), _("The notice ends")
            return Task(name_of(edition), url, words, at=notice.ends_at, until=until)
    words = {
        None: _("Draw up the prize list."),
        PrizeListState.DRAFT: _("Propose the prize list."),
        PrizeListState.RETURNED: _("The prize list came back: draw up another."),
        PrizeListState.PROPOSED: _("The prize list waits for approval."),
        PrizeListState.APPROVED: _("The prize list is approved: publish it."),
        PrizeListState.SUPERSEDED: _("A stage was ranked again: draw up another prize list."),
        PrizeListState.PUBLISHED: _("A correction is under way: draw up the corrected list."),
    }[lists[0].state if lists else None]
    return Task(name_of(edition), url, words)


def _approver(person: Person, now: datetime) -> Iterator[Task]:
    ids = editions_of(person, Role.APPROVER, now)
    for prize_list in prize_lists(ids):
        if prize_list.state == PrizeListState.PROPOSED and _is_of_rules_in_force(prize_list):
            url = url_for("results.prize_list", public_id=prize_list.public_id)
            words = _("A prize list waits for your approval.")
            yield Task(name_of(prize_list.edition), url, _waits(words, prize_list.proposed_at))
    yield from _strikes(ids, StrikeState.PROPOSED, to=person)
    for correction in corrections(ids):
        if correction.is_pending:
            url = url_for("programmes.correction", public_id=correction.public_id)
            words = _("A correction waits for your agreement.")
            yield Task(name_of(correction.edition), url, _waits(words, correction.asked_at))
    for decision in ties_decided_again(ids):
        url = url_for("results.tie", public_id=decision.ranking.public_id, group=decision.tie_group)
        words = _("A tie was decided differently: your agreement is needed.")
        yield Task(_title(decision.ranking.stage), url, _waits(words, decision.decided_at))
    for version in pending_versions(ids):
        url = url_for("programmes.proposal", public_id=version.public_id)
        words = _("A change of the rule-book waits for your agreement.")
        yield Task(name_of(version.edition), url, _waits(words, version.proposed_at))
    yield from _requests(ids, person, proposed=True)


def _strikes(ids: Collection[int], state: StrikeState, *, to: Person) -> Iterator[Task]:
    """Applicants who ask to withdraw, for the officer; strikes that wait for the approver."""
    words = {
        StrikeState.ASKED: _("An applicant asks to withdraw an entry."),
        StrikeState.PROPOSED: _("A strike of an entry waits for your agreement."),
    }[state]
    for strike in waiting_strikes(ids, state, to=to):
        url = url_for("results.strike", public_id=strike.public_id)
        yield Task(f"{name_of(strike.entry.edition)} · {strike.entry.number}", url, words)


def _waits(words: str, since: datetime | None) -> str:
    return sentences([words, _("Proposed: %(time)s.", time=instant(since))])


def _auditor(person: Person, now: datetime) -> Iterator[Task]:
    for edition in editions(editions_of(person, Role.AUDITOR, now)):
        url = url_for("audit.events", public_id=edition.public_id)
        yield Task(name_of(edition), url, _("Read what was done, by whom and when."))


def _administrator(person: Person, now: datetime) -> Iterator[Task]:
    if not holds(person, Role.ADMINISTRATOR, edition_id=None, now=now):
        return
    for version in pending_versions(None):
        url = url_for("programmes.proposal", public_id=version.public_id)
        book = version.rulebook
        words = _waits(_("An edition waits for a second administrator."), version.proposed_at)
        yield Task(f"{text(book.short_name)} {book.year}", url, words)
    yield Task(
        _("Editions"), url_for("programmes.editions"), _("Open an edition, or look at those that stand.")
    )
