"""Papers of the demonstration are what their kind says, and every reader can open them."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib

from app.demo import documents
from app.entries.attachments.file_checks import kind_of


def test_a_page_is_a_document_whose_table_is_true() -> None:
    made = documents.pdf("Driverless (fleets) for ports", ["One sentence. " * 30, "A backslash: \\."])
    assert kind_of(io.BytesIO(made)) == "pdf"
    begins = int(re.findall(rb"startxref\n(\d+)\n", made)[0])
    assert made[begins:].startswith(b"xref\n")
    places = [int(found) for found in re.findall(rb"(\d{10}) 00000 n", made)]
    assert [made[place:].split(b"\n")[0] for place in places] == [
        b"%d 0 obj" % n for n in range(1, len(places) + 1)
    ]
    (length,) = re.findall(rb"/Length (\d+)", made)
    text = made.split(b"\nendstream")[0].split(b"stream\n")[1]
    assert len(text) == int(length) and rb"\(fleets\)" in text and rb"\\" in text


def test_a_picture_is_a_picture() -> None:
    made = documents.png(random.Random(1))
    assert kind_of(io.BytesIO(made)) == "png"
    length, kind, width, height = struct.unpack(">I4sII", made[8:24])
    assert (length, kind, width, height) == (13, b"IHDR", documents.WIDTH, documents.HEIGHT)
    size, name = struct.unpack(">I4s", made[33:41])
    rows = zlib.decompress(made[41 : 41 + size])
    assert name == b"IDAT" and len(rows) == documents.HEIGHT * (1 + 3 * documents.WIDTH)
    assert made != documents.png(random.Random(2)) and made == documents.png(random.Random(1))
