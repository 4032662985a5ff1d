"""A clock in the hand of the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from app.core import clock


class Clock:
    """Holds the clock of the application at an instant, which a test may change."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    @classmethod
    @contextmanager
    def standing_at(cls, instant: datetime) -> Iterator[Clock]:
        with ExitStack() as stack:
            held = cls(stack)
            held.set(instant)
            yield held

    @property
    def now(self) -> datetime:
        return clock.now()

    def set(self, instant: datetime) -> None:
        self._stack.enter_context(clock.held_at(instant))

    def move(self, by: timedelta) -> None:
        self.set(self.now + by)
