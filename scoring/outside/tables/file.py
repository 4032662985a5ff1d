"""The cells of a file, once it has been seen to be what its name says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scoring.data.errors import TableError
from scoring.outside.tables.grid import Grid
from scoring.outside.tables.options import Options
from scoring.outside.tables.separated import grid_of_text

TEXTS, WORKBOOKS = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm")
LARGEST = 256 << 20
"""Bytes of a file: some ten million scores."""
KINDS = (
    (b"PK\x03\x04", "a spreadsheet (XLSX) or another ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet in the old format (.xls), or one under a password"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "packed by gzip"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text of a word processor"),
)
MARKUP = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "XML"),
    (b"<table", "a web page"),
)
HELPS = {
    True: "save the table as XLSX in a spreadsheet",
    False: "save the table as CSV or XLSX, and name it so",
}


def grid_of(path: Path, options: Options) -> Grid:
    """The cells of a CSV or XLSX file; raises TableError with what it is instead, without its path."""
    ending = path.suffix.lower()
    if ending not in TEXTS + WORKBOOKS:
        raise TableError("is neither .csv nor .xlsx; save the table as one of them")
    size = path.stat().st_size
    if size > LARGEST:
        raise TableError(
            f"has {size / 1e9:.1f} GB; tables of up to {LARGEST / 1e9:.2f} GB are read at once, larger ones in pieces "
            "by ScoreTable.from_chunks or as a Dask DataFrame"
        )
    _refuse_others(path, workbook=ending in WORKBOOKS)
    return _read(path, ending)(options)


def _read(path: Path, ending: str) -> Callable[[Options], Grid]:
    if ending in TEXTS:
        return lambda options: grid_of_text(path.read_bytes(), options.encoding, options.separator)
    from scoring.outside.tables.xlsx import grid_of_workbook

    return lambda options: grid_of_workbook(path, options.sheet)


def _refuse_others(path: Path, *, workbook: bool) -> None:
    """A file whose first bytes say that it is something else than its name."""
    with path.open("rb") as opened:
        start = opened.read(512)
    if not start.strip():
        raise TableError("cannot be read as a table: it is empty")
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((name for mark, name in KINDS if start.startswith(mark)), None)
    kind = kind or next((name for mark, name in MARKUP if bare.startswith(mark)), None)
    if workbook and start.startswith(b"PK"):
        return
    if kind or workbook:
        raise TableError(
            f"is {kind or 'plain text or something else'}, not what its name says; {HELPS[workbook]}"
        )
