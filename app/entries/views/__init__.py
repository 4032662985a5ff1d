"""Pages of the applicant, and of the secretariat that screens."""

from flask import Blueprint

bp = Blueprint("entries", __name__)

from app.entries.views import applying, drafts, files, merging, screening, starting, submitting  # noqa: E402
