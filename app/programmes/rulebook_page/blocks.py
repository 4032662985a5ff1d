"""What the page of a rule-book is made of. The template draws each kind, and knows nothing of rule-books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Line:
    """Words; what is no markup is escaped. `example` marks them as set by the organiser, without a public text."""

    text: str
    example: bool = False
    soft: str = ""
    """Stands beside them in small."""
    below: str = ""
    """Stands under them in small."""


@dataclass(frozen=True)
class Heading:
    line: Line
    level: int = 3
    kind: ClassVar = "heading"


@dataclass(frozen=True)
class Paragraph:
    line: Line
    kind: ClassVar = "paragraph"


@dataclass(frozen=True)
class Points:
    lines: list[Line]
    ordered: bool = False
    kind: ClassVar = "points"


@dataclass(frozen=True)
class Facts:
    """Labels beside what is said of them."""

    pairs: list[tuple[str, Line]]
    kind: ClassVar = "facts"


@dataclass(frozen=True)
class PageTable:
    """`rows`: as many lines each as there are columns; the first names the row. `numbers`: columns of numbers."""

    caption: str
    columns: list[str]
    rows: list[list[Line]]
    numbers: tuple[int, ...] = ()
    caption_hidden: bool = False
    folded: str = ""
    """Where it is not empty the table is folded away under these words."""
    kind: ClassVar = "table"


@dataclass(frozen=True)
class SmallTable:
    """Few plain values."""

    caption: str
    columns: list[str]
    rows: list[tuple[str, ...]]
    numbers: tuple[int, ...] = ()
    kind: ClassVar = "small_table"


Block = Heading | Paragraph | Points | Facts | PageTable | SmallTable


@dataclass(frozen=True)
class PageSection:
    title: Line
    anchor: str
    blocks: list[Block]
