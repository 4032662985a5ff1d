"""The triggers that let rows stay, for migrations: of every table as it looks when a migration has changed it.

A migration that writes to one of these tables, adds a column to it or makes it anew does so while they are `lifted`.
Tables and columns go by their names of today; where a database is older, by those of its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from alembic import op

from app.core.db.triggers import DIALECTS, SQLITE, Refusal, differs

RESULTS, ENTRIES = "results stand as they were worked out", "what was submitted and decided stands"
LOG, HANDLED = "the audit log is only added to", "what was done about a comment stands"
ASKED = "a request to reopen a sheet keeps what it was asked for"
GONE, CHANGED = "a score sheet is never deleted", "a score sheet that was submitted stands"
BOOK = "a version of a rule-book stands as it was proposed"
GIVEN = "an assignment is never deleted, and never given to another judge"
GOES_WITH_ITS_PLAN = "an assignment goes only with the plan that it came of, and never to another judge"
PLANNED = "a plan of who reads what stands as it was worked out"
CAST, COUNTED = "a vote that was cast stands", "a ballot that was counted stands"
DECIDED = ("version", "proposed_at", "proposed_by_id", "decided_at", "decided_by_id", "agreed", "refusal")
TIE_DECIDED = ("agreed_by_id", "agreed_at", "refused_by_id", "refused_at", "refusal", "in_force")
FROZEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "audit_event": (LOG, ()),
    "audit_place": (LOG, ()),
    "audit_checkpoint": (LOG, ()),
    "submission": (ENTRIES, ()),
    "screening_decision": (ENTRIES, ()),
    "sheet_reopening": (ASKED, DECIDED),
    "handled_comment": (HANDLED, ()),
    "ranking": (RESULTS, ("advanced_at", "advanced_by_id", "superseded_at")),
    "ranking_row": (RESULTS, ("position", "tie_group", "advances")),
    "tie_decision": (RESULTS, TIE_DECIDED),
    **dict.fromkeys(("prize", "displaced", "vacancy", "publication"), (RESULTS, ())),
}
AGREED_OR_REFUSED = ("agreed_by_id", "agreed_at", "refused_by_id", "refused_at", "refusal")
FROZEN_SINCE_0012: dict[str, tuple[str, tuple[str, ...]]] = {
    "rulebook_version": (BOOK, AGREED_OR_REFUSED),
    "name_correction": ("a correction of a name stands", ()),
}
PROPOSAL_DECIDED = ("state", "decided_at", "decided_by_id", "undone_at", "undone_by_id", "undo_reason")
FROZEN_SINCE_0014: dict[str, tuple[str, tuple[str, ...]]] = {
    "assignment_proposal": (PLANNED, PROPOSAL_DECIDED),
    "proposed_assignment": (PLANNED, ()),
}
TAKEN_BACK = (
    "OLD.recused_at IS NULL AND EXISTS (SELECT 1 FROM proposed_assignment p JOIN assignment_proposal a "
    "ON a.id = p.proposal_id JOIN stage s ON s.id = a.stage_id WHERE p.stage_entry_id = OLD.stage_entry_id "
    "AND p.judge_id = OLD.judge_id AND a.state = 'undone' AND s.opened_at IS NULL)"
)
VOTES = ("ballot_voter", "vote")
JUDGING = ("assignment", "score_sheet", "sheet_score", "ballot", *VOTES)
REOPENED = (
    "NEW.state = 'draft' AND EXISTS (SELECT 1 FROM sheet_reopening WHERE sheet_id = OLD.id AND agreed AND "
    "submitted_at = OLD.submitted_at AND comment = OLD.comment)"
)
OF_BALLOT = (
    "id",
    "public_id",
    "stage_id",
    "members",
    "opened_at",
    "closed_at",
    "closed_by_id",
    "votes_sha256",
)
SUBMITTED = "(SELECT state FROM score_sheet WHERE id = OLD.sheet_id) = 'submitted'"
IS_COUNTED = "(SELECT closed_at FROM ballot WHERE id = {}.ballot_id) IS NOT NULL"
TABLES = (*FROZEN, *JUDGING)
"""Those that 0005 made triggers for."""
EARLIER = {
    "audit_event": "audit_leaf",
    "vote": "ballot_paper",
    "votes_sha256": "papers_sha256",
    "submitted_at": "sent_at",
    "submitted": "sent",
}
"""How tables, columns and states were called before 0011."""
UNDER_WAY = "c.agreed_at IS NOT NULL AND c.ended_at IS NULL"
MOVES_ON = "NEW.state <> OLD.state AND NEW.state IN ('proposed', 'approved', 'published')"
HAS_ENDED = "OLD.state IN ('superseded', 'returned', 'published')"


def outside_correction(row: str) -> str:
    """Something is published already, and no correction under way is what the list is made for."""
    return (
        f"(EXISTS (SELECT 1 FROM publication p WHERE p.edition_id = {row}.edition_id) AND NOT EXISTS "
        f"(SELECT 1 FROM correction c WHERE c.id = {row}.correction_id AND {UNDER_WAY}))"
    )


def overtaken(row: str) -> str:
    """The rules have changed, a later list stands, a ranking was run again, or a tie in one is open."""
    own = f"l.prize_list_id = {row}.id"
    outdated = f"r.superseded_at IS NOT NULL OR (r.advanced_at IS NULL AND r.version_id <> {row}.version_id)"
    runs = f"FROM prize_list_ranking l JOIN ranking r ON r.id = l.ranking_id WHERE {own} AND ({outdated})"
    tied = f"FROM prize_list_ranking l JOIN ranking_row w ON w.ranking_id = l.ranking_id WHERE {own}"
    decided = "d.ranking_id = w.ranking_id AND d.tie_group = w.tie_group AND d.in_force"
    undecided = f"w.tie_group IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tie_decision d WHERE {decided})"
    conditions = (
        f"{row}.version_id <> (SELECT current_version_id FROM edition WHERE id = {row}.edition_id)",
        f"EXISTS (SELECT 1 FROM prize_list o WHERE o.edition_id = {row}.edition_id AND o.number > {row}.number)",
        f"EXISTS (SELECT 1 {runs})",
        f"EXISTS (SELECT 1 {tied} AND {undecided})",
        outside_correction(row),
    )
    return " OR ".join(conditions)


NOT_TO_BE_NOTICED = (
    "EXISTS (SELECT 1 FROM prize_list n WHERE n.id = NEW.prize_list_id "
    f"AND (n.state <> 'approved' OR {overtaken('n')}))"
)
NOT_PUBLISHED = "(SELECT state FROM prize_list WHERE id = NEW.prize_list_id) <> 'published'"
RANKED_OUTSIDE_CORRECTION = (
    "EXISTS (SELECT 1 FROM publication p JOIN stage s ON s.edition_id = p.edition_id WHERE s.id = NEW.stage_id) "
    "AND NOT EXISTS (SELECT 1 FROM correction c JOIN stage s ON s.edition_id = c.edition_id "
    f"WHERE s.id = NEW.stage_id AND {UNDER_WAY})"
)
OF_THE_LATEST = (
    (
        "prize_list",
        "INSERT",
        f"NEW.state <> 'draft' OR {outside_correction('NEW')}",
        "a list begins as a draft",
    ),
    (
        "prize_list",
        "UPDATE",
        f"{MOVES_ON} AND ({HAS_ENDED} OR {overtaken('NEW')})",
        "a list that is not the latest moves no further",
    ),
    ("public_notice", "INSERT", NOT_TO_BE_NOTICED, "only an approved list that stands is put under notice"),
    ("publication", "INSERT", NOT_PUBLISHED, "only a list that was approved is published"),
    (
        "ranking",
        "INSERT",
        RANKED_OUTSIDE_CORRECTION,
        "what is published is ranked again in a correction alone",
    ),
)


@contextmanager
def lifted(*tables: str) -> Iterator[None]:
    """Without the triggers of the tables; afterwards they are made for what the tables are by then."""
    lift(*tables)
    yield
    make(*(refusal for table in tables for refusal in standing(table)))


def lift(*tables: str) -> None:
    for table in map(_of_its_time, tables):
        for name in _names(table):
            if _on_sqlite():
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")


def make(*refusals: Refusal) -> None:
    for refusal in refusals:
        if op.get_bind().dialect.name in refusal.dialects:
            for statement in refusal.on_sqlite if _on_sqlite() else refusal.on_postgresql:
                op.execute(statement)


def standing(table: str) -> Iterator[Refusal]:
    """What is refused about a table, by the names, columns and keys that it has now."""
    for refusal in _defined(table):
        yield replace(refusal, table=_of_its_time(refusal.table), when=_of_its_time(refusal.when))


def _of_its_time(words: str) -> str:
    """The same in the words that this database knows."""
    if "audit_event" in _tables():
        return words
    return re.sub(rf"\b({'|'.join(EARLIER)})\b", lambda found: EARLIER[found[0]], words)


def _tables() -> list[str]:
    return sa.inspect(op.get_bind()).get_table_names()


def _defined(table: str) -> Iterator[Refusal]:
    if frozen := {**FROZEN, **FROZEN_SINCE_0012, **FROZEN_SINCE_0014}.get(table):
        yield from _frozen(table, *frozen)
    elif table in JUDGING:
        yield from _of_votes(table) if table in VOTES else _of_judging(table)
    if "correction" in _tables():
        yield from (Refusal(*latest, about="latest") for latest in OF_THE_LATEST if latest[0] == table)


def _frozen(table: str, reason: str, may_change: tuple[str, ...]) -> Iterator[Refusal]:
    names = (column["name"] for column in sa.inspect(op.get_bind()).get_columns(_of_its_time(table)))
    kept = sorted(name for name in names if name not in may_change)
    yield Refusal(table, "DELETE", "true", reason)
    yield Refusal(table, "UPDATE", differs(kept) if may_change else "true", reason)
    yield Refusal(table, "INSERT", _exists(table), reason, dialects=(SQLITE,))


def _of_judging(table: str) -> Iterator[Refusal]:
    planned = "proposed_assignment" in _tables()
    reason, when = {
        "assignment": (
            GOES_WITH_ITS_PLAN if planned else GIVEN,
            differs(("id", "public_id", "stage_entry_id", "judge_id")),
        ),
        "score_sheet": (
            CHANGED,
            f"{differs(('id', 'public_id', 'assignment_id'))} OR (OLD.state = 'submitted' AND NOT ({REOPENED}))",
        ),
        "sheet_score": (CHANGED, f"{differs(('sheet_id', 'criterion_id'))} OR {SUBMITTED}"),
        "ballot": (COUNTED, f"OLD.closed_at IS NOT NULL AND ({differs(OF_BALLOT)})"),
    }[table]
    taken_back = table == "assignment" and planned
    undone = f"NOT ({TAKEN_BACK})" if taken_back else "true"
    yield Refusal(table, "DELETE", undone, GONE if reason == CHANGED else reason)
    yield Refusal(table, "UPDATE", when, reason)
    of_submitted = table == "sheet_score"
    taken = SUBMITTED.replace("OLD", "NEW") if of_submitted else _exists(table)
    yield Refusal(table, "INSERT", taken, reason, dialects=DIALECTS if of_submitted else (SQLITE,))


def _of_votes(table: str) -> Iterator[Refusal]:
    yield Refusal(table, "UPDATE", "true", CAST)
    yield Refusal(table, "DELETE", IS_COUNTED.format("OLD"), COUNTED)
    yield Refusal(table, "INSERT", f"{IS_COUNTED.format('NEW')} OR {_exists(table)}", CAST)


def _exists(table: str) -> str:
    look, table = sa.inspect(op.get_bind()), _of_its_time(table)
    unique = sorted(list(each["column_names"]) for each in look.get_unique_constraints(table))
    keys = [look.get_pk_constraint(table)["constrained_columns"], *unique]
    same = " OR ".join(" AND ".join(f'"{name}" = NEW."{name}"' for name in key) for key in keys)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"


def _names(table: str) -> list[str]:
    """Of the triggers that a table has."""
    listed = sa.text(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        if _on_sqlite()
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = CAST(:table AS regclass)"
    )
    return [str(name) for name in op.get_bind().execute(listed, {"table": table}).scalars()]


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == SQLITE
