from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from scoring.outside.commands import main
from tests.scoring.simulated import of_matrix, published, simulated


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reviews = simulated(24, 6, 3)
    frame = pd.DataFrame(
        {"judge": reviews.judge, "entry": reviews.entry, "score": np.round(reviews.score, 2)}
    )
    frame.to_csv(tmp_path / "scores.csv", index=False)
    tracks = pd.DataFrame({"entry": range(24), "track": ["X", "Y"] * 12})
    tracks.to_csv(tmp_path / "tracks.csv", index=False)
    return tmp_path


def run(folder: Path, *words: str) -> int:
    files = {path.name for path in folder.iterdir()}
    return main([str(folder / word) if word in files else word for word in words])


def test_calibrate_lists_entries_by_track(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "calibrated.json"
    words = ["calibrate", "scores.csv", "--entrants", "tracks.csv", "--tier", "gold=2", "--out", str(out)]
    assert run(folder, *words) == 0
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert [row["track"] for row in rows] == ["X"] * 12 + ["Y"] * 12
    assert [row["place"] for row in rows] == [*range(1, 13), *range(1, 13)]
    assert sum(row["P(gold)"] for row in rows) == pytest.approx(4)
    shown = capsys.readouterr().err
    assert "variances: entries" in shown and "(reml)" in shown and "one part" in shown


def test_calibrate_lists_judges(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "calibrate", "scores.csv", "--show", "judges", "--judges", "fixed") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["judge", "reviews", "severity"]
    severity = [float(line.split()[2]) for line in lines[1:]]
    assert severity == sorted(severity, reverse=True) and len(severity) == 6


def test_calibrate_draws_a_plot(folder: Path) -> None:
    assert run(folder, "calibrate", "scores.csv", "--plot", str(folder / "plot.svg")) == 0
    root = ElementTree.fromstring((folder / "plot.svg").read_text(encoding="utf-8"))
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 48


def test_calibrate_refuses_parts_until_it_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.read_csv(folder / "scores.csv")
    apart = pd.concat([frame, frame.assign(judge=frame.judge + 10, entry=frame.entry + 100)])
    apart.to_csv(folder / "scores.csv", index=False)
    assert run(folder, "calibrate", "scores.csv") == 2
    assert "2 parts that share no judge" in capsys.readouterr().err
    assert run(folder, "calibrate", "scores.csv", "--assume-exchangeable-tracks") == 0
    assert "compared by assumption" in capsys.readouterr().err


def test_calibrate_wants_whole_places(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "calibrate", "scores.csv", "--tier", "gold=two") == 2
    assert "whole number of places" in capsys.readouterr().err


def test_agree_shows_what_the_table_allows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "agree", "scores.csv", "--reliability", "0.85") == 0
    shown = capsys.readouterr()
    assert "Krippendorff's alpha, interval" in shown.out and "ICC(1,1)" not in shown.out
    assert "a reliability of 0.85 takes" in shown.err


def test_agree_reproduces_the_published_coefficients(tmp_path: Path) -> None:
    case = published("icc")
    reviews = of_matrix(case["scores"])
    columns = {"judge": reviews.judge, "entry": reviews.entry, "score": reviews.score}
    pd.DataFrame(columns).to_csv(tmp_path / "scores.csv", index=False)
    assert run(tmp_path, "agree", "scores.csv", "--out", str(tmp_path / "out.csv")) == 0
    found = pd.read_csv(tmp_path / "out.csv").set_index("coefficient")["value"]
    for name, value in case["icc"].items():
        assert found[f"ICC({name.replace(',4', ',k')})"] == pytest.approx(value, abs=0.005)


def test_agree_shows_full_agreement_as_one(tmp_path: Path) -> None:
    rows = [
        f"{judge},{entry},{score}" for entry, score in zip("ABC", (80, 60, 70), strict=True) for judge in "xy"
    ]
    (tmp_path / "scores.csv").write_text("\n".join(["judge,entry,score", *rows]))
    assert run(tmp_path, "agree", "scores.csv", "--out", str(tmp_path / "out.csv")) == 0
    found = pd.read_csv(tmp_path / "out.csv").set_index("coefficient")["value"]
    assert found["ICC(2,1)"] == found["ICC, agreement of one judge"] == found["Kendall's W"] == 1


def test_agree_says_how_many_judges(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "agree", "scores.csv", "--show", "judges") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["judges", "generalizability", "dependability"]
    assert len(lines) == 14
