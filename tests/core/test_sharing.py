"""Several processes share the tests by whole files; what is to be made once in a run fails where it is made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import ROOT
from tests.sharing import LONGEST, once


@pytest.mark.parametrize("worker", ["", "gw7"])
def test_a_second_time_in_one_run_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: str
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    if worker:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    first, second = tmp_path / "gw1", tmp_path / ("gw2" if worker else "gw1")
    first.mkdir()
    once(first, "tea was made")
    with pytest.raises(pytest.fail.Exception, match="tea was made twice in one run"):
        once(second, "tea was made")


def test_a_run_deals_out_whole_files(pytestconfig: pytest.Config) -> None:
    assert {"--dist=loadfile", "--no-loadscope-reorder"} <= set(pytestconfig.getini("addopts"))


@pytest.mark.parametrize("name", LONGEST)
def test_what_is_begun_first_exists(name: str) -> None:
    assert (ROOT / name).is_file()
