from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.data.errors import ColumnError, MethodError, MissingScoreError, OffScaleError, PrizeRuleError
from scoring.data.scales import Scale
from scoring.data.table import ScoreTable
from scoring.decide.method import Entrant, award, from_dict, rank, read
from scoring.decide.method.explain import explain
from scoring.decide.prizes import Caps, Collection, Decision, TierRule

FINAL = """
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
trim = [1, 1]
min_judges = 5

[ties]
policy = "break"
chain = ["mean", "criterion:idea", "column:semifinal", "first_places", "spread", "median"]

[[prizes]]
code = "grand"
places = 1
floor = 60
[[prizes]]
code = "first"
places = { A = 2, B = 1 }

[caps]
per_organisation = 2
scope = "track"

[collected]
code = "collected"
places = 4
floor = 50.25
winners = "additional"
"""


def content(**changed: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "criteria": [{"name": "idea", "weight": 6000}, {"name": "team", "weight": 4000}],
        "prizes": [{"code": "grand", "places": 1}],
    }
    return {**usual, **changed}


def test_a_method_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "final.toml"
    path.write_text(FINAL, encoding="utf-8")
    method = read(path)
    assert method.weights == {"idea": 6000, "team": 4000}
    assert method.scales == {"idea": Scale(0, 10_000, 50), "team": Scale(0, 10_000, 50)}
    assert (method.average, method.trim, method.trim_level, method.min_judges) == (
        "trimmed",
        (1, 1),
        "total",
        5,
    )
    assert method.ties == "break" and method.chain[1] == "criterion:idea"
    assert method.tiers == (TierRule("grand", 1, floor=6000), TierRule("first", {"A": 2, "B": 1}))
    assert method.caps == Caps(per_entry=1, per_organisation=2, scope="track")
    assert method.collected == Collection("collected", 4, floor=5025, winners="additional")


def test_a_cap_by_track() -> None:
    tier = {"code": "w", "places": 3, "scope": "direction", "cap_per_track": {"A": 1, "B": 2}}
    method = from_dict(content(prizes=[tier]))
    assert method.tiers == (TierRule("w", 3, "direction", cap_per_track={"A": 1, "B": 2}),)
    entrants = [Entrant("A1", "A"), Entrant("A2", "A")]
    _, awards = award(table_of({"A1": [(70, 0)], "A2": [(60, 0)]}), method, entrants)
    assert [won.id for won in awards.winners] == ["A1"]


