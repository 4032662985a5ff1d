"""The text and the hash of a rule-book stay as they were proposed, however a statement comes."""

from __future__ import annotations

from migrations import triggers

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    triggers.make(*triggers.standing("rulebook_version"))


def downgrade() -> None:
    triggers.lift("rulebook_version")
