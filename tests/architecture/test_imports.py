"""Who may import whom, and what a start may cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from config import ROOT

HEAVY = ("pandas", "numpy", "scipy", "ortools", "matplotlib", "pypinyin")


def test_the_contracts_hold() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_start_imports_nothing_heavy(tmp_path: Path) -> None:
    program = "import json, sys, wsgi; print(json.dumps(sorted(sys.modules)))"
    environment = {**os.environ, "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert set(HEAVY) & set(json.loads(done.stdout)) == set()
