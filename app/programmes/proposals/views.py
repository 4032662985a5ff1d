"""The administration: the list of editions, and opening one from a rule-book that was seen whole."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing
from app.core.errors import NotFound
from app.core.http.actions import run_action, run_form
from app.core.i18n import text
from app.core.verdict import _
from app.programmes.blueprint import bp
from app.programmes.corrections.service import may_ask_correction
from app.programmes.editions import rules as editions_rules
from app.programmes.editions.queries import get_edition
from app.programmes.models import Edition, RulebookVersion
from app.programmes.proposals import rules, service
from app.programmes.proposals.forms import AmendForm, ChooseForm, OpenForm, RefuseForm, RulebookUploadForm
from app.programmes.proposals.queries import get_version
from app.programmes.proposals.rulebook_upload import carried_book, shipped_book, uploaded_book
from app.programmes.rulebook import (
    RuleBook,
    RuleBookFaults,
    canonical_json,
    difference,
    sha256_of,
    shipped_books,
    stale_days,
)
from app.programmes.rulebook.toml import as_toml
from app.programmes.rulebook_page import sections_of


@bp.route("/editions/open", methods=["GET", "POST"])
@guard(nothing, sees=editions_rules.sees_administration, may=rules.may_propose_edition)
def open_edition(_nothing: None) -> ResponseReturnValue:
    """Choose a rule-book and see it whole, or every fault of it. Nothing is kept yet."""
    form = ChooseForm()
    form.shipped.choices = [(name, _title(name)) for name in shipped_books()]
    if request.method != "POST":
        return render_template("programmes/open.html", form=form, faults=[])
    if not form.validate():
        return render_template("programmes/open.html", form=form, faults=[]), 422
    try:
        book = _chosen(form)
    except RuleBookFaults as found:
        return render_template("programmes/open.html", form=form, faults=found.faults), 422
    if book is None:
        form.form_errors = [gettext("Choose a rule-book, or upload one.")]
        return render_template("programmes/open.html", form=form, faults=[]), 422
    if not (verdict := service.can_be_opened(book)):
        return render_template("programmes/open.html", form=form, faults=[], refused=verdict), 422
    carried = OpenForm(
        formdata=None, data={"book": canonical_json(book), "demonstration": book.demonstration}
    )
    return render_template("programmes/preview.html", form=carried, **_seen(book))


def _seen(book: RuleBook) -> dict[str, Any]:
    """What somebody reads before they propose it."""
    return {
        "book": book,
        "sections": sections_of(book),
        "sha256": sha256_of(book),
        "stale": list(stale_days(book)),
    }


def _title(name: str) -> str:
    book = shipped_book(name)
    return f"{text(book.short_name)} {book.year}" if book else name


def _chosen(form: ChooseForm) -> RuleBook | None:
    """An uploaded file comes before a choice in the list."""
    if form.file.data:
        return uploaded_book(form.file.data)
    return shipped_book(form.shipped.data or "")


@bp.post("/editions/propose")
@guard(nothing, sees=editions_rules.sees_administration, may=rules.may_propose_edition)
def propose(_nothing: None) -> ResponseReturnValue:
    form = OpenForm()
    book = carried_book(form.book.data or "")
    return run_form(
        form,
        "programmes/preview.html",
        **_seen(book),
        verb=lambda: service.propose_edition(
            book=book, demonstration=form.demonstration.data, by=current_person()
        ),
        then=lambda version: url_for("programmes.proposal", public_id=version.public_id),
        success_message=_("The rule-book was proposed. A second administrator has to agree."),
    )


@bp.get("/rulebook-versions/<public_id>")
@guard(get_version, sees=rules.sees_version)
def proposal(version: RulebookVersion) -> ResponseReturnValue:
    return render_template("programmes/proposal.html", form=_refusal(version), **_about(version))


def _refusal(version: RulebookVersion) -> RefuseForm:
    """Whoever proposed it takes it back; anybody else refuses it."""
    form = RefuseForm()
    if version.proposed_by_id == current_person().id:
        form.reason.label.text = gettext("Why you take it back")
    return form


def _about(version: RulebookVersion) -> dict[str, Any]:
    person, now = current_person(), clock.now()
    present = version.edition.current_version
    compared = present is not None and version.is_pending
    return {
        "version": version,
        "book": version.rulebook,
        "sections": sections_of(version.rulebook),
        "stale": list(stale_days(version.rulebook)) if version.is_pending else [],
        "present": present.rulebook if present and compared else None,
        "changes": difference(present.rulebook, version.rulebook) if present and compared else None,
        "may_agree": rules.may_agree(person, version, now),
        "may_refuse": rules.may_refuse(person, version, now),
    }


@bp.post("/rulebook-versions/<public_id>/agree")
@guard(get_version, sees=rules.sees_version, may=rules.may_agree)
def agree(version: RulebookVersion) -> ResponseReturnValue:
    return run_action(
        lambda: service.agree(version=version, by=current_person()),
        then=lambda _done: url_for("programmes.edition", public_id=version.edition.public_id),
        success_message=_("The rule-book is in force."),
    )


@bp.post("/rulebook-versions/<public_id>/refuse")
@guard(get_version, sees=rules.sees_version, may=rules.may_refuse)
def refuse(version: RulebookVersion) -> ResponseReturnValue:
    form = _refusal(version)
    return run_form(
        form,
        "programmes/proposal.html",
        **_about(version),
        verb=lambda: service.refuse(version=version, reason=form.reason.data or "", by=current_person()),
        then=lambda _done: url_for("programmes.edition", public_id=version.edition.public_id),
        success_message=_("The proposal was ended. Nothing changed."),
    )


@bp.get("/editions/<public_id>/rulebook.toml")
@guard(get_edition, sees=editions_rules.sees_edition)
def rulebook_toml(edition: Edition) -> ResponseReturnValue:
    """The rules in force, to be edited."""
    if edition.current_version is None:
        raise NotFound
    response = Response(as_toml(edition.rulebook).encode(), mimetype="application/toml")
    name = f"{edition.programme.slug}-{edition.year}.toml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.route("/editions/<public_id>/amend", methods=["GET", "POST"])
@guard(get_edition, sees=editions_rules.sees_edition, may=rules.may_propose_amendment)
def amend(edition: Edition) -> ResponseReturnValue:
    """Upload the new book; the answer is the difference, or every fault. Nothing is kept yet."""
    form = RulebookUploadForm()
    if request.method != "POST":
        return _upload_page(edition, form)
    if not form.validate() or not form.file.data:
        form.file.errors = form.file.errors or [gettext("Choose a file.")]
        return _upload_page(edition, form), 422
    try:
        book = uploaded_book(form.file.data)
    except RuleBookFaults as found:
        return _upload_page(edition, form, faults=found.faults), 422
    if not (verdict := service.is_allowed(edition, book)):
        form.show_faults({"file": verdict})
        return _upload_page(edition, form), 422
    carried = AmendForm(formdata=None, data={"book": canonical_json(book)})
    return render_template(
        "programmes/change.html",
        form=carried,
        edition=edition,
        book=book,
        changes=difference(edition.rulebook, book),
    )


def _upload_page(edition: Edition, form: RulebookUploadForm, *, faults: object = ()) -> str:
    may_correct = may_ask_correction(edition, current_person())
    return render_template(
        "programmes/amend.html", form=form, edition=edition, faults=faults, may_correct=may_correct
    )


@bp.post("/editions/<public_id>/propose")
@guard(get_edition, sees=editions_rules.sees_edition, may=rules.may_propose_amendment)
def propose_change(edition: Edition) -> ResponseReturnValue:
    form = AmendForm()
    book = carried_book(form.book.data or "")
    return run_form(
        form,
        "programmes/change.html",
        edition=edition,
        book=book,
        changes=difference(edition.rulebook, book),
        verb=lambda: service.propose_amendment(
            edition=edition, book=book, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda version: url_for("programmes.proposal", public_id=version.public_id),
        success_message=_("The change was proposed. An approver of this edition has to agree."),
    )
