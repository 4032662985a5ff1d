from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from scoring.decide.prizes import commit
from scoring.outside.commands import COMMANDS, main
from scoring.outside.commands.files import as_text
from scoring.outside.commands.plot import Line, dots

METHOD = """
[[criteria]]
name = "idea"
weight = 6000
scale = [0, 100, 0.5]
[[criteria]]
name = "team"
weight = 4000
scale = [0, 100, 0.5]
[average]
method = "trimmed"
min_judges = 3
[ties]
chain = ["mean", "column:semifinal"]
[[prizes]]
code = "grand"
places = 1
floor = 50
[[prizes]]
code = "first"
places = 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = ["judge,entry,criterion,score"]
    for entry, points in (("007", (80, 70, 90)), ("A2", (80, 70, 90)), ("观", (40, 30, 20))):
        rows += [f"j{j},{entry},{c},{p}" for j, p in enumerate(points) for c in ("idea", "team")]
    (tmp_path / "scores.csv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "final.toml").write_text(METHOD, encoding="utf-8")
    entrants = "entry,track,organisation,semifinal\n007,T,X;Y,88.5\nA2,T,Z,88.5\n观,T,,90\n"
    (tmp_path / "entrants.csv").write_text(entrants, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> int:
    files = {path.name for path in folder.iterdir()}
    return main([str(folder / word) if word in files else word for word in words])


def environment() -> dict[str, str]:
    """Any folder may be the current one."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}


def test_rank_prints_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "rank", "scores.csv", "--method", "final.toml", "--entrants", "entrants.csv") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        "track",
        "rank",
        "entry",
        "score",
        "hundredths",
        "n_judges",
        "fell_back",
        "reason",
        "mean",
        "column:semifinal",
    ]
    assert [line.split()[:4] for line in lines[1:]] == [
        ["T", "1", "007", "80.00"],
        ["T", "1", "A2", "80.00"],
        ["T", "3", "观", "30.00"],
    ]


def test_rank_without_a_method_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = ["--weight", "idea=5000", "--weight", "team=5000"]
    assert run(folder, "rank", "scores.csv", *weights, "--average", "median") == 0
    assert "007" in capsys.readouterr().out
    assert run(folder, "rank", "scores.csv") == 2
    assert "the criteria idea, team, so each needs a weight" in capsys.readouterr().err
    assert run(folder, "rank", "scores.csv", "--weight", "idea=half") == 2
    assert "whole number of basis points, not half" in capsys.readouterr().err


