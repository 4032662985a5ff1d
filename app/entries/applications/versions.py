"""A version of a draft as people read it, for the page that shows two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.core.i18n import region_name, text
from app.core.regions import REGIONS
from app.core.verdict import _
from app.programmes.rulebook import DirectionRules, Field

YES_NO = {"yes": _("Yes"), "no": _("No")}


def in_words(direction: DirectionRules, version: Mapping[str, Any]) -> dict[str, str]:
    """Code to answer, in the order of the form; `version` has the answers by code, and "tracks"."""
    names = {track.code: text(track.name) for track in direction.tracks}
    tracks = [names.get(code, code) for code in version.get("tracks", ())]
    asked = (field for field in direction.form if field.kind != "file")
    return {"tracks": "\n".join(tracks), **{f.code: _written(f, version.get(f.code)) for f in asked}}


def _written(field: Field, value: Any) -> str:
    """As its page shows it: the name of a choice and not its code."""
    if field.kind == "choice":
        return next(
            (text(option.label) for option in field.options if option.code == value), str(value or "")
        )
    if field.kind == "yes_no" and value in YES_NO:
        return gettext(YES_NO[value])
    return region_name(value) if field.kind == "region" and value in REGIONS else _plain(value)


def _plain(value: Any) -> str:
    """People stand a line each."""
    if isinstance(value, list):
        return "\n".join(", ".join(part for part in person.values() if part) for person in value)
    return str(value or "")
