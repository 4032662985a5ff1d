"""How long the links that are mailed can be used: the more one opens, and the sooner it is expected, the shorter."""

from __future__ import annotations

from datetime import timedelta

from app.people.models import TokenPurpose

ONE_TIME = {TokenPurpose.VERIFY: timedelta(days=7), TokenPurpose.RESET: timedelta(hours=1)}
"""To confirm an address; to set a new password."""
INVITATION = timedelta(days=30)
"""To a role, which may end before."""
COLLEAGUE = timedelta(days=14)
"""To act for an organisation."""