def test_a_short_method_has_the_usual_rest() -> None:
    method = from_dict(content())
    assert (method.average, method.ties, method.chain, method.collected) == ("mean", "break", (), None)
    assert method.caps == Caps() and from_dict(content(caps={"per_entry": 0})).caps.per_entry is None
    assert method.source == content()


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"criteria": []}, ["criteria: name at least one"]),
        ({"criteria": "idea"}, ["criteria: must be a list of tables"]),
        ({"criteria": ["idea"]}, ["criteria[0]: must be a table", "criteria[0].name: must be a text"]),
        (
            {"criteria": [{"name": "idea", "weight": 5000}, {"name": "idea", "weight": 4000}]},
            ["the weights sum to 9000 basis points, not 10000", "the name 'idea' is there twice"],
        ),
        (
            {"criteria": [{"name": "a", "weight": 0.5}]},
            ["criteria[0].weight: must be a whole number", "sum to 0"],
        ),
        (
            {"criteria": [{"name": "a", "weight": 10_000, "scale": [5, 1]}]},
            ["criteria[0].scale: must be [low, high]"],
        ),
        ({"criteria": [{"name": "a", "weight": 10_000, "scale": 5}]}, ["criteria[0].scale"]),
        ({"average": {"method": "best"}}, ["average.method: is one of mean, trimmed", "not 'best'"]),
        ({"average": {"trim": [1]}}, ["average.trim: (lowest, highest)"]),
        ({"average": {"trim": [0, 0], "method": "trimmed"}}, ["average.trim"]),
        ({"average": {"trim": "1"}}, ["average.trim: must be a list of whole numbers"]),
        ({"average": {"min_judges": 5}}, ["average.min_judges: 'mean' never falls back"]),
        ({"average": {"method": "trimmed", "min_judges": 2}}, ["leaves nothing after dropping 2"]),
        (
            {"average": {"method": "trimmed", "min_judges": -1}},
            ["average.min_judges: must be a whole number"],
        ),
        ({"average": {"trim_level": "judge"}}, ["average.trim_level: is one of total, criterion"]),
        (
            {"average": {"rounding": 2}},
            ["average.rounding: is not known here; known are method, min_judges, trim"],
        ),
        ({"average": 3}, ["average: must be a table, not 3"]),
        ({"ties": {"policy": "coin"}}, ["ties.policy: is one of share, expand, contract, break"]),
        ({"ties": {"chain": ["luck"]}}, ["ties.chain[0]: 'luck' is none of mean, median"]),
        ({"ties": {"chain": ["mean", "criterion:x"]}}, ["ties.chain[1]: there is no such criterion"]),
        ({"ties": {"chain": ["mean", "mean"]}}, ["ties.chain: the key 'mean' is there twice"]),
        ({"ties": {"chain": "mean"}}, ["ties.chain: must be a list of texts"]),
        ({"prizes": [{"code": "a"}]}, ["prizes[0].places: must be a whole number, or one for each track"]),
        ({"prizes": [{"code": "a", "places": {"T": -1}}]}, ["prizes[0].places"]),
        ({"prizes": [{"code": "a", "places": 1, "floor": "60"}]}, ["prizes[0].floor: the score '60' is str"]),
        (
            {"prizes": [{"code": "a", "places": 1, "scope": "x"}]},
            ["prizes[0].scope: is one of track, direction"],
        ),
        (
            {"prizes": [{"code": "a", "places": 1, "cap_per_track": 1}]},
            ["prizes: tier 'a': cap_per_track needs"],
        ),
        ({"prizes": [{"code": "a", "places": 1}] * 2}, ["prizes: tier 'a' is there twice"]),
        ({"caps": {"method": "x"}}, ["caps.method: is one of sequential, optimal"]),
        (
            {"collected": {"code": "c", "places": 1, "winners": "all"}},
            ["collected.winners: is one of included"],
        ),
        (
            {"prices": []},
            ["prices: is not known here; known are average, caps, collected, criteria, prizes, ties"],
        ),
    ],
)
def test_every_fault_is_named_by_its_key(changed: Any, faults: list[str]) -> None:
    with pytest.raises(MethodError) as caught:
        from_dict(content(**changed))
    for fault in faults:
        assert fault in str(caught.value)


