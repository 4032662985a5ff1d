"""Addresses of static files that change with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request, url_for

FOR_EVER = "public, max-age=31536000, immutable"


def init_assets(app: Flask) -> None:
    hashes: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in hashes or app.debug:
            content = (Path(app.static_folder or "") / name).read_bytes()
            hashes[name] = hashlib.sha256(content).hexdigest()[:12]
        return url_for("static", filename=name, v=hashes[name])

    app.jinja_env.globals["asset"] = asset
    app.after_request(_let_browsers_keep)
    app.view_functions["static"].access = "public"  # type: ignore[union-attr]


def _let_browsers_keep(response: Response) -> Response:
    if request.endpoint == "static":
        response.headers["Cache-Control"] = FOR_EVER if "v" in request.args else "public, max-age=300"
    return response