def test_one_criterion_needs_no_weight(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("Reviewer,entry,score\na,x,1\nb,x,2\n", encoding="utf-8")
    assert run(tmp_path, "rank", "s.csv", "--column", "judge=Reviewer") == 0
    assert "1.50" in capsys.readouterr().out


@pytest.mark.parametrize("ending", [".csv", ".json"])
def test_rank_writes_files(folder: Path, ending: str) -> None:
    out = folder / f"ranking{ending}"
    assert run(folder, "rank", "scores.csv", "--method", "final.toml", "--out", str(out)) == 0
    frame = pd.read_csv(out, dtype=str) if ending == ".csv" else pd.read_json(out, dtype={"entry": str})
    assert frame["entry"].tolist() == ["007", "A2", "观"]


def test_rank_reads_xlsx(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.read_csv(folder / "scores.csv", dtype={"entry": str})
    frame.to_excel(folder / "scores.xlsx", index=False, sheet_name="Final", engine="xlsxwriter")
    assert run(folder, "rank", "scores.xlsx", "--sheet", "Final", "--method", "final.toml") == 0
    assert "007" in capsys.readouterr().out
    assert run(folder, "rank", "scores.xlsx", "--sheet", "None", "--method", "final.toml") == 2
    assert "cannot be read as a table" in capsys.readouterr().err


def test_rank_draws_a_plot(folder: Path) -> None:
    plot = folder / "plot.svg"
    assert run(folder, "rank", "scores.csv", "--method", "final.toml", "--plot", str(plot)) == 0
    root = ElementTree.fromstring(plot.read_text(encoding="utf-8"))
    texts = [node.text for node in root.iter() if node.tag.endswith("text")]
    assert "3. 观" in texts and "Scores and judges' totals" in texts
    assert sum(node.tag.endswith("circle") for node in root.iter()) == 12


def test_prizes_leave_a_tie_open_until_it_is_decided(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["prizes", "scores.csv", "--method", "final.toml", "--entrants", "entrants.csv"]
    assert run(folder, *words) == 1
    assert "open: grand T: Tied at 80.00 for 1 places among 007, A2" in capsys.readouterr().out
    assert run(folder, *words, "--decision", "A2,007", "--decided-by", "chair") == 0
    out = capsys.readouterr().out
    assert "Tied at 80.00; the recorded decision of the chair puts it ahead of 007." in out


def test_prizes_by_a_draw(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = bytes(range(20))
    words = [
        "prizes",
        "scores.csv",
        "--method",
        "final.toml",
        "--entrants",
        "entrants.csv",
        "--seed",
        seed.hex(),
    ]
    assert run(folder, *words, "--commitment", commit(seed)) == 0
    assert "the draw puts it ahead" in capsys.readouterr().out
    for more, why in (([], "needs --commitment"), (["--commitment", "00"], "committed")):
        assert run(folder, *words, *more) == 2
        assert why in capsys.readouterr().err
    assert run(folder, *words[:-1], "xyz", "--commitment", "00") == 2


def test_a_bundle_made_and_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = folder / "result.json"
    words = [
        "prizes",
        "scores.csv",
        "--method",
        "final.toml",
        "--entrants",
        "entrants.csv",
        "--decision",
        "A2,007",
    ]
    assert run(folder, *words, "--bundle", str(made), "--out", str(folder / "prizes.csv")) == 0
    assert main(["verify", str(made)]) == 0
    assert "the result follows from the inputs" in capsys.readouterr().out
    stated = json.loads(made.read_text(encoding="utf-8"))["sha256"]
    assert main(["verify", str(made), "--sha256", stated]) == 0
    assert main(["verify", str(made), "--sha256", "00"]) == 1
    made.write_text(made.read_text(encoding="utf-8").replace("8000", "8100", 1), encoding="utf-8")
    assert main(["verify", str(made)]) == 1
    assert "the result does not stand" in capsys.readouterr().out
    assert main(["verify", str(folder / "final.toml")]) == 2


def test_explain_shows_every_judge(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "explain", "scores.csv", "007", "--method", "final.toml") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Entry 007",
        "  total:",
        "    j1: 70  dropped",
        "    j0: 80  kept",
        "    j2: 90  dropped",
        "  exact: 80 = 80",
        "  rounded half up to hundredths: 80",
    ]
    assert run(folder, "explain", "scores.csv", "7", "--method", "final.toml") == 2
    assert "entry '7': there is no such entry" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("judge,entry,criterion,score\na,b,idea,\n", "no scores"),
        ("judge,entry,criterion,score\na,b,idea,x\n", "cell D2: 'x' is no score"),
        ("judge,entry,criterion,score\n", "no scores"),
        ("judge,entry,remark\na,b,well\n", "'idea', a criterion; the headings are judge, entry, remark"),
        ("", "cannot be read as a table"),
        ("judge,entry,criterion,score\na,b,idea,70.3\na,b,team,1\n", "off the step of the scale 0 to 100"),
    ],
)
def test_bad_tables_end_with_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    (folder / "bad.csv").write_text(text, encoding="utf-8")
    assert run(folder, "rank", "bad.csv", "--method", "final.toml") == 2
    err = capsys.readouterr().err
    assert why in err or re.search(why, err)


def test_bad_files_and_arguments(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "latin.csv").write_bytes(b"judge,entry,score\n\xff,b,1\n")
    (folder / "scores.doc").write_text("x", encoding="utf-8")
    (folder / "noentry.csv").write_text("track\nT\n", encoding="utf-8")
    for words, why in (
        (["rank", "latin.csv"], "is text in no encoding that can be told"),
        (["rank", "scores.doc"], "neither .csv nor .xlsx"),
        (["rank", "scores.csv", "--method", "final.toml", "--out", "x.txt"], "must end in .csv or .json"),
        (
            ["rank", "scores.csv", "--method", "final.toml", "--entrants", "noentry.csv"],
            "lacks the column entry",
        ),
    ):
        assert run(folder, *words) == 2
        assert why in capsys.readouterr().err
    for arguments in (["rank", "missing.csv"], ["rank", "scores.csv", "--column", "judge"], ["vote"], []):
        with pytest.raises(SystemExit) as ended:
            run(folder, *arguments)
        assert ended.value.code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "example:\n" in capsys.readouterr().out


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scoring", "--help"], capture_output=True, text=True, check=True
    )
    assert all(name in done.stdout for name in COMMANDS)


