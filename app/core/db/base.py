"""The declarative base, and the column types that both databases store alike."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no 0/o, 1/l/i: an identifier can be read out on the telephone
PUBLIC_ID_LENGTH = 16  # 79 bits: cannot be guessed

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_public_id() -> str:
    """An identifier for addresses: it says nothing of order or number."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant; SQLite has no time zones, so it is stored there as naive UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = sa.JSON().with_variant(JSONB(), "postgresql")


def choice(kind: type[StrEnum]) -> sa.Enum:
    """A column for one value of `kind`, held by a CHECK constraint on both databases."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [m.value for m in members],
    )


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        dict[str, Any]: Document,
        list[Any]: Document,
    }


class Model(Base):
    """A table with a number for its key, which stays inside; addresses use `Public`."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class Public:
    """For rows that stand in an address."""

    public_id: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id)


@sa.event.listens_for(Public, "init", propagate=True)
def _identify(row: Public, _args: object, given: dict[str, Any]) -> None:
    """From the beginning and not from the first flush, so that a transaction can name the row it has just made."""
    given.setdefault("public_id", new_public_id())


class Versioned:
    """For rows that two people can edit: the slower of two saves is told, never dropped in silence."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]
