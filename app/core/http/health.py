"""Whether the process lives, and whether it is ready to serve."""

from __future__ import annotations

import sqlalchemy as sa
from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.core.access import public
from app.core.db import db
from config import ROOT

HEAD = ROOT / "migrations" / "HEAD"


@public
def healthz() -> ResponseReturnValue:
    return jsonify(status="alive")


@public
def readyz() -> ResponseReturnValue:
    """Ready to serve: the database answers and its tables are those of this version."""
    try:
        present = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except (OperationalError, ProgrammingError):
        db.session.rollback()
        present = None
    ready = present == HEAD.read_text().strip()
    return jsonify(
        status="ready" if ready else "migrations missing", migration=present
    ), 200 if ready else 503