def test_all_faults_at_once() -> None:
    with pytest.raises(MethodError) as caught:
        from_dict(content(average={"method": "x", "trim": 0}, ties={"policy": "y"}))
    assert len(str(caught.value).splitlines()) == 4


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "final.toml"
    path.write_text("criteria = [", encoding="utf-8")
    with pytest.raises(MethodError, match=r"final.toml is no TOML file"):
        read(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(MethodError, match="is no TOML file"):
        read(path)


# --- applied -----------------------------------------------------------------------------------

SCORES = {
    "A1": [(80, 60), (70, 60), (90, 60), (60, 60), (75, 65)],
    "A2": [(75, 60), (75, 60), (75, 60), (75, 60), (75, 60)],
    "B1": [(50, 40), (50, 40), (50, 40), (50, 40)],
}


def table_of(scores: dict[str, list[tuple[float, float]]]) -> ScoreTable:
    rows = [
        (f"j{j}", entry, name, value)
        for entry, sheets in scores.items()
        for j, sheet in enumerate(sheets)
        for name, value in zip(("idea", "team"), sheet, strict=True)
    ]
    judge, entry, criterion, score = zip(*rows, strict=True)
    return ScoreTable.from_columns(judge=judge, entry=entry, criterion=criterion, score=score)


ENTRANTS = [
    Entrant("A1", "A", "X", columns={"semifinal": 8000}),
    Entrant("A2", "A", "Y", columns={"semifinal": 9000}),
    Entrant("B1", "B", "X", columns={"semifinal": Fraction(1, 3)}),
]


@pytest.fixture
def method(tmp_path: Path) -> Any:
    path = tmp_path / "final.toml"
    path.write_text(FINAL, encoding="utf-8")
    return read(path)


def test_ranking_by_track_with_keys(method: Any) -> None:
    ranking = rank(table_of(SCORES), method, ENTRANTS)
    assert ranking.scores.hundredths.tolist() == [6967, 6900, 4600]
    assert ranking.places == {"A1": 1, "A2": 2, "B1": 1}
    assert list(ranking.keys["A1"]) == list(method.chain)
    assert ranking.keys["A1"]["mean"] == 6940 and ranking.keys["A1"]["criterion:idea"] == 7500
    assert ranking.keys["A1"]["median"] == 7100 and ranking.keys["A1"]["first_places"] == 3
    assert ranking.keys["B1"]["column:semifinal"] == Fraction(1, 3)
    frame = ranking.to_frame()
    assert frame["entry"].tolist() == ["A1", "A2", "B1"] and frame["track"].tolist() == ["A", "A", "B"]
    assert frame["fell_back"].tolist() == [False, False, True]


def test_prizes_by_a_method(method: Any) -> None:
    _, awards = award(table_of(SCORES), method, ENTRANTS)
    assert [(a.tier, a.id) for a in awards.winners] == [("grand", "A1"), ("first", "A2"), ("first", "B1")]
    assert [(v.tier, v.unit) for v in awards.vacancies][:2] == [("grand", "B"), ("first", "A")]
    assert [a.id for a in awards.collected] == ["A1", "A2", "B1"]


def test_the_chain_of_a_method_breaks_a_tie() -> None:
    level = {"A1": [(70, 0), (80, 0)], "A2": [(60, 0), (90, 0)]}
    scored = table_of(level)
    for key, winner in (
        ("spread", "A1"),
        ("column:x", "A2"),
        ("criterion:idea", None),
        ("first_places", None),
    ):
        method = from_dict(content(ties={"chain": [key]}))
        entrants = [Entrant("A1", columns={"x": 1}), Entrant("A2", columns={"x": 2})]
        _, awards = award(scored, method, entrants)
        assert [a.id for a in awards.winners] == ([winner] if winner else [])
        assert awards.complete == (winner is not None)
    _, decided = award(scored, from_dict(content()), decisions=[Decision(("A2", "A1"))])
    assert decided.winners[0].reason.code == "tie_decision"


def test_first_places_count_those_of_each_judge() -> None:
    scored = table_of({"A1": [(70, 0), (80, 0)], "A2": [(70, 0), (90, 0)], "A3": [(10, 0), (20, 0)]})
    keys = rank(scored, from_dict(content(ties={"chain": ["first_places", "spread", "median"]}))).keys
    assert [keys[e]["first_places"] for e in ("A1", "A2", "A3")] == [1, 2, 0]
    assert keys["A1"]["median"] == 4500 and keys["A1"]["spread"] > keys["A2"]["spread"]


def test_mean_ranks_win_by_the_lowest() -> None:
    method = from_dict(content(average={"method": "mean_rank"}))
    ranking, awards = award(table_of({"A1": [(70, 0)], "A2": [(60, 0)]}), method)
    assert ranking.places == {"A1": 1, "A2": 2} and awards.winners[0].id == "A1"


def test_two_candidacies_of_one_work() -> None:
    scored = table_of({"W-A": [(70, 0)], "W-B": [(60, 0)], "V-A": [(50, 0)]})
    entrants = [
        Entrant("W-A", "A", belongs_to="W", preference=2),
        Entrant("W-B", "B", belongs_to="W", preference=1),
        Entrant("V-A", "A"),
    ]
    _, awards = award(scored, from_dict(content()), entrants)
    assert {a.id for a in awards.winners} == {"V-A", "W-B"}


def test_what_does_not_fit_the_method(method: Any) -> None:
    with pytest.raises(OffScaleError, match=r"criterion 'idea': the score 70\.25 is off the step"):
        rank(table_of({"A1": [(70.25, 0)] * 5}), method)
    with pytest.raises(ColumnError, match="entry 'B1': it has scores but is not among the entrants"):
        rank(table_of(SCORES), method, ENTRANTS[:2])
    with pytest.raises(MissingScoreError, match="entry 'Z': the entry has no scores"):
        rank(table_of(SCORES), method, [*ENTRANTS, Entrant("Z")])
    rank(table_of(SCORES), method, [*ENTRANTS, Entrant("Z", barred="withdrawn")])
    with pytest.raises(ColumnError, match="entry 'A1': the tie-break column 'semifinal' is missing"):
        rank(table_of(SCORES), method, [Entrant(entry) for entry in SCORES])
    assert "column:semifinal" not in rank(table_of(SCORES), method).keys["A1"]
    with pytest.raises(PrizeRuleError, match="'A1' lacks the tie-break key 'column:semifinal'"):
        award(table_of(SCORES), method)


# --- explained ---------------------------------------------------------------------------------


def test_a_trimmed_score_explained(method: Any) -> None:
    found = explain(table_of(SCORES), method, "A1")
    assert [(p.judge, p.value, p.fate) for p in found.parts["total"]] == [
        ("j3", 60, "dropped"),
        ("j1", 66, "kept"),
        ("j4", 71, "kept"),
        ("j0", 72, "kept"),
        ("j2", 78, "dropped"),
    ]
    assert found.exact == Fraction(209, 3) and found.hundredths == 6967
    assert found.text.splitlines()[-2:] == [
        "  exact: 209/3 = 69.666667…",
        "  rounded half up to hundredths: 69.67",
    ]
    assert "plain mean instead" in explain(table_of(SCORES), method, "B1").text
    with pytest.raises(ColumnError, match="no such entry"):
        explain(table_of(SCORES), method, "Z")


@pytest.mark.parametrize("average", ["mean", "trimmed", "winsorized", "median"])
@pytest.mark.parametrize("level", ["total", "criterion"])
def test_the_parts_explain_the_score(average: str, level: str) -> None:
    method = from_dict(content(average={"method": average, "trim_level": level}))
    found = explain(table_of(SCORES), method, "A1")
    means = []
    for parts in found.parts.values():
        values = [part.value for part in parts]
        used = [part.value for part in parts if part.fate in ("kept", "middle")]
        if average == "winsorized":
            assert [part.fate for part in parts].count("pulled in") == 2
            used = [*used, values[1], values[-2]]
        means.append(sum(used, Fraction(0)) / len(used))
    shares = [1] if level == "total" else [Fraction(6, 10), Fraction(4, 10)]
    assert found.exact == sum(share * mean for share, mean in zip(shares, means, strict=True))


def test_places_explained() -> None:
    scored = table_of({"A1": [(70, 0), (80, 0)], "A2": [(70, 0), (90, 0)]})
    for average, name, expected in (
        ("borda", "points", [0, Fraction(1, 2)]),
        ("mean_rank", "place", [Fraction(3, 2), 2]),
    ):
        found = explain(scored, from_dict(content(average={"method": average})), "A1")
        assert [part.value for part in found.parts[name]] == expected
        assert found.exact == sum(expected, Fraction(0)) / 2
