"""The security headers that every answer of the site carries."""

from __future__ import annotations

from flask import Response, current_app, g, request

from app.core.http.request_log import log_answer

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS_SECONDS = 365 * 24 * 3600


def add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "request_id" in g:
        response.headers["X-Request-Id"] = g.request_id
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"
    if request.endpoint != "static":
        _keep_private(response)
        if not g.get("unlogged"):
            log_answer(response)
    return response


def _keep_private(response: Response) -> None:
    """Nothing that was meant for one person stays on a disk: neither their pages nor files they fetched."""
    reader, given = g.get("_login_user"), response.headers.get("Cache-Control", "")
    for_one_person = reader is not None and reader.is_authenticated
    if not given or (for_one_person and not given.startswith("public")):
        response.headers["Cache-Control"] = "no-store"
