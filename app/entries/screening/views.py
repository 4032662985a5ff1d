"""Screen: the list of an edition, and one candidacy with its checklist."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, on_post
from app.core.clock import BEIJING
from app.core.http.actions import run_form, version_sent
from app.core.verdict import _
from app.entries.applications import drafts
from app.entries.blueprint import bp
from app.entries.fields.answer_checks import Answers, shown_fields
from app.entries.models import Candidacy, Eligibility, Entry
from app.entries.screening import rules, service
from app.entries.screening.forms import ScreeningForm
from app.entries.screening.queries import (
    get_candidacy,
    latest_answers,
    screening_counts,
    screening_page,
)
from app.people.organisations.queries import identity_of, organisations_like
from app.people.representations.queries import representations_of
from app.programmes.editions.queries import get_open_edition
from app.programmes.models import Edition
from app.programmes.rulebook import Field


@bp.get("/programmes/<slug>/<int(max=9999):year>/screening")
@guard(get_open_edition, sees=rules.sees_screening)
def screening(edition: Edition) -> ResponseReturnValue:
    person, names = current_person(), ("eligibility", "direction", "track", "after")
    wanted = {name: request.args.get(name, "") for name in names}
    if wanted["eligibility"] not in set(Eligibility):
        wanted["eligibility"] = ""
    page = screening_page(
        edition,
        person,
        eligibility=wanted["eligibility"],
        direction=wanted["direction"],
        track=wanted["track"],
        after=wanted["after"],
    )
    counts = screening_counts(edition, person, direction=wanted["direction"])
    total = sum(count for state, count in counts.items() if wanted["eligibility"] in ("", state))
    return render_template(
        "entries/screening.html",
        edition=edition,
        candidacies=page.rows,
        wanted=wanted,
        counts=counts,
        states=list(Eligibility),
        total=None if wanted["track"] else total,
        next_after=page.after,
    )


@bp.route("/candidacies/<public_id>/screen", methods=["GET", "POST"])
@guard(get_candidacy, sees=rules.sees_candidacy, may=on_post(rules.may_screen))
def screen(candidacy: Candidacy) -> ResponseReturnValue:
    form = ScreeningForm()
    entry = candidacy.entry
    direction = drafts.rules_of(entry)
    applicant = _name_of(entry)
    return run_form(
        form,
        "entries/screen.html",
        candidacy=candidacy,
        entry=entry,
        applicant=applicant,
        checklists=direction.checklists_for(candidacy.track.code),
        files=entry.sent_files,
        answers=(answers := latest_answers(entry)),
        met=request.form.getlist("met"),
        fields=_beyond(
            shown_fields(direction, answers), answers, {*applicant.values(), entry.country_region}
        ),
        may_screen=rules.may_screen(current_person(), candidacy, clock.now()),
        nominated=service.nomination_stands(entry),
        **_register_of(entry),
        verb=lambda: _decide(candidacy, form),
        success_message=_("Decision recorded."),
        then=lambda _d: _next(candidacy),
    )


def _register_of(entry: Entry) -> dict[str, object]:
    """Who acts for the organisation and by what, and which others have a name like it."""
    if (organisation := entry.organisation) is None:
        return {"acting": [], "alike": []}
    return {
        "acting": representations_of(organisation, clock.now()),
        "alike": organisations_like(identity_of(organisation), but=organisation.id),
    }


def _name_of(entry: Entry) -> dict[str, str]:
    """Who applies, in both languages."""
    if entry.organisation is not None:
        return entry.organisation.name
    return {"zh": entry.person.name_zh, "en": entry.person.name_latin} if entry.person else {}


def _beyond(fields: Iterable[Field], answers: Answers, shown: Collection[str]) -> list[Field]:
    """Without the questions whose answers only repeat what is shown already; one that differs is shown."""
    repeated = [words for words in shown if words]
    return [field for field in fields if answers.get(field.code) not in repeated]


def _decide(candidacy: Candidacy, form: ScreeningForm) -> object:
    due: datetime | None = form.answer_by.data
    return service.screen(
        candidacy=candidacy,
        eligibility=Eligibility(form.eligibility.data),
        reason=form.reason.data or "",
        checks=dict.fromkeys(request.form.getlist("met"), True),
        by=current_person(),
        answer_by=due.replace(tzinfo=BEIJING).astimezone(UTC) if due else None,
        version=version_sent(),
    )


def _next(candidacy: Candidacy) -> str:
    """On to the next one that waits, or back to the list."""
    edition = candidacy.entry.edition
    waiting = screening_page(edition, current_person(), eligibility="pending", size=1).rows
    if waiting:
        return url_for("entries.screen", public_id=waiting[0].public_id)
    return url_for("entries.screening", slug=edition.programme.slug, year=edition.year)
