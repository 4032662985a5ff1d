"""Pages of members who nominate, of nominees who answer, and of the secretariat."""

from flask import Blueprint

bp = Blueprint("nominations", __name__)

from app.nominations.views import answering, drafts, members, nominating, office  # noqa: E402
