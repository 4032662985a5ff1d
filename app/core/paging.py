"""Lists are paged by key: each page costs the same, however long the list is, and nothing slips between two pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db

SIZE = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list."""

    rows: Sequence[Row]
    after: Any = None
    """The name of the last of them where more follow: the next page begins behind it."""


def page_of(
    rows: sa.Select[Any],
    *,
    order: Sequence[sa.ColumnElement[Any] | InstrumentedAttribute[Any]],
    name: InstrumentedAttribute[Any],
    after: object,
    size: int = SIZE,
    newest_first: bool = False,
    params: dict[str, Any] | None = None,
) -> Page[Any]:
    """A page of `rows`, in the order of columns that are unique together.

    `name` is the column by which a row is known outside; `after` is one of its values, or nothing for the first page.
    A row that is not in the list is no place to go on from: the list begins at its start.
    """
    key = sa.tuple_(*order)
    if after and (last := _key_of(rows, order, which=name == after, params=params)):
        rows = rows.where(key < sa.tuple_(*last) if newest_first else key > sa.tuple_(*last))
    ordered = rows.order_by(*(part.desc() if newest_first else part for part in order))
    found = db.session.scalars(ordered.limit(size + 1), params).all()
    return Page(found[:size], getattr(found[size - 1], name.key) if len(found) > size else None)


def _key_of(
    rows: sa.Select[Any],
    order: Sequence[Any],
    *,
    which: sa.ColumnElement[bool],
    params: dict[str, Any] | None,
) -> tuple[Any, ...] | None:
    """Where a row of the list stands."""
    found = db.session.execute(rows.with_only_columns(*order).where(which), params).first()
    return tuple(found) if found else None
