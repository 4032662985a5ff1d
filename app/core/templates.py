"""How templates are read: some fifty sentences and ten imports a page, none of them looked up more than needed."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from flask import Flask
from flask.templating import Environment
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.core.i18n import LANGUAGES, locale


class SharedGlobals(Environment):
    """All templates have the same globals. Jinja compares them, name by name, whenever one imports from another."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_templates(app: Flask) -> None:
    """Install `_` and `ngettext`. Sentences without values, most of them, are looked up once a process."""
    folder = Path(app.root_path) / "translations"
    catalogues = {short: Translations.load(folder, [full]) for short, full in LANGUAGES.items()}

    @lru_cache(maxsize=4096)
    def fixed(language: str, words: str) -> Markup:
        return Markup(catalogues[language].ugettext(words)) % {}

    @pass_eval_context
    def sentence(page: EvalContext, words: str, **values: Any) -> str:
        if page.autoescape and not values:
            return fixed(locale(), words)
        return _filled(page, catalogues[locale()].ugettext(words), values)

    @pass_eval_context
    def counted(page: EvalContext, *asked: Any, **values: Any) -> str:
        one, many, num = asked
        return _filled(page, catalogues[locale()].ungettext(one, many, num), {"num": num, **values})

    app.jinja_env.globals.update(_=sentence, gettext=sentence, ngettext=counted)


def _filled(page: EvalContext, written: str, values: dict[str, Any]) -> str:
    return (Markup(written) if page.autoescape else written) % values
