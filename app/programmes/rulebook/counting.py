"""How long a text is: characters for Chinese, words for English."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[㐀-鿿豈-﫿]|[^\W㐀-鿿豈-﫿]+(?:['’.,\-][^\W㐀-鿿豈-﫿]+)*")


def count_chinese(text: str) -> int:
    """Characters of a Chinese text: every sign counts one, white space none."""
    return sum(not sign.isspace() for sign in unicodedata.normalize("NFC", text))


def count_words(text: str) -> int:
    """Words of an English text: "well-known", "don't" and "3.14" are one word, so is a Chinese character."""
    return len(WORD.findall(unicodedata.normalize("NFC", text)))
