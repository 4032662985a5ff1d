"""How often somebody may knock: per address and per account."""

from __future__ import annotations

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=True)


def email_in_form() -> str:
    """The account that a sign-in or reset names."""
    return request.form.get("email", "").strip().casefold()[:254]
