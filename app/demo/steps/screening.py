"""The officer screens: nearly all eligible, some returned and corrected, a few not eligible."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from app.demo.fake_data import FakeData
from app.demo.runner import Telling, act_on_all, spread
from app.demo.steps.people import find
from app.entries.applications import drafts
from app.entries.applications import service as applications_service
from app.entries.models import Candidacy, Eligibility, Entry
from app.entries.screening import service as screening_service
from app.people.models import Person
from app.programmes.models import Edition

INELIGIBLE, RETURNED = 0.04, 0.07
MORE = ("以上数据均为上一年度数据。", " All figures are of the last full year.")
TRANSLATED = 0.3  # of entries without a title in Chinese: the secretariat proposes one
DAYS_TO_ANSWER = 3


class Screening:
    """Plays the screening of one edition; `share` leaves the rest undecided."""

    def __init__(self, fake_data: FakeData, edition_id: int, officer: str) -> None:
        self._fake_data, self._edition_id, self._officer = fake_data, edition_id, officer

    def play(self, telling: Telling, start: datetime, end: datetime, *, share: float = 1.0) -> None:
        slug = db.session.get_one(Edition, self._edition_id).programme.slug
        waiting = self._waiting()
        chosen = waiting[: int(len(waiting) * share)]
        first, last = start, start + (end - start) / 3
        instants = spread(first, last, len(chosen))
        act_on_all(telling, f"{slug}: screening", list(zip(instants, chosen, strict=True)), verb=self._screen)
        returned = self._returned()
        instants = spread(last, last + timedelta(days=1), len(returned))
        act_on_all(
            telling, f"{slug}: corrections", list(zip(instants, returned, strict=True)), verb=self._correct
        )

    def _waiting(self) -> Sequence[int]:
        return self._ids(Candidacy.eligibility == Eligibility.PENDING)

    def _returned(self) -> Sequence[int]:
        return self._ids(Candidacy.eligibility == Eligibility.RETURNED)

    def _ids(self, condition: sa.ColumnElement[bool]) -> Sequence[int]:
        rows = (
            sa.select(Candidacy.id)
            .join(Candidacy.entry)
            .where(Entry.edition_id == self._edition_id, Candidacy.withdrawn_at.is_(None), condition)
            .order_by(Entry.number, Candidacy.slot)
        )
        found = list(db.session.scalars(rows))
        db.session.rollback()
        return found

    def _load(self, candidacy_id: int) -> Candidacy:
        options = (joinedload(Candidacy.entry), joinedload(Candidacy.track))
        return db.session.get_one(Candidacy, candidacy_id, options=options)

    def _screen(self, candidacy_id: int) -> None:
        candidacy = self._load(candidacy_id)
        chance = self._fake_data.chance(f"screening/{candidacy.entry.number}/{candidacy.slot}").random()
        if chance < INELIGIBLE:
            self._decide(candidacy, Eligibility.INELIGIBLE)
        elif chance < RETURNED or self._lacks_title(candidacy.entry):
            self._decide(candidacy, Eligibility.RETURNED)
        else:
            self._decide(candidacy, Eligibility.ELIGIBLE)

    def _lacks_title(self, entry: Entry) -> bool:
        """Whether this is one of those from abroad to which the secretariat proposes a title in Chinese."""
        return not entry.title_zh and self._fake_data.chance(f"title/{entry.number}").random() < TRANSLATED

    def _reasons(self, entry: Entry, eligibility: Eligibility) -> tuple[str, str]:
        if eligibility == Eligibility.RETURNED and self._lacks_title(entry):
            title = self._fake_data.in_chinese(entry.title_en)
            return "", f"Please confirm this Chinese title by entering it, and submit again: {title}"
        return {
            Eligibility.INELIGIBLE: ("不符合一项基本条件。", "A basic condition is not met."),
            Eligibility.RETURNED: ("请补充项目简介。", "Please complete the summary."),
            Eligibility.ELIGIBLE: ("", ""),
        }[eligibility]

    def _decide(self, candidacy: Candidacy, eligibility: Eligibility) -> None:
        chinese = bool(candidacy.entry.title_zh)
        reasons = self._reasons(candidacy.entry, eligibility)
        screening_service.screen(
            candidacy=candidacy,
            eligibility=eligibility,
            checks=self._checks(candidacy, met=eligibility == Eligibility.ELIGIBLE),
            reason=reasons[0] if chinese else reasons[1],
            answer_by=clock.now() + timedelta(days=DAYS_TO_ANSWER)
            if eligibility == Eligibility.RETURNED
            else None,
            by=find(self._officer),
        )

    def _checks(self, candidacy: Candidacy, *, met: bool) -> dict[str, bool]:
        entry = candidacy.entry
        lists = entry.edition.rulebook.direction(entry.direction.code).checklists_for(candidacy.track.code)
        return {condition.code: met for one in lists for condition in (*one.basic, *one.others)}

    def _complete(self, entry: Entry, *, by: Person) -> None:
        """What was asked for: a sentence more in the summary, or in the first long text where there is none."""
        form = drafts.rules_of(entry).form
        texts = [field for field in form if field.kind == "long_text" and field.code in entry.draft]
        asked = [field for field in texts if field.code.startswith("summary")] or texts[:1]
        more = {field.code: f"{entry.draft[field.code]}{MORE[field.language == 'en']}" for field in asked}
        drafts.save_draft(
            entry=entry,
            answers={**entry.draft, **more},
            tracks=entry.tracks_draft,
            version=entry.version,
            by=by,
        )

    def _correct(self, candidacy_id: int) -> None:
        candidacy = self._load(candidacy_id)
        if candidacy.eligibility != Eligibility.RETURNED:
            return  # answered together with the entry's other candidacy
        applicant = db.session.get_one(Person, candidacy.entry.created_by_id)
        if self._lacks_title(candidacy.entry):
            self._confirm_title(candidacy.entry, applicant)
        else:
            self._complete(candidacy.entry, by=applicant)
        applications_service.submit(entry=candidacy.entry, version=candidacy.entry.version, by=applicant)
        for own in candidacy.entry.candidacies:
            if own.eligibility == Eligibility.PENDING:
                self._decide(own, Eligibility.ELIGIBLE)

    def _confirm_title(self, entry: Entry, applicant: Person) -> None:
        answers = {**entry.draft, "title_zh": self._fake_data.in_chinese(entry.title_en)}
        drafts.save_draft(
            entry=entry, answers=answers, tracks=entry.tracks_draft, version=entry.version, by=applicant
        )