def test_whoever_reads_only_the_first_lines_is_no_fault(folder: Path) -> None:
    command = [sys.executable, "-m", "scoring", "rank", "scores.csv", "--method", "final.toml"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None and started.stderr is not None
        started.stdout.close()
        said = started.stderr.read()
    assert b"18 scores of 3 entries by 3 judges" in said and b"rror" not in said
    assert started.returncode == 0


def test_wide_characters_count_as_two() -> None:
    frame = pd.DataFrame({"name": ["观众", "ab"], "n": [1, 22], "yes": [True, False], "none": [None, "x"]})
    assert as_text(frame).splitlines() == ["name   n  yes  none", "观众   1  yes", "ab    22       x"]


def test_a_plot_of_equal_values_has_a_width() -> None:
    picture = dots([Line("<a>", 1.0, 1.0, 1.0)], title="t & u", axis="points")
    assert "&lt;a&gt;" in picture and "t &amp; u" in picture
    ElementTree.fromstring(picture)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "simulate"])
def test_the_example_of_the_help_works_as_it_stands(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line by line: the shell makes the files, and the package's own lines are run here, as its module would."""
    monkeypatch.chdir(tmp_path)
    example = import_module(f"scoring.outside.commands.{command}").EXAMPLE
    for line in example.replace("\\\n", " ").strip().splitlines():
        words = shlex.split(line)
        if words[:3] == ["python", "-m", "scoring"]:
            assert main(words[3:]) == 0
        else:
            subprocess.run(["sh", "-e", "-c", line], check=True)
    assert len(capsys.readouterr().out.splitlines()) >= 3
    written = re.findall(r"(?:--out|--plot|--bundle) (\S+)", example)
    assert all((tmp_path / name).stat().st_size > 50 for name in written)


@pytest.mark.parametrize("command", ["rank", "calibrate", "agree", "prizes", "explain"])
@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("a,b,idea,\n", "there are no scores"),
        ("a,b,idea,inf\n", "cell D2: the score inf is infinite"),
        ("a,b,idea,1e12\n", "cell D2: .*larger than 1000000000"),
        ("a,b,idea,7\na,b,team,7\na,b,team,8\n", "cell D4: judge 'a', entry 'b'.*before"),
        ("a,b,idea,7\n", "criterion 'team'"),
        (",b,idea,7\n", "cell A2: the judge is missing"),
        ("a,b,idea,7\na,b,team,seven\n", "cell D3: 'seven' is no score"),
        ("", "no scores; give at least one row"),
    ],
)
def test_every_command_refuses_a_bad_table(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, rows: str, why: str
) -> None:
    (folder / "bad.csv").write_text(f"judge,entry,criterion,score\n{rows}", encoding="utf-8")
    words = ["b"] if command == "explain" else []
    assert run(folder, command, "bad.csv", *words, "--method", "final.toml") == 2
    err = capsys.readouterr().err
    last = err.splitlines()[-1]
    assert last.startswith("error: ") and err.count("error: ") == 1 and re.search(why, last)
