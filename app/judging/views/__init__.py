"""Pages of judges, and of the officer who prepares their work."""

from flask import Blueprint

bp = Blueprint("judging", __name__)

from app.judging.comments import views as comments  # noqa: E402
from app.judging.reopenings import views as reopenings  # noqa: E402
from app.judging.views import (  # noqa: E402
    ballots,
    conflicts,
    drafts,
    employers,
    profiles,
    readings,
    seats,
    sheets,
    stages,
)
