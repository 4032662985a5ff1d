"""The administration: the list of editions, and opening one from a rule-book that was seen whole."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing
from app.core.i18n import text
from app.core.verdict import _
from app.core.web import handle, perform
from app.programmes import rules, service
from app.programmes.forms import ChooseForm, OpenForm
from app.programmes.models import Edition
from app.programmes.queries import editions_for, get_edition
from app.programmes.rulebook import (
    RuleBook,
    RuleBookFaults,
    canonical_json,
    sha256_of,
    shipped_books,
    stale_days,
)
from app.programmes.views import bp
from app.programmes.views.books import carried_book, shipped_book, uploaded_book


@bp.get("/editions")
@guard(nothing, sees=rules.sees_administration)
def editions(_nothing: None) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "programmes/editions.html", editions=editions_for(person, now),
        may_open=rules.may_propose_edition(person, None, now),
    )  # fmt: skip


@bp.get("/editions/<public_id>")
@guard(get_edition, sees=rules.sees_edition)
def edition(edition: Edition) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "programmes/edition.html", edition=edition,
        may_amend=rules.may_propose_amendment(person, edition, now),
        may_archive=rules.may_archive(person, edition, now),
    )  # fmt: skip


@bp.route("/editions/open", methods=["GET", "POST"])
@guard(nothing, sees=rules.sees_administration, may=rules.may_propose_edition)
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
    carried = OpenForm(formdata=None, data={"book": canonical_json(book)})
    return render_template("programmes/preview.html", form=carried, **_seen(book))


def _seen(book: RuleBook) -> dict[str, Any]:
    """What somebody reads before they propose it."""
    return {"book": book, "sha256": sha256_of(book), "stale": list(stale_days(book))}


def _title(name: str) -> str:
    book = shipped_book(name)
    return f"{text(book.short_name)} {book.year}" if book else name


def _chosen(form: ChooseForm) -> RuleBook | None:
    """An uploaded file comes before a choice in the list."""
    if form.file.data:
        return uploaded_book(form.file.data)
    return shipped_book(form.shipped.data or "")


@bp.post("/editions/propose")
@guard(nothing, sees=rules.sees_administration, may=rules.may_propose_edition)
def propose(_nothing: None) -> ResponseReturnValue:
    form = OpenForm()
    book = carried_book(form.book.data or "")
    return handle(
        form, "programmes/preview.html", **_seen(book),
        verb=lambda: service.propose_edition(
            book=book, demonstration=form.demonstration.data, by=current_person()
        ),
        then=lambda version: url_for("programmes.proposal", public_id=version.public_id),
        said=_("The rule-book was proposed. A second administrator has to agree."),
    )  # fmt: skip


@bp.route("/editions/<public_id>/archive", methods=["GET", "POST"])
@guard(get_edition, sees=rules.sees_edition, may=rules.may_archive)
def archive(edition: Edition) -> ResponseReturnValue:
    if request.method != "POST":
        return render_template("programmes/archive.html", edition=edition)
    return perform(
        lambda: service.archive(edition=edition, by=current_person()),
        then=lambda _done: url_for("programmes.editions"), said=_("The edition was archived."),
    )  # fmt: skip
