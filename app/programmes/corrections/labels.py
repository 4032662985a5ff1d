"""How states of a correction are called on pages."""

from __future__ import annotations

from flask_babel import gettext

from app.programmes.corrections.models import Correction


def state_name(correction: Correction) -> str:
    if correction.is_pending:
        return str(gettext("waits for a second person"))
    if correction.is_under_way:
        return str(gettext("under way"))
    if correction.agreed_at is None:
        return str(gettext("not agreed to"))
    return str(gettext("ended without a change") if correction.ending else gettext("published"))
