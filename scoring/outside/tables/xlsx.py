"""A sheet of an XLSX file as the spreadsheet shows it, read with the standard library alone."""

from __future__ import annotations

import lzma
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from scoring.data.errors import TableError
from scoring.outside.tables.cells import cells_of
from scoring.outside.tables.grid import OTHER_SHEETS, Grid
from scoring.outside.tables.shown import Shown, formats_of, name_of, text_of

LARGEST_PART = 1 << 30
"""Bytes of one part of the file when unpacked."""
DAMAGED = (
    BadZipFile,
    ParseError,
    LookupError,
    ValueError,
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    ArithmeticError,
)
"""What the parts of a file that is not whole may lead to."""


def grid_of_workbook(path: Path, sheet: str | int | None = None) -> Grid:
    """The cells of a sheet: the first one that is not hidden, or the one that is named; raises TableError."""
    with path.open("rb") as opened:
        try:
            return _Workbook(ZipFile(opened)).grid(sheet)
        except TableError:
            raise
        except DAMAGED as fault:
            helps = "open it in a spreadsheet and save it anew"
            raise TableError(
                f"cannot be read as a table: it is damaged, or no spreadsheet ({fault}); {helps}"
            ) from None


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


class _Workbook:
    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.names = {name.lstrip("/").casefold(): name for name in archive.namelist()}
        self.main = self._main()

    def grid(self, wanted: str | int | None) -> Grid:
        sheets = self._sheets()
        chosen = self._chosen(sheets, wanted)
        style = Shown(formats_of(self._related("styles"), self._open), self._texts(), self.since_1904)
        cells = cells_of(self._parsed(chosen.part, "row", "col", "mergeCell"), style)
        others = [one.name for one in sheets if not one.hidden and one is not chosen]
        notes = (f"{OTHER_SHEETS}{', '.join(others[:8])}",) if others and wanted is None else ()
        return Grid(
            cells.rows,
            chosen.name,
            tuple(cells.merged),
            frozenset(cells.hidden_rows),
            frozenset(cells.hidden_columns),
            notes=notes,
        )

    def _main(self) -> str:
        for relation in self._parsed("_rels/.rels", "Relationship"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        raise TableError(
            "is no XLSX file, though it is a ZIP archive; open it in a spreadsheet and save it as XLSX"
        )

    def _sheets(self) -> list[_Sheet]:
        if not self.main.endswith(".xml"):
            raise TableError("is a spreadsheet of another kind (such as .xlsb); save it as XLSX")
        targets = {one.get("Id", ""): one.get("Target", "") for one in self._relations()}
        self.since_1904 = False
        found = []
        for node in self._parsed(self.main, "sheet", "workbookPr"):
            if name_of(node) == "workbookPr":
                self.since_1904 = node.get("date1904") in ("1", "true")
                continue
            known = next((text for key, text in node.attrib.items() if key.endswith("}id")), "")
            hidden = node.get("state", "visible") != "visible"
            found.append(_Sheet(node.get("name", ""), self._part(targets[known]), hidden))
        return found

    def _chosen(self, sheets: Sequence[_Sheet], wanted: str | int | None) -> _Sheet:
        visible = [one for one in sheets if not one.hidden]
        names = ", ".join(one.name for one in sheets)
        if wanted is None:
            if not visible:
                raise TableError(f"has no sheet that is not hidden; name one by --sheet: {names}")
            return visible[0]
        if isinstance(wanted, int):
            if 0 <= wanted < len(sheets):
                return sheets[wanted]
            raise TableError(
                f"has {len(sheets)} sheets, so none is number {wanted} (the first is 0): {names}"
            )
        named = [one for one in sheets if one.name == wanted or one.name.strip() == wanted.strip()]
        if not named:
            raise TableError(f"cannot be read as a table: it has no sheet {wanted!r}; it has {names}")
        return named[0]

    def _relations(self) -> Iterator[Element]:
        main = PurePosixPath(self.main)
        return self._parsed(str(main.parent / "_rels" / f"{main.name}.rels"), "Relationship")

    def _related(self, kind: str) -> str | None:
        for relation in self._relations():
            if relation.get("Type", "").endswith(f"/{kind}"):
                return self._part(relation.get("Target", ""))
        return None

    def _part(self, target: str) -> str:
        """A target as it is named in the archive: from its root, or beside the workbook."""
        if target.startswith("/"):
            return target.lstrip("/")
        return str(PurePosixPath(self.main).parent / target)

    def _texts(self) -> list[str]:
        part = self._related("sharedStrings")
        return [] if part is None else [text_of(node) for node in self._parsed(part, "si")]

    def _parsed(self, part: str, *names: str) -> Iterator[Element]:
        """The elements of those names, one by one; what is behind them is let go."""
        with self._open(part) as opened:
            events = iterparse(opened, ("start", "end"))
            _, root = next(events)
            for event, node in events:
                if event == "end" and name_of(node) in names:
                    yield node
                    node.clear()
                    if len(root) > 1_000:
                        root.clear()

    def _open(self, part: str) -> IO[bytes]:
        info = self.archive.getinfo(self.names[part.casefold()])
        if info.file_size > LARGEST_PART:
            raise TableError(f"unpacks to {info.file_size >> 20} MB; a table of scores is never so large")
        return self.archive.open(info)
