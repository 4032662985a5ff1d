"""What anybody may fetch to hold the log to its word: the latest checkpoint, and the key that signs it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from app.audit.keys import verifier
from app.audit.sealing import latest
from app.core.access import public
from app.core.errors import NotFound

bp = Blueprint("audit", __name__)


@bp.get("/audit/checkpoint")
@public
def checkpoint() -> Response:
    """The log's size and root, signed."""
    found = latest()
    if found is None:
        raise NotFound
    return Response(found.note, mimetype="text/plain")


@bp.get("/audit/key")
@public
def key() -> Response:
    """The public key of the checkpoints, in the form of a verifier's key."""
    return Response(f"{verifier(current_app.config['SETTINGS'])}\n", mimetype="text/plain")
