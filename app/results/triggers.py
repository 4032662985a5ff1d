"""What no constraint of one row can say: a list moves on only while what it was made from is still the latest.

The services ask the same and answer in words; these hold where one would forget to ask.
"""

from __future__ import annotations

from app.core.db.triggers import Refusal

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
    Refusal(
        "prize_list",
        "INSERT",
        f"NEW.state <> 'draft' OR {outside_correction('NEW')}",
        "a list begins as a draft",
        about="latest",
    ),
    Refusal(
        "prize_list",
        "UPDATE",
        f"{MOVES_ON} AND ({HAS_ENDED} OR {overtaken('NEW')})",
        "a list that is not the latest moves no further",
        about="latest",
    ),
    Refusal(
        "public_notice",
        "INSERT",
        NOT_TO_BE_NOTICED,
        "only an approved list that stands is put under notice",
        about="latest",
    ),
    Refusal(
        "publication", "INSERT", NOT_PUBLISHED, "only a list that was approved is published", about="latest"
    ),
    Refusal(
        "ranking",
        "INSERT",
        RANKED_OUTSIDE_CORRECTION,
        "what is published is ranked again in a correction alone",
        about="latest",
    ),
)
