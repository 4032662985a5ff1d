from __future__ import annotations

import doctest
import re
from pathlib import Path

from scoring.decide.method import parse

README = Path(__file__).parents[2] / "scoring" / "README.md"


def test_the_quick_start_does_what_it_says() -> None:
    found = doctest.testfile(str(README), module_relative=False)
    assert found.failed == 0 and found.attempted > 10


def test_the_method_file_of_the_readme_is_one(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    path = tmp_path / "final.toml"
    path.write_text(block[1], encoding="utf-8")
    assert parse.read(path).tiers[0].code == "grand"
