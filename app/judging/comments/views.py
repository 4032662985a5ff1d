"""What judges wrote for the secretariat: the list of an edition, one comment, and those on one entry."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, on_post
from app.core.http.actions import run_form, version_sent
from app.core.verdict import _
from app.entries.models import Entry
from app.judging.blueprint import bp
from app.judging.comments import rules, service
from app.judging.comments.forms import HandleForm
from app.judging.comments.queries import Comment, comments_in, comments_on, find_handled, get_sheet
from app.judging.models import ScoreSheet
from app.judging.stages.rules import sees_judging
from app.people.roles.rules import reads_dossiers
from app.programmes.editions.queries import get_open_edition
from app.programmes.models import Edition


@bp.get("/programmes/<slug>/<int(max=9999):year>/judging/comments")
@guard(get_open_edition, sees=sees_judging)
def comments(edition: Edition) -> ResponseReturnValue:
    return render_template(
        "judging/comments.html", edition=edition, comments=comments_in(edition, to=current_person())
    )


@bp.route("/sheets/<public_id>/comment", methods=["GET", "POST"])
@guard(get_sheet, sees=rules.sees_comment, may=on_post(rules.may_handle_comment))
def comment(sheet: ScoreSheet) -> ResponseReturnValue:
    form, edition = HandleForm(), sheet.assignment.stage_entry.stage.edition
    return run_form(
        form,
        "judging/comment.html",
        sheet=sheet,
        assignment=sheet.assignment,
        edition=edition,
        handled=find_handled(sheet),
        may_handle=rules.may_handle_comment(current_person(), sheet, clock.now()),
        verb=lambda: service.handle_comment(
            sheet=sheet, note=form.note.data or "", version=version_sent(), by=current_person()
        ),
        then=lambda _done: url_for("judging.comments", slug=edition.programme.slug, year=edition.year),
        success_message=_("The comment is handled."),
    )


@bp.app_template_global()
def comments_of_judges(entry: Entry) -> Sequence[Comment]:
    """Those on one entry, for the page of the entry; none for whoever may not read them."""
    person = current_person()
    return comments_on(entry, to=person) if reads_dossiers(person, entry.edition, clock.now()) else []
