"""The text and the hash of a rule-book stay as they were proposed, however a statement comes."""

from __future__ import annotations

from migrations import refusals

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    refusals.make(*refusals.standing("rulebook_version"))


def downgrade() -> None:
    refusals.lift("rulebook_version")
