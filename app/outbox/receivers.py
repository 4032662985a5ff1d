"""What the outbox needs to know of people: it lies below them."""

from __future__ import annotations

from typing import Protocol


class Reader(Protocol):
    """Whoever reads their inbox, by their number alone."""

    @property
    def id(self) -> int: ...


class Receiver(Reader, Protocol):
    """Whom a letter is written to."""

    @property
    def email(self) -> str: ...

    @property
    def locale(self) -> str: ...

    def name_in(self, locale: str) -> str: ...
