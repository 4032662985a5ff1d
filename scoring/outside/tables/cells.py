"""The cells of one sheet of an XLSX file, from its XML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from scoring.outside.tables.grid import MOST_COLUMNS, MOST_ROWS, Area, address
from scoring.outside.tables.shown import Shown, name_of, shown


@dataclass
class Cells:
    """What is gathered from a sheet while its XML goes by."""

    rows: list[list[str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)


def cells_of(nodes: Iterable[Element], style: Shown) -> Cells:
    """What stands in a sheet, from the elements of its rows, columns and merged cells."""
    cells = Cells()
    for node in nodes:
        if name_of(node) == "row":
            _take_row(node, cells, style)
        elif name_of(node) == "col" and node.get("hidden") in ("1", "true"):
            first, last = int(node.get("min", "1")), int(node.get("max", "1"))
            cells.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        elif name_of(node) == "mergeCell":
            cells.merged.append(_area(node.get("ref", "")))
    return cells


def _take_row(node: Element, cells: Cells, style: Shown) -> None:
    row = int(node.get("r") or len(cells.rows) + 1) - 1
    if not len(cells.rows) <= row < MOST_ROWS:
        raise ValueError(f"row {row + 1} is out of order")
    cells.rows.extend([] for _ in range(len(cells.rows), row))
    found: list[str] = []
    for cell in node:
        if name_of(cell) != "c":
            continue
        known = cell.get("r")
        column = address(known)[1] if known else len(found)
        found.extend([""] * (column - len(found)))
        del found[column:]
        found.append(shown(cell, style))
    cells.rows.append(found)
    if node.get("hidden") in ("1", "true"):
        cells.hidden_rows.add(row)


def _area(ref: str) -> Area:
    first, _, last = ref.partition(":")
    (top, left), (bottom, right) = address(first), address(last or first)
    return Area(top, left, bottom, right)
