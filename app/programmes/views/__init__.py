"""Pages of the programmes: what everybody reads, and where editions are opened and amended."""

from flask import Blueprint, Flask

bp = Blueprint("programmes", __name__)

from app.programmes import wording  # noqa: E402
from app.programmes.corrections import views as corrections  # noqa: E402
from app.programmes.views import amending, deciding, opening, reading  # noqa: E402


def init_app(app: Flask) -> None:
    wording.init_app(app)
