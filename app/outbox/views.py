"""The inbox: every message to a person also stands here."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import current_person, guard, nothing, signed_in
from app.core.http.actions import run_action
from app.core.i18n import locale
from app.outbox import render, rules, service
from app.outbox.models import Message
from app.outbox.queries import get_message, inbox_of, unread_count

bp = Blueprint("outbox", __name__)


@bp.get("/inbox")
@guard(nothing, sees=signed_in)
def inbox(_nothing: None) -> ResponseReturnValue:
    page = inbox_of(current_user.id, after=request.args.get("after", ""))
    letters = [(message, render.letter(message, locale())) for message in page.rows]
    return render_template("outbox/inbox.html", letters=letters, after=page.after)


@bp.get("/inbox/<public_id>")
@guard(get_message, sees=rules.is_receiver)
def message(message: Message) -> ResponseReturnValue:
    return render_template("outbox/message.html", message=message, letter=render.letter(message, locale()))


@bp.post("/inbox/<public_id>/read")
@guard(get_message, sees=rules.is_receiver)
def read(message: Message) -> ResponseReturnValue:
    return run_action(lambda: service.mark_read(message=message, by=current_person()), then=_to_inbox)


@bp.post("/inbox/read")
@guard(nothing, sees=signed_in)
def read_all(_nothing: None) -> ResponseReturnValue:
    return run_action(lambda: service.mark_all_read(by=current_person()), then=_to_inbox)


def _to_inbox(_result: None) -> str:
    return url_for("outbox.inbox")


def unread_messages() -> int:
    """For the frame of every page: how many messages wait for whoever is signed in."""
    return unread_count(current_user.id) if current_user.is_authenticated else 0


def init_app(app: Flask) -> None:
    app.jinja_env.globals["unread_messages"] = unread_messages
    render.init_app(app)
