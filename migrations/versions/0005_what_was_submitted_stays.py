"""Submitted rows stay as they are; a sheet can be reopened by two people; comments are handled.

On SQLite a table that a later migration makes anew loses its triggers: that migration makes them again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

from app.core.db import Document, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


class Refusal(NamedTuple):
    table: str
    event: str
    when: str
    reason: str
    everywhere: bool = True


LOG, RESULTS = "the audit log is only added to", "results stand as they were worked out"
ENTRIES, HANDLED = "what was submitted and decided stands", "what was done about a comment stands"
ASKED = "a request to reopen a sheet keeps what it was asked for"
GONE, CHANGED = "a score sheet is never deleted", "a score sheet that was sent in stands"
GIVEN = "an assignment is never deleted, and never given to another judge"
CAST, COUNTED = "a vote that was cast stands", "a ballot that was counted stands"
DECIDED = ("version", "proposed_at", "proposed_by_id", "decided_at", "decided_by_id", "agreed", "refusal")
FROZEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("audit_leaf", LOG, ()),
    ("audit_place", LOG, ()),
    ("audit_checkpoint", LOG, ()),
    ("submission", ENTRIES, ()),
    ("screening_decision", ENTRIES, ()),
    ("sheet_reopening", ASKED, DECIDED),
    ("handled_comment", HANDLED, ()),
    ("ranking", RESULTS, ("advanced_at", "advanced_by_id")),
    ("ranking_row", RESULTS, ("position", "tie_group", "advances")),
    *((table, RESULTS, ()) for table in ("tie_decision", "prize", "displaced", "vacancy", "publication")),
)
REOPENED = (
    "NEW.state = 'draft' AND EXISTS (SELECT 1 FROM sheet_reopening WHERE sheet_id = OLD.id AND agreed AND "
    "sent_at = OLD.sent_at AND comment = OLD.comment)"
)
OF_BALLOT = (
    "id",
    "public_id",
    "stage_id",
    "members",
    "opened_at",
    "closed_at",
    "closed_by_id",
    "papers_sha256",
)
SENT = "(SELECT state FROM score_sheet WHERE id = OLD.sheet_id) = 'sent'"
BEFORE = (
    Refusal("score_sheet", "DELETE", "true", GONE),
    Refusal("score_sheet", "UPDATE", "OLD.state = 'sent'", CHANGED),
    Refusal("sheet_score", "DELETE", "true", GONE),
    Refusal("sheet_score", "UPDATE", SENT, CHANGED),
)


def refusals() -> Iterator[Refusal]:
    for table, reason, may_change in FROZEN:
        yield Refusal(table, "DELETE", "true", reason)
        yield Refusal(table, "UPDATE", _differs(_kept(table, may_change)) if may_change else "true", reason)
        yield Refusal(table, "INSERT", _exists(table), reason, everywhere=False)
    for table, reason, when in _of_judging():
        yield Refusal(table, "DELETE", "true", GONE if table in ("score_sheet", "sheet_score") else reason)
        yield Refusal(table, "UPDATE", when, reason)
        if table != "sheet_score":
            yield Refusal(table, "INSERT", _exists(table), reason, everywhere=False)
    yield Refusal("sheet_score", "INSERT", SENT.replace("OLD", "NEW"), CHANGED)
    for table in ("ballot_voter", "ballot_paper"):
        counted = "(SELECT closed_at FROM ballot WHERE id = {}.ballot_id) IS NOT NULL"
        yield Refusal(table, "UPDATE", "true", CAST)
        yield Refusal(table, "DELETE", counted.format("OLD"), COUNTED)
        yield Refusal(table, "INSERT", f"{counted.format('NEW')} OR {_exists(table)}", CAST)


def _of_judging() -> Iterator[tuple[str, str, str]]:
    """Table, reason, and when an UPDATE is refused."""
    sheet = _differs(("id", "public_id", "assignment_id"))
    yield "assignment", GIVEN, _differs(("id", "public_id", "stage_entry_id", "judge_id"))
    yield "score_sheet", CHANGED, f"{sheet} OR (OLD.state = 'sent' AND NOT ({REOPENED}))"
    yield "sheet_score", CHANGED, f"{_differs(('sheet_id', 'criterion_id'))} OR {SENT}"
    yield "ballot", COUNTED, f"OLD.closed_at IS NOT NULL AND ({_differs(OF_BALLOT)})"


def _kept(table: str, may_change: Collection[str]) -> list[str]:
    names = (column["name"] for column in sa.inspect(op.get_bind()).get_columns(table))
    return sorted(name for name in names if name not in may_change)


def _differs(columns: Iterable[str]) -> str:
    return " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns)


def _exists(table: str) -> str:
    look = sa.inspect(op.get_bind())
    unique = sorted(list(each["column_names"]) for each in look.get_unique_constraints(table))
    keys = [look.get_pk_constraint(table)["constrained_columns"], *unique]
    same = " OR ".join(" AND ".join(f'"{name}" = NEW."{name}"' for name in key) for key in keys)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _make(refusal: Refusal) -> None:
    table, event, when, reason, everywhere = refusal
    name = f"{table}_{event.lower()}"
    if _on_sqlite():
        answer = f"SELECT RAISE(ABORT, '{reason}')"
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN {answer}; END")
    elif everywhere:
        answer = f"RAISE EXCEPTION '{reason}' USING ERRCODE = 'restrict_violation'"
        body = f"BEGIN IF {when} THEN {answer}; END IF; RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END"
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _drop(refusal: Refusal) -> None:
    name = f"{refusal.table}_{refusal.event.lower()}"
    if _on_sqlite():
        op.execute(f"DROP TRIGGER {name}")
    elif refusal.everywhere:
        op.execute(f"DROP TRIGGER {name} ON {refusal.table}")
        op.execute(f"DROP FUNCTION {name}()")


def upgrade() -> None:
    for refusal in BEFORE:
        _drop(refusal)
    _make_tables()
    op.add_column("score_sheet", sa.Column("reopened_at", Instant(), nullable=True))
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_conflict_of_interest_recorded_by_id"), "person", ["recorded_by_id"], ["id"]
        )
    op.add_column("ranking", sa.Column("sheet_changes", sa.Integer(), nullable=True))
    op.execute("UPDATE ranking SET sheet_changes = 0")
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.alter_column("sheet_changes", existing_type=sa.INTEGER(), nullable=False)
    for refusal in refusals():
        _make(refusal)


def _make_tables() -> None:
    person = {name: sa.ForeignKey("person.id", name=f"fk_sheet_reopening_{name}") for name in PEOPLE}
    op.create_table(
        "sheet_reopening",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("scores", Document, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), person["asked_by_id"], nullable=False),
        sa.Column("proposed_at", Instant(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), person["proposed_by_id"], nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), person["decided_by_id"], nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(when, name=op.f(f"ck_sheet_reopening_{name}")) for name, when in CHECKS.items()),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_sheet_reopening_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_reopening")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sheet_reopening_public_id")),
    )
    op.create_index(op.f("ix_sheet_reopening_sheet_id"), "sheet_reopening", ["sheet_id"])
    is_open = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_sheet_reopening_open",
        "sheet_reopening",
        ["sheet_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "handled_comment",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handled_at", Instant(), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_handled_comment_has_note")),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["person.id"], name=op.f("fk_handled_comment_handled_by_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_handled_comment_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handled_comment")),
        sa.UniqueConstraint("sheet_id", "sent_at", name=op.f("uq_handled_comment_sheet_id_sent_at")),
    )


PEOPLE = ("asked_by_id", "proposed_by_id", "decided_by_id")
CHECKS = {
    "has_reason": "reason <> ''",
    "proposed_by_someone": "(proposed_at IS NULL) = (proposed_by_id IS NULL)",
    "decided_by_someone": "(decided_at IS NULL) = (decided_by_id IS NULL)",
    "agreed_by_two": "NOT agreed OR (proposed_at IS NOT NULL AND decided_at IS NOT NULL)",
    "two_other_people": "proposed_by_id <> asked_by_id AND decided_by_id <> asked_by_id AND "
    "decided_by_id <> proposed_by_id",
    "refusal_has_reason": "(decided_at IS NOT NULL AND NOT agreed) = (refusal <> '')",
}


def downgrade() -> None:
    for refusal in refusals():
        _drop(refusal)
    op.drop_table("handled_comment")
    op.drop_table("sheet_reopening")
    for table, column in (("ranking", "sheet_changes"), ("score_sheet", "reopened_at")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_conflict_of_interest_recorded_by_id"), type_="foreignkey")
        batch_op.drop_column("recorded_by_id")
    for refusal in BEFORE:
        _make(refusal)
