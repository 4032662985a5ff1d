"""What anybody may fetch to hold the log to its word: the latest checkpoint, and the key that signs it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from app.audit.checkpoints import verifier_of
from app.audit.key_changes import latest
from app.audit.keys import find_key
from app.core.access import public
from app.core.errors import NotFound
from config import Settings

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
    """The public key of the latest checkpoints, in the form of a verifier's key."""
    settings: Settings = current_app.config["SETTINGS"]
    if (own := find_key(settings)) is None:
        raise NotFound
    return Response(f"{verifier_of(settings.log_origin, own)}\n", mimetype="text/plain")
