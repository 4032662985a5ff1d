"""How keys and values of a rule-book are called where people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import gettext

from app.core.i18n import closing, instant, text
from app.programmes.corrections.labels import state_name
from app.programmes.models import Edition
from app.programmes.rulebook import RuleBook, member_categories
from app.programmes.rulebook.labels import KEYS, VALUES
from app.programmes.rulebook.paths import name_of
from app.programmes.rulebook.values import as_decimal


def category_name(category: str) -> str:
    """A category of membership."""
    return text(member_categories()[category])


def by_category(quotas: Mapping[str, int]) -> list[tuple[str, int]]:
    """Quotas in the organiser's order of categories."""
    return [(category, quotas[category]) for category in member_categories() if category in quotas]


def where(key: str, *books: RuleBook) -> list[str]:
    """The way to a key in words: names of directions, stages and the like, of the first book that has them."""
    steps: list[str] = []
    parts: list[Any] = list(books)
    for step in key.split("."):
        parts = [_down(part, step) for part in parts]
        named = next(
            (part.name for part in parts if hasattr(part, "name") and not isinstance(part, str)), None
        )
        known = gettext(KEYS[step]) if step in KEYS else _category(step)
        steps.append(text(named) if named is not None and step not in KEYS else known)
    return steps


def _category(step: str) -> str:
    return category_name(step) if step in member_categories() else step


def _down(part: Any, step: str) -> Any:
    if isinstance(part, tuple):
        return next((item for item in part if name_of(item) == step), None)
    return part.get(step) if isinstance(part, Mapping) else getattr(part, step, None)


def shown(value: Any, key: str) -> str:
    """A value of the canonical text as people read it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, str):
        return _instant(value, key) if key.endswith((".opens", ".closes")) else _named(value, key)
    if isinstance(value, dict):
        return _table(value)
    if isinstance(value, list):
        return ", ".join(shown(item, key) for item in value)
    return str(value)


def _named(value: str, key: str) -> str:
    """One of a few values in words; anything else as it stands."""
    words = VALUES.get(key.rpartition(".")[2], {}).get(value)
    return str(gettext(words)) if words else value


def _instant(value: str, key: str) -> str:
    moment = datetime.fromisoformat(value)
    return closing(moment) if key.endswith(".closes") else instant(moment)


def _table(value: dict[str, Any]) -> str:
    if value.keys() == {"zh", "en"}:
        return text(value)
    if isinstance(value.get("name"), dict):
        return text(value["name"])
    return json.dumps({k: v for k, v in value.items() if v is not None}, ensure_ascii=False, sort_keys=True)


def official_title(edition: Edition | None) -> dict[str, str] | None:
    """The whole name of an edition, in both languages, for letters and invitations."""
    if edition is None or (book := _book_of(edition)) is None:
        return title_of(edition)
    return {"zh": f"{book.name.zh}（{edition.year}）", "en": f"{book.name.en} ({edition.year})"}


def title_of(edition: Edition | None) -> dict[str, str] | None:
    """How the pages of those at work name an edition, in both languages: shortly."""
    if edition is None:
        return None
    if (book := _book_of(edition)) is None:
        return dict.fromkeys(("zh", "en"), f"{edition.programme.slug} {edition.year}")
    return {"zh": f"{book.short_name.zh} {edition.year}", "en": f"{book.short_name.en} {edition.year}"}


def _book_of(edition: Edition) -> RuleBook | None:
    """The rule-book in force; until there is one, as proposed."""
    version = edition.current_version or next(reversed(edition.versions), None)
    return version.rulebook if version else None


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        category=category_name,
        by_category=by_category,
        plain=as_decimal,
        shown=shown,
        edition_title=title_of,
        official_title=official_title,
        correction_state=state_name,
    )
    app.jinja_env.globals["way_to"] = where
