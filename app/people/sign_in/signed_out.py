"""Whoever has been signed out in the middle of their work: where to sign in, and the way back with what was typed."""

from __future__ import annotations

import json

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.http import typed_input
from app.core.verdict import _
from app.people.forms import SignInForm
from app.people.sign_in.login import manager, own_path

SIGNED_OUT = _("You have been signed out.")


def ask_to_sign_in() -> ResponseReturnValue:
    """A page is asked for again after signing in; a form is carried along, where one of our pages sent it."""
    if typed_input.wants_json():
        return jsonify(reason=gettext(SIGNED_OUT)), 401
    here = request.full_path.rstrip("?")
    if request.method == "POST" and typed_input.is_from_own_page() and typed_input.controls():
        form = SignInForm(formdata=None, next=here, typed=json.dumps(typed_input.controls()))
        return render_template("people/sign_in.html", form=form), 401
    return redirect(url_for("people.sign_in", next=here if request.method == "GET" else None), 303)


manager.unauthorized_handler(ask_to_sign_in)


def carried(form: SignInForm) -> list[tuple[str, str]]:
    """Name and value of each control of the form that was sent when nobody was signed in."""
    try:
        pairs = json.loads(form.typed.data or "[]")
        return [(str(name), str(value)) for name, value in pairs if name != "csrf_token"]
    except (ValueError, TypeError):
        return []


def go_on(form: SignInForm, controls: list[tuple[str, str]]) -> str:
    """Signed in again: the form that was sent before, one press away."""
    return render_template("people/go_on.html", controls=controls, action=own_path(form.next.data))
