"""A text in the two languages of the product, and what somebody has stated in their own words."""

from __future__ import annotations

import unicodedata
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


def stated(words: str) -> str:
    """What somebody wrote as a reason, without control signs and space around it; "" where nothing can be seen."""
    kept = "".join(sign for sign in words if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()
    return kept if any(unicodedata.category(sign)[0] not in "CZ" for sign in kept) else ""
