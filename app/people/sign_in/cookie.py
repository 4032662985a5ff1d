"""How a browser is let in, and where it is sent to sign in."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.people.models import Person
from app.people.sign_in import sessions
from app.people.sign_in.login import device_of


def open_session(person: Person) -> str:
    """Sign this browser in, inside a transaction."""
    return sessions.open_session(person, device=device_of(request.user_agent.string))


def to_sign_in() -> ResponseReturnValue:
    return redirect(url_for("people.sign_in", next=request.args.get("next")), 303)
