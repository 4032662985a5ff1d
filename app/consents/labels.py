"""How the purposes of a consent are called on pages and in mails."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from app.core.verdict import _

PURPOSES = {
    "processing": _("Processing for the evaluation"),
    "publication": _("Publication of the results"),
    "transfer": _("Transfer abroad"),
}


def purpose_name(purpose: str) -> str:
    return str(gettext(PURPOSES[purpose]))


def init_app(app: Flask) -> None:
    app.jinja_env.filters["purpose"] = purpose_name
