"""What no constraint can say: a score is never deleted, and a sheet that was sent in does not change.

A migration on SQLite that makes one of these tables anew loses its triggers and has to make them again.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the database answers to a statement about a row `OLD` of a table."""

    table: str
    event: str
    when: str
    reason: str

    @property
    def name(self) -> str:
        return f"{self.table}_{self.event.lower()}"

    @property
    def on_sqlite(self) -> list[str]:
        answer = f"SELECT RAISE(ABORT, '{self.reason}')"
        return [
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.when} BEGIN {answer}; END"
        ]

    @property
    def on_postgresql(self) -> list[str]:
        answer = f"RAISE EXCEPTION '{self.reason}' USING ERRCODE = 'restrict_violation'"
        body = f"BEGIN IF {self.when} THEN {answer}; END IF; RETURN NEW; END"
        what = f"{self.event} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {self.name} BEFORE {what}",
        ]


GONE, CHANGED = "a score sheet is never deleted", "a score sheet that was sent in stands"
OF_A_SENT_SHEET = "(SELECT state FROM score_sheet WHERE id = OLD.sheet_id) = 'sent'"
REFUSALS = (
    Refusal("score_sheet", "DELETE", "true", GONE),
    Refusal("score_sheet", "UPDATE", "OLD.state = 'sent'", CHANGED),
    Refusal("sheet_score", "DELETE", "true", GONE),
    Refusal("sheet_score", "UPDATE", OF_A_SENT_SHEET, CHANGED),
)


def install(table: sa.Table) -> None:
    """Let the triggers be made with the table; on PostgreSQL their functions go with it."""
    for refusal in (each for each in REFUSALS if each.table == table.name):
        for dialect, statements in (("sqlite", refusal.on_sqlite), ("postgresql", refusal.on_postgresql)):
            for statement in statements:
                sa.event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect=dialect))
        gone = sa.DDL(f"DROP FUNCTION IF EXISTS {refusal.name}()")
        sa.event.listen(table, "after_drop", gone.execute_if(dialect="postgresql"))
