"""The commands on tables as they are: what was understood comes before the result, and options settle what is open."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from xlsxwriter import Workbook

from scoring import read
from scoring.data.table import ScoreTable
from scoring.outside.commands import main

TABLES = Path(__file__).parents[1] / "tables"
WEIGHTS = ["--weight", "创新性=6000", "--weight", "可行性=4000"]


def run(command: str, file: str, *words: str) -> int:
    return main([command, str(TABLES / file), *words])


def test_what_was_understood_comes_before_the_result(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("rank", "judges_across_gaps.csv") == 0
    shown = capfd.readouterr()
    assert shown.err.startswith("judges_across_gaps.csv: 4 scores of 2 entries by 3 judges\n")
    assert "  2 cells not scored (1 blank, 1 recused)\n" in shown.err
    assert "85.00" in shown.out and "not scored" not in shown.out


def test_strict_refuses_what_was_read_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rank", "judges_across_with_sums.csv", "--strict") == 2
    shown = capsys.readouterr()
    assert shown.out == "" and "was not read as it stands (--strict)" in shown.err
    assert run("rank", "long.csv", "--strict") == 0


@pytest.mark.parametrize("command", ["rank", "calibrate", "agree", "explain"])
def test_every_command_reads_a_wide_table(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "final.csv"
    rows = [f"P{n},{n * 7 % 40 + 50},{n * 11 % 40 + 50},{n * 5 % 30 + 60}" for n in range(1, 13)]
    file.write_text("\n".join(["作品,评委1,评委2,评委3", *rows]), encoding="gb18030")
    words = ["P3"] if command == "explain" else []
    assert main([command, str(file), *words]) == 0
    shown = capsys.readouterr()
    assert "36 scores of 12 entries by 3 judges" in shown.err and "GB 18030, guessed" in shown.err
    assert len(shown.out.splitlines()) > 3


def test_options_settle_what_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    for file, words, shown in (
        ("judges_across_by_name.csv", ["--layout", "judges"], "85.00"),
        ("long_percent.csv", ["--scale", "0:50"], "42.50"),
        ("long_grades.csv", ["--value", "优=90", "--value", "良=80", "--column", "score=等级"], "85.00"),
        ("long_merged_labels.csv", ["--fill-down"], "85.00"),
        ("comma_of_what.csv", ["--decimal", "."], "1100.00"),
        ("big5.csv", ["--encoding", "big5"], "85.00"),
        ("two_scores.csv", ["--ignore", "D"], "80.00"),
        ("long_titles_above.csv", ["--header", "4", "--separator", ","], "85.00"),
        ("numbers_and_words.csv", ["--not-scored", "8o", "--not-scored", "seven"], ""),
        ("hotcrp_reviews.csv", ["--from", "hotcrp", "--weight", "Overall merit=10000"], "5.00"),
    ):
        status = run("rank", file, *words)
        output = capsys.readouterr()
        assert (status == 0 and shown in output.out) if shown else (status == 2 and "3 faults" in output.err)


def test_scales_by_criterion_weigh_as_in_a_method_file(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--scale", "创新性=0:100", "--scale", "可行性=0:80"]
    assert run("rank", "reviews_chinese_with_sums.csv", *WEIGHTS, *words) == 0
    assert "83.50" in capsys.readouterr().out  # 85 of 100 and 65 of 80
    assert run("rank", "reviews_chinese_with_sums.csv", *WEIGHTS, "--scale", "0:85") == 2
    assert (
        "cell D3: judge '李衡', entry '智能水表': the score 90 lies off the scale 0 to 85"
        in capsys.readouterr().err
    )


def test_the_scales_of_a_method_file_hold_cell_by_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    method = tmp_path / "final.toml"
    method.write_text('[[criteria]]\nname = "score"\nweight = 10000\nscale = [0, 75]\n', encoding="utf-8")
    assert run("rank", "long.csv", "--method", str(method)) == 2
    assert "2 faults:\n  cell C2: " in capsys.readouterr().err
    assert run("rank", "long.csv", "--method", str(method), "--scale", "0:100") == 2
    assert "--scale goes without a method file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--scale", "0"], ["--scale", "ten"], ["--value", "good"], ["--value", "good=fine"]]
)
def test_options_are_checked(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        run("rank", "long.csv", *words)


def test_tables_beside_the_scores_are_read_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entrants = tmp_path / "entrants.csv"
    entrants.write_bytes(
        "项目编号;项目名称;赛道;单位\nP1;水表;能源;甲\n;;;\nP2;风电;能源;乙\n".encode("gb18030")
    )
    assert run("rank", "long.csv", "--entrants", str(entrants)) == 0
    assert [line.split()[:3] for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["能源", "1", "P1"],
        ["能源", "2", "P2"],
    ]
    with Workbook(tmp_path / "entrants.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["entry", "semifinal"])
        page.write_row(1, 0, ["P1", "high"])
        page.write_row(2, 0, ["P2", 80])
    assert run("rank", "long.csv", "--entrants", str(tmp_path / "entrants.xlsx")) == 2
    assert (
        "entrants.xlsx, sheet Sheet1, cell B2: semifinal: the score 'high' is str" in capsys.readouterr().err
    )
    for text, fault in (
        ("entry,track\n,a\nP1,b\n", "cell A2: the entry is missing"),
        ("entry,preference\nP1,first\n", "cell B2: 'first' is no preference"),
        ("entry,preference\nP1,1.5\n", "cell B2: 1.5 is no preference"),
    ):
        entrants.write_text(text, encoding="utf-8")
        assert run("rank", "long.csv", "--entrants", str(entrants)) == 2
        assert fault in capsys.readouterr().err
    entrants.write_text("entry,track,track\nP1,a,b\n", encoding="utf-8")
    assert run("rank", "long.csv", "--entrants", str(entrants)) == 2
    assert "columns B and C are both headed 'track'" in capsys.readouterr().err


def test_a_long_comment_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text(f"judge,entry,score,comment\nann,P1,80,{'well ' * 60_000}\n", encoding="utf-8")
    assert len(read(file)) == 1


def test_many_blank_rows_are_passed_over_at_once(tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text(
        "judge,entry,score\n" + ",,\n" * 200_000 + "ann,P1,80\n" + ",,\n" * 200_000, encoding="utf-8"
    )
    assert "passed over: 200000 blank rows" in str(read(file).understood)


def table_of(seed: int) -> pd.DataFrame:
    """A table in the plain form, with columns beside it that could be taken for others."""
    draw = random.Random(seed)
    names = [
        "judge",
        "entry",
        "score",
        *draw.sample(["criterion", "Weight", "分数", "项目", "remark", "rank"], 2),
    ]
    judges, entries = (
        draw.sample(["ann", "王岚", "007", "J 1", "a,b"], 3),
        draw.sample(["P1", "7", "07", "Ｐ3", "x y"], 3),
    )
    rows = [
        {
            "judge": j,
            "entry": e,
            "score": draw.choice(["80", "7.25", "+5", "1e1", ".5", "30.000000000000004"]),
        }
        for j in judges
        for e in entries
    ]
    frame = pd.DataFrame(rows).assign(**{name: draw.choice(["5", "good", "x"]) for name in names[3:]})
    return frame[draw.sample(names, len(names))]


@pytest.mark.parametrize("seed", range(60))
def test_the_plain_form_means_the_same_whatever_stands_beside_it(seed: int, tmp_path: Path) -> None:
    frame, file = table_of(seed), tmp_path / "scores.csv"
    frame.to_csv(file, index=False)
    ours, known = read(file), ScoreTable.from_frame(frame.assign(score=frame["score"].astype(float)))
    for name in ("judges", "entries", "criteria"):
        assert getattr(ours, name) == getattr(known, name)
    for name in ("judge", "entry", "criterion", "score"):
        assert getattr(ours, name).tolist() == getattr(known, name).tolist()
    assert ours.weight is None
