"""What no constraint can say: a score is never deleted, and a sheet that was sent in does not change.

A migration on SQLite that makes one of these tables anew loses its triggers and has to make them again.
"""

from __future__ import annotations

import sqlalchemy as sa

GONE = "a score sheet is never deleted"
CHANGED = "a score sheet that was sent in stands"
SENT = "(SELECT state FROM score_sheet WHERE id = OLD.sheet_id) = 'sent'"


def _sqlite(table: str, event: str, when: str, reason: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
    )


def _function(table: str, event: str, when: str, reason: str) -> str:
    return (
        f"CREATE FUNCTION {table}_{event.lower()}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN "
        f"RAISE EXCEPTION '{reason}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )


def _postgresql(table: str, event: str) -> str:
    name = f"{table}_{event.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


RULES = {
    "score_sheet": (("DELETE", "true", GONE), ("UPDATE", "OLD.state = 'sent'", CHANGED)),
    "sheet_score": (("DELETE", "true", GONE), ("UPDATE", SENT, CHANGED)),
}


def statements(dialect: str, table: str) -> list[str]:
    """What makes the triggers of a table."""
    if dialect == "sqlite":
        return [_sqlite(table, *rule) for rule in RULES[table]]
    return [part for rule in RULES[table] for part in (_function(table, *rule), _postgresql(table, rule[0]))]


def install(table: sa.Table) -> None:
    """Let the triggers be made with the table, and their functions go with it."""
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(dialect, table.name):
            sa.event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect=dialect))
    for event, *_rest in RULES[table.name]:
        gone = sa.DDL(f"DROP FUNCTION IF EXISTS {table.name}_{event.lower()}()")
        sa.event.listen(table, "after_drop", gone.execute_if(dialect="postgresql"))
