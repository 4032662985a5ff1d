"""Models, sessions, and the one way to write."""

from flask_sqlalchemy_lite import SQLAlchemy

from app.core.db.base import Base, Document, Instant, Model, Public, Versioned, choice, new_public_id
from app.core.db.deed import deed
from app.core.db.engine import prepare, writing

db = SQLAlchemy(session_options={"expire_on_commit": False})

__all__ = [
    "Base",
    "Document",
    "Instant",
    "Model",
    "Public",
    "Versioned",
    "choice",
    "db",
    "deed",
    "new_public_id",
    "prepare",
    "writing",
]
