"""What views share: show a form, carry out one change, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy.exc
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.db import db, transaction
from app.core.errors import ApplicationError, Invalid, TooOften
from app.core.forms import Form
from app.core.idempotency import SentForm

T = TypeVar("T")
LONGEST_VERSION = 9  # digits; more would only keep the reader of numbers busy


def run_action(
    verb: Callable[[], T],
    *,
    then: Callable[[T], str],
    success_message: str | Callable[[T], str] = "",
    secret: bool = False,
) -> ResponseReturnValue:
    """Carry out `verb` in one transaction and lead on to `then(its result)`; the same form sent again gets the
    same answer.

    `success_message`: a sentence to translate, or what makes one out of the result; of an earlier answer there is none.
    """
    sent_form = SentForm.of_request(secret=secret)
    results: list[T] = []
    location = sent_form.find() if sent_form else None
    if location is None:
        location = _carry_out(lambda: _kept(verb(), results), then, sent_form)
    if sentence := _sentence(success_message, results):
        flash(sentence, "success")
    return redirect(location, 303)


def _sentence(success_message: str | Callable[[T], str], results: list[T]) -> str:
    if isinstance(success_message, str):
        return gettext(success_message) if success_message else ""
    return "".join(success_message(result) for result in results)


def _kept(result: T, results: list[T]) -> T:
    results.append(result)
    return result


def version_sent() -> int:
    """The version at which the form was opened; 0, which nothing has, where none was sent."""
    version = request.form.get("version", "")
    return int(version) if len(version) <= LONGEST_VERSION and version.isascii() and version.isdigit() else 0


def already_answered() -> ResponseReturnValue | None:
    """The answer given before, where this very form was carried out; for views that need more than one transaction."""
    sent_form = SentForm.of_request()
    location = sent_form.find() if sent_form else None
    return redirect(location, 303) if location else None


def keep_answer(location: str) -> None:
    """Inside a transaction: where this very form will lead when it is sent again."""
    if sent_form := SentForm.of_request():
        sent_form.keep(location)


def _carry_out(verb: Callable[[], T], then: Callable[[T], str], sent_form: SentForm | None) -> str:
    try:
        with transaction():
            location = then(verb())
            if sent_form:
                sent_form.keep(location)
            db.session.flush()
        return location
    except (sqlalchemy.exc.IntegrityError, ApplicationError):
        # The twin of this request may have been faster: then its answer is this one's answer too, whether a
        # constraint, a version or a rule stopped this one.
        if sent_form and (location_of_twin := sent_form.find()):
            return location_of_twin
        raise


def run_form(
    form: Form,
    template: str,
    *,
    verb: Callable[[], T],
    then: Callable[[T], str],
    success_message: str | Callable[[T], str] = "",
    **context: Any,
) -> ResponseReturnValue:
    """Show `form`, or carry out `verb` where it was sent in whole; faults show beside their fields, nothing is lost."""
    if request.method in ("GET", "HEAD"):
        return render_template(template, form=form, **context)
    if form.validate():
        try:
            return run_action(verb, then=then, success_message=success_message)
        except Invalid as error:
            form.show_faults(error.faults)
        except TooOften as error:
            form.show_too_often(error)
    return render_template(template, form=form, **context), *form.refusal
