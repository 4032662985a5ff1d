"""Pages of judges, and of the officer who prepares their work."""

from flask import Blueprint

bp = Blueprint("judging", __name__)

from app.judging.views import ballots, drafts, profiles, readings, seats, sheets, stages  # noqa: E402
