"""How often somebody may knock at the pages of accounts.

A count that others can fill keeps nobody out: wrong passwords are counted for an account and the place that they come
from, and a browser that has signed in before has a count of its own. A whole jury sits behind one address, so a place
may do many times what an account may.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.core.rate_limits import Bucket, RateLimit, place

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
WRONG_HERE = RateLimit("wrong passwords for an account from a place", 10, QUARTER)
WRONG_FROM_PLACE = RateLimit("wrong passwords from a place", 200, QUARTER)
WRONG_IN_BROWSER = RateLimit("wrong passwords in a known browser", 10, QUARTER)
PRESENT_PASSWORD = RateLimit("present passwords of a person", 10, QUARTER)
RESETS = RateLimit("resets of an account", 3, HOUR)
RESETS_FROM_PLACE = RateLimit("resets from a place", 60, HOUR)
SIGN_UPS = RateLimit("sign-ups of an address", 10, HOUR)
LINKS_FROM_PLACE = RateLimit("sign-ups and mailed links from a place", 120, HOUR)
VERIFICATIONS = RateLimit("verifications of a person", 3, HOUR)
INVITATIONS = RateLimit("invitations by a person", 300, HOUR)
COLLEAGUES = RateLimit("invitations of colleagues by a person", 30, HOUR)

COOKIE, SALT, KNOWN_FOR = "known", "known-browser", timedelta(days=180)


def of_sign_in(email: str) -> tuple[Bucket, ...]:
    """What a sign-in is counted in until it has turned out well."""
    if browser := _known_browser(email):
        return ((WRONG_IN_BROWSER, browser),)
    return (WRONG_HERE, f"{email} {place()}"), (WRONG_FROM_PLACE, place())


def know_browser(response: Response, email: str) -> None:
    """This browser has signed in: wrong passwords elsewhere will not keep it waiting."""
    name = _known_browser(email) or secrets.token_hex(16)
    response.set_cookie(
        _cookie(),
        _serializer().dumps([_short(email), name]),
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _known_browser(email: str) -> str:
    """The name of this browser, if it has signed in to this account; never of one that has to another."""
    try:
        account, name = _serializer().loads(
            request.cookies.get(_cookie(), ""), int(KNOWN_FOR.total_seconds())
        )
    except (BadSignature, ValueError):
        return ""
    return str(name) if account == _short(email) else ""


def _short(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def _cookie() -> str:
    return f"__Host-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=SALT)
