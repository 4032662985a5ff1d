"""The five layers of the package, and no ring: counted are imports for types and within functions too."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from io import StringIO
from pathlib import Path
from token import NAME
from tokenize import generate_tokens

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("data", "decide", "estimate", "plan", "outside")


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted((ROOT / "scoring").rglob("*.py"))}


def imported(path: Path) -> Iterator[str]:
    """Modules of the package that a file names in any import of it, wherever that stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inner & MODULES.keys() or {node.module}


GRAPH = {name: set(imported(path)) - {name} for name, path in MODULES.items()}


def unit(name: str) -> str:
    """What stands directly in a layer: a module, or a folder with all that it holds."""
    return ".".join(name.split(".")[:3])


def layer(name: str) -> int | None:
    part = name.split(".")[1] if "." in name else ""
    return LAYERS.index(part) if part in LAYERS else None


def test_the_graph_is_seen() -> None:
    assert "scoring.data.table" in GRAPH["scoring.decide.aggregate"]
    assert sum(map(len, GRAPH.values())) > 300


def test_no_modules_import_each_other_in_a_ring() -> None:
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as ring:
        pytest.fail(" <- ".join(ring.args[1]))


def test_no_folders_of_a_layer_import_each_other_in_a_ring() -> None:
    between: dict[str, set[str]] = {}
    for name, others in GRAPH.items():
        between.setdefault(unit(name), set()).update(map(unit, others))
    graph = {one: others - {one} for one, others in between.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as ring:
        pytest.fail(" <- ".join(ring.args[1]))


def test_every_layer_knows_only_those_below() -> None:
    upward = [
        f"{name} imports {other}"
        for name, others in GRAPH.items()
        for other in others
        if (mine := layer(name)) is not None and (its := layer(other)) is not None and its > mine
    ]
    assert not upward, upward


def test_everything_lies_in_a_layer() -> None:
    outside = {name for name in MODULES if layer(name) is None}
    assert outside == {"scoring", "scoring.__main__", "scoring.aliases"}


def test_only_what_stands_outside_knows_of_dask() -> None:
    knowing = {
        name
        for name, path in MODULES.items()
        for token in generate_tokens(StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == NAME and "dask" in token.string
    }
    assert {name for name in knowing if layer(name) != LAYERS.index("outside")} == {"scoring"}


def test_the_package_costs_nothing_until_it_is_used() -> None:
    program = (
        "import sys, scoring, scoring.outside.commands\n"
        "heavy = {'numpy', 'scipy', 'pandas', 'ortools', 'app', 'flask'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_csv_is_read_and_ranked_without_pandas(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("judge,entry,score\nann,A1,80\nben,A1,90\n", encoding="utf-8")
    program = (
        "import sys, scoring\n"
        f"assert len(scoring.read({str(tmp_path / 'scores.csv')!r})) == 2\n"
        "from scoring.outside.commands import main\n"
        f"assert main(['rank', {str(tmp_path / 'scores.csv')!r}]) == 0\n"
        "heavy = {'pandas', 'scipy', 'ortools', 'python_calamine'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)


PROMISED = {
    "errors": "ScoringError",
    "aggregate": "aggregate criterion_means normalize",
    "voting": "approval borda schulze stv",
    "prizes": "allocate largest_remainder Candidate TierRule Decision Draw",
    "draw": "commit Draw",
    "method": "read from_dict rank award Entrant",
    "bundle": "build write verify read",
    "calibrate": "fit_additive",
    "connectivity": "suggest_bridges contrast_se components algebraic_connectivity",
    "ranking": (
        "rank tier_probabilities expected_rank prize_line tau_best rank_intervals leave_one_judge_out "
        "side_by_side Estimates"
    ),
    "reliability": "icc krippendorff_alpha kendall_w g_study d_study judges_needed icc_from_components",
    "diagnostics": "judge_report halo drift affiliation_bias reciprocity residual_correlation",
    "pairwise": "bradley_terry",
    "assignment": "assign InfeasibleAssignmentError",
    "simulate": "simulate_scores study Design",
    "reviews": "Reviews",
}


def test_the_short_names_stay() -> None:
    """In a process where nothing of the package has been imported yet."""
    program = "import sys, scoring\n" + "".join(
        f"from scoring.{module} import {', '.join(names.split())}\n"
        f"assert scoring.{module} is sys.modules['scoring.{module}'], '{module}'\n"
        for module, names in PROMISED.items()
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_short_name_gives_the_same_objects() -> None:
    from scoring.errors import ScoringError

    from scoring.data.errors import ScoringError as ours

    assert ScoringError is ours
