"""From bytes to text: by the mark at the beginning, as UTF-8, or by a guess that is named."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from scoring.data.errors import TableError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
USUAL_SHARE = 0.9
"""Of the Chinese characters of a text, those among the 6,763 of GB 2312, at the least."""
STATE_IT = "save it as CSV UTF-8, or state its encoding (--encoding gb18030, --encoding windows-1252 …)"


class Decoded(NamedTuple):
    """The text, what its encoding is called, and whether that was guessed."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, stated: str | None = None) -> Decoded:
    """The text of a file; raises TableError where it is none, or none that can be told."""
    found = _stated(data, stated) if stated else _marked(data) or _guessed(data)
    if found is None:
        raise TableError(f"is text in no encoding that can be told from its bytes; {STATE_IT}")
    if any(ord(character) < 32 and character not in "\t\n\r\f\v" for character in set(found.text)):
        raise TableError("is no text; save the table as CSV or XLSX")
    return found


def _stated(data: bytes, name: str) -> Decoded:
    try:
        text = str(data, codecs.lookup(name).name)
    except LookupError:
        raise TableError(f"cannot be read: there is no encoding {name!r} of text") from None
    except UnicodeError as fault:
        at = getattr(fault, "start", 0)
        raise TableError(f"is not in {name}: it breaks off at byte {at}, line {_line(data, at)}") from None
    return Decoded(text.removeprefix("\ufeff"), name)


def _marked(data: bytes) -> Decoded | None:
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            return _tried(data, codec, name)
    return None


def _guessed(data: bytes) -> Decoded | None:
    if b"\0" in data:
        return _of_two_bytes(data)
    return _tried(data, "utf-8", "UTF-8") or _chinese(data)


def _of_two_bytes(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: every ASCII character, and there are some, has a zero beside it."""
    small = data[1::2].count(0) >= data[0::2].count(0)
    found = _tried(data, "utf-16-le" if small else "utf-16-be", "UTF-16")
    return None if found is None or "\0" in found.text else found._replace(guessed=True)


def _chinese(data: bytes) -> Decoded | None:
    """GB 18030, if what it makes of the bytes are characters that people use."""
    found = _tried(data, "gb18030", "GB 18030")
    if found is None:
        return None
    wide = [character for character in found.text if ord(character) > 127]
    usual = sum(bool(character.encode("gb2312", "ignore")) for character in wide)
    return found._replace(guessed=True) if usual >= USUAL_SHARE * len(wide) else None


def _tried(data: bytes, codec: str, name: str) -> Decoded | None:
    try:
        return Decoded(str(data, codec), name)
    except UnicodeError:
        return None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
