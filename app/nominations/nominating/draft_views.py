"""A nomination while it is being written: saved as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.db import transaction
from app.core.draft_merging import Merged, Opened
from app.core.drafts import Draft, answer_draft, controls, draft_of, draft_sent, draft_standing, opened_form
from app.nominations import rules
from app.nominations.blueprint import bp
from app.nominations.forms import FirmForm, IndividualForm
from app.nominations.models import NominationDraft
from app.nominations.nominating import drafts
from app.nominations.queries import in_the_name_of, of_the_secretariat
from app.nominations.quota.rules import Proposal
from app.people.organisations.forms import ANOTHER

NominationForm = FirmForm | IndividualForm


def form_of(made: Proposal) -> NominationForm:
    """Filled with what was sent, or with the draft."""
    applicant = made.edition.rulebook.direction(made.direction.code).applicant
    kind = FirmForm if applicant == "organisation" else IndividualForm
    if request.method == "POST":
        return kind()
    draft = drafts.find_draft(made, nominee=nominee_of(made), of=current_person())
    return kind(
        data={**(draft.answers if draft else {}), "organisation": request.args.get("organisation", "")}
    )


def nominee_of(made: Proposal) -> str:
    """The organisation that was chosen from the list, by its public id; nothing where a name is typed in."""
    chosen = request.form.get("organisation") or request.args.get("organisation", "")
    return "" if chosen == ANOTHER else chosen[:32]


def keep(made: Proposal, form: NominationForm, opened: Opened) -> tuple[NominationDraft, Merged, Draft]:
    """Inside a transaction: save what was typed."""
    draft, merged = drafts.merge_nomination_draft(
        made=made, nominee=nominee_of(made), answers=form.typed, opened=opened, by=current_person()
    )
    fields = {code: form[code] for code in form.typed}
    shown = {code: str(value or "") for code, value in merged.values.items()}
    return draft, merged, draft_of(merged, opened, version=draft.version, fields=fields, shown=shown)


def show_merged(form: NominationForm, merged: Merged) -> None:
    """What another window wrote meanwhile shows in the form; where both wrote, what was typed here."""
    for code in merged.taken:
        form[code].data = merged.values[code]


def standing_draft(made: Proposal, form: NominationForm) -> Draft:
    """Of a form that is about to be opened on the draft as it stands, or is shown again as it was sent."""
    if request.method == "POST":
        return draft_sent()
    draft = drafts.find_draft(made, nominee=nominee_of(made), of=current_person())
    answers: Mapping[str, Any] = draft.answers if draft else {}
    return draft_standing(draft.version if draft else 0, {code: answers.get(code) for code in form.typed})


def typed_into(made: Proposal) -> list[tuple[str, str]]:
    """Label and text of what was sent, to be given back where it can be kept no more."""
    form = form_of(made)
    return [(str(form[code].label.text), str(value)) for code, value in form.typed.items() if value]


def _autosave(made: Proposal) -> ResponseReturnValue:
    form = form_of(made)
    draft, merged, known = keep(made, form, opened_form())
    show_merged(form, merged)
    taken = {code: dict(controls(form[code])) for code in merged.taken}
    return answer_draft(known, taken, saved_at=draft.saved_at)


@bp.post("/programmes/<slug>/<int(max=9999):year>/nominate/<direction>/<membership>/draft")
@guard(in_the_name_of, sees=rules.sees_proposal, may=rules.may_propose, within=transaction)
def autosave(made: Proposal) -> ResponseReturnValue:
    return _autosave(made)


@bp.post("/programmes/<slug>/<int(max=9999):year>/propose/<direction>/draft")
@guard(of_the_secretariat, sees=rules.sees_proposal, may=rules.may_propose, within=transaction)
def propose_autosave(made: Proposal) -> ResponseReturnValue:
    return _autosave(made)
