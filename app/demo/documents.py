"""Papers that entries of the demonstration come with: a page of PDF, or a picture of bars. All of it is invented."""

from __future__ import annotations

import random
import struct
import textwrap
import zlib

WIDTH, HEIGHT, BARS = 320, 200, 8
PAPER, INK = b"\xf4\xf1\xea", b"\x8a\x5a\x2b"
LINE = 78
FONTS = b"<< /F1 5 0 R >>"


def pdf(title: str, lines: list[str]) -> bytes:
    """One page of A4, in a letter that every reader has."""
    wrapped = (part for line in lines for part in (*textwrap.wrap(line, LINE), ""))
    rows = [*textwrap.wrap(title, LINE // 2), "", *wrapped]
    shown = " ".join(f"({_escaped(row)}) Tj T*" for row in rows)
    text = f"BT /F1 11 Tf 16 TL 56 770 Td {shown} ET".encode("latin-1", "replace")
    return _document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font %s >> >>"
            % FONTS,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def _escaped(row: str) -> str:
    return row.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _document(objects: list[bytes]) -> bytes:
    """Numbered objects, and where each begins."""
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (count, table, trailer)


def png(chance: random.Random) -> bytes:
    """Eight bars of different height."""
    heights = [chance.randint(HEIGHT // 10, HEIGHT - 10) for _bar in range(BARS)]
    rows = b"".join(b"\0" + _row(HEIGHT - y, heights) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _row(level: int, heights: list[int]) -> bytes:
    gap = WIDTH // BARS
    return b"".join(
        PAPER * (gap // 4) + (INK if level <= height else PAPER) * (gap - gap // 4) for height in heights
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
