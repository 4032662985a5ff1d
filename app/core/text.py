"""A text in the two languages of the product."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: Words
    en: Words

    def in_(self, locale: str) -> str:
        """The text for a locale such as "zh_Hans_CN", "zh" or "en"."""
        return self.zh if locale.startswith("zh") else self.en
