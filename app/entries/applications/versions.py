"""A version of a draft as people read it, for the page that shows two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.core.i18n import text
from app.core.verdict import _
from app.programmes.rulebook import DirectionRules


def in_words(direction: DirectionRules, version: Mapping[str, Any]) -> dict[str, str]:
    """Label to answer, in the order of the form; `version` has the answers by code, and "tracks"."""
    names = {track.code: text(track.name) for track in direction.tracks}
    tracks = [names.get(code, code) for code in version.get("tracks", ())]
    answers = {
        text(field.label): _plain(version.get(field.code)) for field in direction.form if field.kind != "file"
    }
    return {gettext(_("Tracks")): "\n".join(tracks), **answers}


def _plain(value: Any) -> str:
    """People stand a line each."""
    if isinstance(value, list):
        return "\n".join(", ".join(part for part in person.values() if part) for person in value)
    return str(value or "")
