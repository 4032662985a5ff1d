"""What a file really is, by its first bytes and not by its name; and a name that is safe to show and to send."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from typing import IO

from app.entries.attachments.file_limits import LONGEST_NAME, MOST_PARTS

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OFFICE_PARTS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def kind_of(file: IO[bytes]) -> str | None:
    """The kind of a file ("pdf", "png", …), or None where it is none that we take."""
    head = file.read(16)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head[4:8] == b"ftyp":
        return "mp4"
    return _kind_of_archive(file) if head.startswith(b"PK\x03\x04") else None


def _kind_of_archive(file: IO[bytes]) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    if len(names) > MOST_PARTS:
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "zip")


def safe_name(name: str, kind: str) -> str:
    """The name without paths, control signs or direction marks, ending as the kind of file it is."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    shown = "".join(
        sign for sign in UNSAFE.sub("_", plain) if unicodedata.category(sign) not in ("Cf", "Cc", "Cs")
    )
    stem = shown.rsplit(".", 1)[0].strip(". ")[:LONGEST_NAME] or "file"
    return f"{stem}.{kind}"
