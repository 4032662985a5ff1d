"""Models, sessions, and the one way to write."""

from __future__ import annotations

from flask_sqlalchemy_lite import SQLAlchemy

from app.core.db.base import Base, Document, Instant, Model, Public, Versioned, choice, new_public_id
from app.core.db.bulk import bulk_insert, upsert
from app.core.db.engine import limit, make_private, prepare, writing
from app.core.db.session import WRITER, Session
from app.core.db.transaction import transaction

db = SQLAlchemy(session_options={"expire_on_commit": False, "class_": Session})

__all__ = [
    "WRITER",
    "Base",
    "Document",
    "Instant",
    "Model",
    "Public",
    "Versioned",
    "bulk_insert",
    "choice",
    "db",
    "limit",
    "make_private",
    "new_public_id",
    "prepare",
    "transaction",
    "upsert",
    "writing",
]
