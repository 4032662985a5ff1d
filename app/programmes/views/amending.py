"""A change of the rules of an open edition: upload the whole new book, see the difference, propose it."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.access import current_person, guard
from app.core.errors import NotFound
from app.core.verdict import _
from app.core.web import handle
from app.programmes import rules, service
from app.programmes.as_toml import as_toml
from app.programmes.corrections.service import may_ask_correction
from app.programmes.forms import AmendForm, UploadForm
from app.programmes.models import Edition
from app.programmes.queries import get_edition
from app.programmes.rulebook import RuleBookFaults, canonical_json, difference
from app.programmes.views import bp
from app.programmes.views.books import carried_book, uploaded_book


@bp.get("/editions/<public_id>/rulebook.toml")
@guard(get_edition, sees=rules.sees_edition)
def rulebook_toml(edition: Edition) -> ResponseReturnValue:
    """The rules in force, to be edited."""
    if edition.current_version is None:
        raise NotFound
    response = Response(as_toml(edition.rulebook).encode(), mimetype="application/toml")
    name = f"{edition.programme.slug}-{edition.year}.toml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.route("/editions/<public_id>/amend", methods=["GET", "POST"])
@guard(get_edition, sees=rules.sees_edition, may=rules.may_propose_amendment)
def amend(edition: Edition) -> ResponseReturnValue:
    """Upload the new book; the answer is the difference, or every fault. Nothing is kept yet."""
    form = UploadForm()
    if request.method != "POST":
        return _upload_page(edition, form)
    if not form.validate() or not form.file.data:
        form.file.errors = form.file.errors or [gettext("Choose a file.")]
        return _upload_page(edition, form), 422
    try:
        book = uploaded_book(form.file.data)
    except RuleBookFaults as found:
        return _upload_page(edition, form, faults=found.faults), 422
    if not (verdict := service.is_lawful(edition, book)):
        form.show_faults({"file": verdict})
        return _upload_page(edition, form), 422
    carried = AmendForm(formdata=None, data={"book": canonical_json(book)})
    return render_template(
        "programmes/change.html", form=carried, edition=edition, book=book,
        changes=difference(edition.rulebook, book),
    )  # fmt: skip


def _upload_page(edition: Edition, form: UploadForm, *, faults: object = ()) -> str:
    may_correct = may_ask_correction(edition, current_person())
    return render_template("programmes/amend.html", form=form, edition=edition, faults=faults, may_correct=may_correct)


@bp.post("/editions/<public_id>/propose")
@guard(get_edition, sees=rules.sees_edition, may=rules.may_propose_amendment)
def propose_change(edition: Edition) -> ResponseReturnValue:
    form = AmendForm()
    book = carried_book(form.book.data or "")
    return handle(
        form, "programmes/change.html", edition=edition, book=book, changes=difference(edition.rulebook, book),
        verb=lambda: service.propose_amendment(
            edition=edition, book=book, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda version: url_for("programmes.proposal", public_id=version.public_id),
        said=_("The change was proposed. An approver of this edition has to agree."),
    )  # fmt: skip
