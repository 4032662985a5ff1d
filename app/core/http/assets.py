"""Addresses of static files that change with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request, url_for

FOR_EVER = "public, max-age=31536000, immutable"


def init_assets(app: Flask) -> None:
    addresses: dict[tuple[str, str], str] = {}  # a page asks for dozens, and building one takes its time

    def asset(name: str) -> str:
        key = request.script_root, name
        if key not in addresses or app.debug:
            content = (Path(app.static_folder or "") / name).read_bytes()
            addresses[key] = url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:12])
        return addresses[key]

    app.jinja_env.globals["asset"] = asset
    app.after_request(_let_browsers_keep)
    app.view_functions["static"].access = "public"  # type: ignore[union-attr]


def _let_browsers_keep(response: Response) -> Response:
    if request.endpoint == "static":
        response.headers["Cache-Control"] = FOR_EVER if "v" in request.args else "public, max-age=300"
    return response
