"""What somebody has typed and sent, for the pages that could not take it: it is given back, never dropped."""

from __future__ import annotations

from flask import request

UNSHOWN = ("csrf_token", "_key", "version", "_opened")
SECRET = "password"
LONGEST_WORD = 40


def wants_json() -> bool:
    """Whether a script asks that saves drafts, and not a person who reads pages."""
    return request.accept_mimetypes.best == "application/json"


def is_from_own_page() -> bool:
    """Whether a page of this site sent the request, as far as the browser says so."""
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def controls() -> list[tuple[str, str]]:
    """Name and value of what was sent, to be sent again; neither passwords nor the token that was refused.

    Only of a body that has been read: one that could not be read is not tried again.
    """
    read = vars(request._get_current_object()).get("form")  # type: ignore[attr-defined]
    sent = read.items(multi=True) if read and request.method == "POST" else ()
    return [(name, value) for name, value in sent if name != "csrf_token" and SECRET not in name]


def texts() -> list[tuple[str, str]]:
    """What was written, where nobody knows any more under which labels: (label, text), the label empty."""
    written = (value for name, value in controls() if name not in UNSHOWN and not name.startswith("_choice_"))
    return [("", value) for value in written if _is_text(value)]


def _is_text(value: str) -> bool:
    """Rather than a code that was chosen from a list."""
    return not value.isascii() or len(value) > LONGEST_WORD or any(sign.isspace() for sign in value.strip())
