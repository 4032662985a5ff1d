"""Who asks, by the cookie's session row and through Flask-Login; how a browser is let in, and sent to sign in."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager

from app.core.i18n import keep_own_language
from app.people.models import Person
from app.people.passwords import hashing as passwords
from app.people.persons.queries import find_person
from app.people.sign_in import sessions
from app.people.sign_in.sessions import idle_time, load_from_cookie

manager = LoginManager()
manager.session_protection = (
    None  # a session is a row that can be ended; a changed browser string proves nothing
)


@manager.user_loader  # type: ignore[untyped-decorator]  # the library has no types
def _reader(token: str) -> Person | None:
    """Who asks; their language goes along in the cookie, for pages that must look nobody up."""
    person = load_from_cookie(token)
    if person is not None:
        keep_own_language(person.locale)
    return person


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac", "Mac"),
    ("Linux", "Linux"),
)


def init_app(app: Flask) -> None:
    manager.init_app(app)
    app.config["PERMANENT_SESSION_LIFETIME"] = idle_time(app)


def authenticate(email: str, password: str) -> Person | None:
    """The person of this address and password, in the same time whether the address is known or not."""
    person = find_person(email.strip().lower())
    fits = passwords.matches(person.password_hash if person else None, password)
    return person if person and fits and person.is_active else None


def open_session(person: Person) -> str:
    """Sign this browser in, inside a transaction."""
    return sessions.open_session(person, device=device_of(request.user_agent.string))


def to_sign_in() -> ResponseReturnValue:
    return redirect(url_for("people.sign_in", next=request.args.get("next")), 303)


def device_of(user_agent: str) -> str:
    """What a person recognises of a browser, such as "Firefox · Windows"."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name)


def own_path(target: str | None, *, home: str = "/") -> str:
    """Where to go on: a path of this site, else home."""
    path = target or ""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_own else home
