"""The database itself lets no score be deleted, and no sheet change that was sent in."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SENT = "(SELECT state FROM score_sheet WHERE id = OLD.sheet_id) = 'sent'"
TRIGGERS = (
    ("score_sheet", "DELETE", "true", "a score sheet is never deleted"),
    ("score_sheet", "UPDATE", "OLD.state = 'sent'", "a score sheet that was sent in stands"),
    ("sheet_score", "DELETE", "true", "a score sheet is never deleted"),
    ("sheet_score", "UPDATE", SENT, "a score sheet that was sent in stands"),
)


def upgrade() -> None:
    make = _on_sqlite if op.get_bind().dialect.name == "sqlite" else _on_postgresql
    for trigger in TRIGGERS:
        make(*trigger)


def _on_sqlite(table: str, event: str, when: str, reason: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
    )


def _on_postgresql(table: str, event: str, when: str, reason: str) -> None:
    name = f"{table}_{event.lower()}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN "
        f"RAISE EXCEPTION '{reason}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, event, *_rest in TRIGGERS:
        name = f"{table}_{event.lower()}"
        op.execute(f"DROP TRIGGER {name}" if on_sqlite else f"DROP TRIGGER {name} ON {table}")
        if not on_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
