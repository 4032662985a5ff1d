"""A form while it is being filled in: saved as it is typed, by as many people as have it open."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.db import transaction
from app.core.draft_merging import Merged, Opened
from app.core.drafts import Draft, answer_draft, controls, draft_of, draft_sent, draft_standing, opened_form
from app.entries import rules as entries_rules
from app.entries.applications import drafts
from app.entries.applications.draft_comparison import in_words
from app.entries.applications.forms import EntryForm, entry_form
from app.entries.applications.queries import get_entry
from app.entries.blueprint import bp
from app.entries.editing_window import rules as editing_rules
from app.entries.models import Entry


def form_of(entry: Entry) -> EntryForm:
    """Filled with what was sent, or with the draft."""
    sent = request.form if request.method == "POST" else None
    return entry_form(
        drafts.rules_of(entry),
        entry.draft,
        tracks=list(entry.tracks_draft),
        sent=sent,
        without=drafts.registered_of(entry),
        one_more=request.args.get("add", ""),
    )


def keep(entry: Entry, form: EntryForm, opened: Opened) -> tuple[Merged, Draft]:
    """Inside a transaction: save what was typed, beside what others have saved since the form was opened."""
    merged = drafts.merge_draft(
        entry=entry, answers=form.answers, tracks=form.tracks, opened=opened, by=current_person()
    )
    fields = {code: form.field_of(code) for code in form.codes}
    shown = in_words(form.direction, merged.values)
    return merged, draft_of(merged, opened, version=entry.version, fields=fields, shown=shown)


def form_with(form: EntryForm, merged: Merged) -> EntryForm:
    """What others have written meanwhile shows in the form; where both wrote, what was typed here."""
    mine = {**form.answers, "tracks": form.tracks}
    values = merged.values | {code: mine[code] for code in merged.disputed}
    without = {field.code for field in form.direction.form} - set(form.codes)
    return entry_form(form.direction, values, tracks=values["tracks"], sent=None, without=without)


def standing_draft(entry: Entry, form: EntryForm) -> Draft:
    """Of a form that is about to be opened on the draft as it stands, or is shown again as it was sent."""
    if request.method == "POST":
        return draft_sent()
    values = {code: entry.draft.get(code) for code in form.codes}
    return draft_standing(entry.version, {**values, "tracks": list(entry.tracks_draft)})


def typed_into(entry: Entry) -> list[tuple[str, str]]:
    """Label and text of what was sent, to be given back where it can be kept no more."""
    form = form_of(entry)
    typed = in_words(form.direction, {**form.answers, "tracks": form.tracks})
    return [(form.label_of(code), typed[code]) for code in form.codes if typed[code]]


@bp.post("/entries/<public_id>/draft")
@guard(get_entry, sees=entries_rules.owns_entry, may=editing_rules.may_save, within=transaction)
def autosave(entry: Entry) -> ResponseReturnValue:
    form, opened = form_of(entry), opened_form()
    merged, draft = keep(entry, form, opened)
    filled = form_with(form, merged)
    taken = {
        code: dict(pair for each in filled.fields_of(code) for pair in controls(each)) for code in draft.taken
    }
    return answer_draft(draft, taken, saved_at=entry.saved_at)
