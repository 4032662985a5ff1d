"""What a file is, by its bytes; what it is called, whatever its sender called it."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest

from app.entries.attachments.file_checks import kind_of, safe_name
from app.entries.attachments.file_limits import MOST_PARTS
from tests.entries.conftest import PDF

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 8


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, "")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (archive("a.txt"), "zip"),
        (archive("word/document.xml"), "docx"),
        (archive("ppt/presentation.xml"), "pptx"),
        (archive("xl/workbook.xml"), "xlsx"),
        (b"", None),
        (b"%", None),
        (b"PK\x03\x04", None),
        (b"PK\x03\x04" + b"\x00" * 99, None),
        (b"MZ\x90", None),
        (b"<svg onload='alert(1)'/>", None),
        (b"<html><script>", None),
        (b" %PDF-1.7", None),
        (b"GIF89a%PDF-", None),
        (b"#!/bin/sh", None),
        (b"\xef\xbb\xbf%PDF-1.7", None),
    ],
)
def test_the_first_bytes_say_what_a_file_is(content: bytes, found: str | None) -> None:
    file = io.BytesIO(content)
    assert kind_of(file) == found
    assert file.read() == content, "it is read from the beginning afterwards"


def test_an_archive_of_too_many_parts_is_not_taken() -> None:
    assert kind_of(io.BytesIO(archive(*map(str, range(MOST_PARTS))))) == "zip"
    assert kind_of(io.BytesIO(archive(*map(str, range(MOST_PARTS + 1))))) is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("计划书 2024.pdf", "计划书 2024.pdf"),
        ("plan", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("plan.pdf/", "file.pdf"),
        ("..", "file.pdf"),
        (".htaccess", "file.pdf"),
        ("plan\x00.exe.pdf", "plan_.exe.pdf"),
        ("a\r\nSet-Cookie: b=c.pdf", "a__Set-Cookie_ b=c.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ("a\u200bb\u2066c.pdf", "abc.pdf"),
        ("\ud800.pdf", "file.pdf"),
        ("a\x85b\x9f.pdf", "ab.pdf"),
        ('"><script>.pdf', "___script_.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("plan.pdf.exe", "plan.pdf.pdf"),
        ("   ", "file.pdf"),
        ("", "file.pdf"),
        ("a" * 500 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_a_name_without_paths_control_signs_or_direction_marks(given: str, shown: str) -> None:
    assert safe_name(given, "pdf") == shown


def test_no_sign_breaks_out_of_a_name() -> None:
    for number in range(0x3000):
        name = safe_name(f"a{chr(number)}b", "pdf")
        assert name.endswith(".pdf") and not set(name) & set('\\/:*?"<>|'), hex(number)
        assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in name), hex(number)
