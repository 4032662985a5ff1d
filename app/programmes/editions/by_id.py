"""Editions belong to a later room; this one reaches them through its own relations."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import RoleGrant
from app.programmes.models import Edition


def edition_class() -> type[Edition]:
    found: type[Edition] = sa.inspect(RoleGrant).relationships["edition"].mapper.class_
    return found


def get_edition(public_id: str) -> Edition:
    edition = edition_class()
    found = db.session.scalar(sa.select(edition).where(edition.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def get_open_edition(public_id: str) -> Edition:
    """An edition with rules in force, as everybody knows it."""
    found = get_edition(public_id)
    if found.current_version_id is None:
        raise NotFound
    return found
