from __future__ import annotations

import os
from functools import partial

import pytest
from flask import Flask

from app.core import clock
from tests.racing import race

pytestmark = pytest.mark.sqlite_only


def answer(number: int, _app: Flask) -> int:
    return number


def stumble(_app: Flask) -> int:
    return 1 // 0


def vanish(_app: Flask) -> None:
    os._exit(3)


def test_every_attempt_is_made_in_its_round(fresh_app: Flask) -> None:
    rounds = [[partial(answer, number + 10 * turn) for number in range(6)] for turn in range(2)]
    outcomes = race(fresh_app, rounds, at=clock.now(), processes=3)
    assert outcomes == [[0, 3, 1, 4, 2, 5], [10, 13, 11, 14, 12, 15]], "dealt out in turn"


def test_what_nobody_foresaw_is_told_with_its_process(fresh_app: Flask) -> None:
    with pytest.raises(AssertionError, match=r"(?s)process 1: .*ZeroDivisionError"):
        race(fresh_app, [[partial(answer, 0), stumble]], at=clock.now())
    with pytest.raises(AssertionError, match="process 1: gone with exit code 3"):
        race(fresh_app, [[partial(answer, 0), vanish]], at=clock.now())
