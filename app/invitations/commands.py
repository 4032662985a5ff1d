"""What this feature adds to `flask people …`: it knows of invitations, which `people` does not."""

from __future__ import annotations

from app.invitations.first_administrator import administrator
from app.people.commands import group

group.add_command(administrator)
