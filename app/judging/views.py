"""Gathers the pages of judging."""

from __future__ import annotations

from app.judging.assignments import by_hand_views as _by_hand_views  # noqa: F401
from app.judging.assignments import proposal_views as _proposal_views  # noqa: F401
from app.judging.assignments import reminder_views as _reminder_views  # noqa: F401
from app.judging.assignments import views as _assignments  # noqa: F401
from app.judging.ballots import views as _ballots  # noqa: F401
from app.judging.blueprint import bp
from app.judging.comments import views as _comments  # noqa: F401
from app.judging.conflicts import views as _conflicts  # noqa: F401
from app.judging.judges import employer_views as _employer_views  # noqa: F401
from app.judging.judges import views as _judges  # noqa: F401
from app.judging.panels import views as _panels  # noqa: F401
from app.judging.reopenings import views as _reopenings  # noqa: F401
from app.judging.sheets import draft_views as _draft_views  # noqa: F401
from app.judging.sheets import views as _sheets  # noqa: F401
from app.judging.stages import views as _stages  # noqa: F401

__all__ = ["bp"]
