"""A version of a draft as people read it, for the page that shows two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.i18n import text
from app.entries.fields.registry import KINDS
from app.programmes.rulebook import DirectionRules


def in_words(direction: DirectionRules, version: Mapping[str, Any]) -> dict[str, str]:
    """Code to answer, in the order of the form; `version` has the answers by code, and "tracks"."""
    names = {track.code: text(track.name) for track in direction.tracks}
    tracks = [names.get(code, code) for code in version.get("tracks", ())]
    asked = (field for field in direction.form if not field.is_document)
    answers = {f.code: KINDS[f.kind].as_text(f, version.get(f.code)) for f in asked}
    return {"tracks": "\n".join(tracks), **answers}
