"""How the demonstration acts: under a clock that it moves, in transactions of many acts, telling how far it is."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.rate_limits import uncounted

T = TypeVar("T")
R = TypeVar("R")
ACTS_A_TRANSACTION = 40
BAR = 30
HELD_FROM = ("loaded_as_persistent", "pending_to_persistent")


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Every transaction lets go of some thousand rows at once; looking for garbage oftener costs a fifth of
    the season."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class Telling:
    """A progress bar on a terminal; a line each where there is none."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet, self._live = quiet, sys.stderr.isatty()

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        began = time.monotonic()
        yield lambda done: self._draw(name, done, total)
        if not self._quiet:
            took = f"{time.monotonic() - began:.1f} s"
            print(
                f"{chr(13) if self._live else ''}{name:<44} {total:>6}  {took:>8}{' ' * BAR}", file=sys.stderr
            )

    def _draw(self, name: str, done: int, total: int) -> None:
        if self._live and not self._quiet:
            filled = BAR * done // max(total, 1)
            bar = "█" * filled + "░" * (BAR - filled)
            print(f"\r{name:<44} {done:>6}  {bar}", end="", file=sys.stderr, flush=True)


def act(instant: datetime, verb: Callable[[], R]) -> R:
    """One act in one transaction, at that instant."""
    with clock.held_at(instant), uncounted(), transaction():
        return verb()


def act_on_all(
    telling: Telling,
    name: str,
    items: Sequence[tuple[datetime, T]],
    *,
    verb: Callable[[T], Any],
    size: int = ACTS_A_TRANSACTION,
    prepare: Callable[[Sequence[T]], Any] | None = None,
) -> None:
    """The same act on every item at its instant, many in one transaction; `prepare` reads at once what a
    transaction's acts need."""
    with telling.step(name, len(items)) as tell:
        for begin in range(0, len(items), size):
            with uncounted(), transaction() as session, everything_held(session):
                part = items[begin : begin + size]
                if prepare:
                    prepare([item for _, item in part])
                for instant, item in part:
                    with clock.held_at(instant):
                        verb(item)
            db.session.expunge_all()
            tell(begin + size)


@contextmanager
def everything_held(session: Session) -> Iterator[None]:
    """Keep every row that is read until the transaction ends: acts in one transaction share editions, people
    and stages."""
    held: set[object] = set()

    def hold(_session: Session, row: object) -> None:
        held.add(row)

    for moment in HELD_FROM:
        sa.event.listen(session, moment, hold)
    try:
        yield
    finally:
        for moment in HELD_FROM:
            sa.event.remove(session, moment, hold)


def spread(start: datetime, end: datetime, count: int, *, rush: float = 1.0) -> list[datetime]:
    """`count` instants between two, in order; with `rush` above 1 most of them come shortly before the end."""
    length = (end - start) / timedelta(seconds=1)
    shares = (1 - (1 - (n + 1) / (count + 1)) ** rush for n in range(count))
    return [start + timedelta(seconds=int(length * share)) for share in shares]
