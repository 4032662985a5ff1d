"""What the database itself refuses about score sheets, assignments and votes."""

from __future__ import annotations

from app.core.db import Base
from app.core.db.triggers import SQLITE, Refusal, differs, exists_already, frozen, install

GONE, CHANGED = "a score sheet is never deleted", "a score sheet that was submitted stands"
GIVEN = "an assignment goes only with the plan that it came of, and never to another judge"
PLANNED = "a plan of who reads what stands as it was worked out"
CAST, COUNTED = "a vote that was cast stands", "a ballot that was counted stands"
HANDLED = "what was done about a comment stands"
ASKED = "a request to reopen a sheet keeps what it was asked for"

REOPENED = (
    "NEW.state = 'draft' AND EXISTS (SELECT 1 FROM sheet_reopening WHERE sheet_id = OLD.id AND agreed AND "
    "submitted_at = OLD.submitted_at AND comment = OLD.comment)"
)
"""Two people have agreed to reopen the sheet as it was sent, and that version is kept beside it."""

TAKEN_BACK = (
    "OLD.recused_at IS NULL AND EXISTS (SELECT 1 FROM proposed_assignment p JOIN assignment_proposal a "
    "ON a.id = p.proposal_id JOIN stage s ON s.id = a.stage_id WHERE p.stage_entry_id = OLD.stage_entry_id "
    "AND p.judge_id = OLD.judge_id AND a.state = 'undone' AND s.opened_at IS NULL)"
)
"""The plan that the assignment came of is undone, and its stage has not opened: nobody can have read anything."""


def _state_of(row: str) -> str:
    return f"(SELECT state FROM score_sheet WHERE id = {row}.sheet_id) = 'submitted'"


def _is_counted(row: str) -> str:
    return f"(SELECT closed_at FROM ballot WHERE id = {row}.ballot_id) IS NOT NULL"


def protect_sheets(sheet: type[Base], score: type[Base]) -> None:
    """What was submitted changes only where it is reopened, and a score stays with its sheet."""
    keys = differs(("id", "public_id", "assignment_id"))
    install(
        Refusal("score_sheet", "DELETE", "true", GONE),
        Refusal(
            "score_sheet", "UPDATE", f"{keys} OR (OLD.state = 'submitted' AND NOT ({REOPENED}))", CHANGED
        ),
        Refusal("score_sheet", "INSERT", exists_already(sheet), CHANGED, dialects=(SQLITE,)),
        on=sheet,
    )
    install(
        Refusal("sheet_score", "DELETE", "true", GONE),
        Refusal(
            "sheet_score", "UPDATE", f"{differs(('sheet_id', 'criterion_id'))} OR {_state_of('OLD')}", CHANGED
        ),
        Refusal("sheet_score", "INSERT", _state_of("NEW"), CHANGED),
        on=score,
    )


def protect_assignments(assignment: type[Base]) -> None:
    install(
        Refusal("assignment", "DELETE", f"NOT ({TAKEN_BACK})", GIVEN),
        Refusal("assignment", "UPDATE", differs(("id", "public_id", "stage_entry_id", "judge_id")), GIVEN),
        Refusal("assignment", "INSERT", exists_already(assignment), GIVEN, dialects=(SQLITE,)),
        on=assignment,
    )


def protect_votes(ballot: type[Base], voter: type[Base], vote: type[Base]) -> None:
    """Before the count votes are written anew in the order of their keys; after it nothing changes any more."""
    columns = (
        "id",
        "public_id",
        "stage_id",
        "members",
        "opened_at",
        "closed_at",
        "closed_by_id",
        "votes_sha256",
    )
    install(
        Refusal("ballot", "DELETE", "true", COUNTED),
        Refusal("ballot", "UPDATE", f"OLD.closed_at IS NOT NULL AND ({differs(columns)})", COUNTED),
        Refusal("ballot", "INSERT", exists_already(ballot), COUNTED, dialects=(SQLITE,)),
        on=ballot,
    )
    for model in (voter, vote):
        table = str(model.__tablename__)
        install(
            Refusal(table, "UPDATE", "true", CAST),
            Refusal(table, "DELETE", _is_counted("OLD"), COUNTED),
            Refusal(table, "INSERT", f"{_is_counted('NEW')} OR {exists_already(model)}", CAST),
            on=model,
        )


def protect_reopenings(reopening: type[Base]) -> None:
    decided = ("version", "proposed_at", "proposed_by_id", "decided_at", "decided_by_id", "agreed", "refusal")
    install(*frozen(reopening, ASKED, may_change=decided), on=reopening)


def protect_handled_comments(handled: type[Base]) -> None:
    install(*frozen(handled, HANDLED), on=handled)


def protect_proposals(proposal: type[Base], proposed: type[Base]) -> None:
    decided = ("state", "decided_at", "decided_by_id", "undone_at", "undone_by_id", "undo_reason")
    install(*frozen(proposal, PLANNED, may_change=decided), on=proposal)
    install(*frozen(proposed, PLANNED), on=proposed)
