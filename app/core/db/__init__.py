"""Models, sessions, and the one way to write."""

from flask_sqlalchemy_lite import SQLAlchemy

from app.core.db.append import append, put
from app.core.db.base import Base, Document, Instant, Model, Public, Versioned, choice, new_public_id
from app.core.db.deed import deed
from app.core.db.engine import limit, prepare, writing
from app.core.db.session import WRITER, Session

db = SQLAlchemy(session_options={"expire_on_commit": False, "class_": Session})

__all__ = [
    "WRITER",
    "Base",
    "Document",
    "Instant",
    "Model",
    "Public",
    "Versioned",
    "append",
    "choice",
    "db",
    "deed",
    "limit",
    "new_public_id",
    "prepare",
    "put",
    "writing",
]
