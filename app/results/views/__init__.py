"""Pages of results: for the secretariat from ranking to publication, and for everybody the winners."""

from flask import Blueprint, Flask

bp = Blueprint("results", __name__)

from app.results import wording  # noqa: E402
from app.results.strikes import notes  # noqa: E402
from app.results.strikes import views as strikes  # noqa: E402
from app.results.views import outcomes, overview, prizes, public, rankings, ties  # noqa: E402


def init_app(app: Flask) -> None:
    wording.init_app(app)
    app.jinja_env.globals |= {"outcomes": outcomes.outcomes, "announcements": outcomes.announcements}
    app.jinja_env.globals |= {"strike_note": notes.strike_note, "consent_words": outcomes.consent_words}
