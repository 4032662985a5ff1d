from __future__ import annotations

import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.data.errors import BundleError, MethodError
from scoring.data.table import ScoreTable
from scoring.decide.method import Criterion, Entrant, Method, from_dict
from scoring.decide.prizes import Decision, Draw, commit
from scoring.outside import bundle

METHOD = {
    "criteria": [{"name": "idea", "weight": 6000}, {"name": "team", "weight": 4000}],
    "average": {"method": "mean"},
    "ties": {"chain": ["column:semi"]},
    "prizes": [{"code": "grand", "places": 1, "floor": 60.5}, {"code": "first", "places": 1}],
    "collected": {"code": "kept", "places": 2},
}
SEED = bytes(range(32))


def scores(weight: list[Any] | None = None) -> ScoreTable:
    return ScoreTable.from_columns(
        judge=["j2", "j2", "j1", "j1", "j1", "j1", "j1", "j1"],
        entry=["b", "b", "a", "a", "b", "b", "c", "c"],
        criterion=["idea", "team"] * 4,
        score=[70, 70, 70, 70, 70, 70, 50, 50],
        weight=weight,
    )


ENTRANTS = [
    Entrant("b", "T", ("X", "Y"), columns={"semi": Fraction(1, 3)}),
    Entrant("a", "T", "Z", columns={"semi": Fraction(1, 3)}),
    Entrant("c", "T", None, columns={"semi": 1}),
]


def made(**more: Any) -> bundle.Bundle:
    options: dict[str, Any] = {"decisions": [Decision(("b", "a"), "chair")], **more}
    return bundle.build(scores(), from_dict(METHOD), ENTRANTS, **options)


def test_a_bundle_is_written_read_and_verified(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    whole = made(draw=Draw(SEED, commit(SEED), "final"))
    bundle.write(whole, path)
    again = bundle.read(path)
    assert again.document == whole.document and again.sha256 == whole.document["sha256"]
    found = bundle.verify(again)
    assert found.ok and found.faults == () and found.sha256 == whole.sha256
    assert [row["entry"] for row in whole.document["result"]["winners"]] == ["b", "a"]
    assert whole.document["result"]["winners"][0]["reason"] == "tie_decision"


def test_the_hash_does_not_depend_on_the_order_of_rows_or_entrants() -> None:
    shuffled = ScoreTable.from_columns(
        judge=["j1", "j1", "j2", "j1", "j1", "j2", "j1", "j1"],
        entry=["c", "a", "b", "b", "c", "b", "b", "a"],
        criterion=["team", "team", "team", "idea", "idea", "idea", "team", "idea"],
        score=[50, 70, 70, 70, 50, 70, 70, 70],
    )
    decisions = [Decision(("b", "a"), "chair")]
    other = bundle.build(shuffled, from_dict(METHOD), ENTRANTS[::-1], decisions=decisions)
    assert other.sha256 == made().sha256


def test_row_weights_go_into_the_bundle_and_out_again() -> None:
    weighted = scores([1, 1, 0.5, 0.5, 2.5, 2.5, 1, 1])
    whole = bundle.build(weighted, from_dict({**METHOD, "ties": {}}), ENTRANTS)
    assert bundle.verify(whole).ok
    again = bundle.table_of(whole.document["scores"])
    assert again.weight is not None and sorted(again.weight.tolist())[0] == 5000


def changed(path: list[Any], value: Any, *, rehash: bool) -> bundle.Bundle:
    document: Any = copy.deepcopy(dict(made().document))
    part = document
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    if rehash:
        document["sha256"] = bundle.Bundle(document).sha256
    return bundle.Bundle(document)


def test_a_changed_score_breaks_the_hash_and_the_result() -> None:
    found = bundle.verify(changed(["scores", 0, 3], 7100, rehash=False))
    assert not found.ok and "the content has the hash" in found.faults[0]
    assert any("result.ranking[0].hundredths" in fault for fault in found.faults)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (
            ["result", "winners", 0, "entry"],
            "c",
            'result.winners[0].entry: the bundle states "c", its inputs give "b"',
        ),
        (
            ["result", "ranking", 1, "rank"],
            2,
            "result.ranking[1].rank: the bundle states 2, its inputs give 1",
        ),
        (["result", "ranking", 0, "fell_back"], 0, "result.ranking[0].fell_back"),
        (["result", "winners"], [], "result.winners: the bundle states []"),
        (["result", "extra"], 1, "result.extra: the bundle states 1, its inputs give null"),
        (["scores", 0, 3], 7100, "result.ranking[0].hundredths"),
        (["scores", 0, 3], "x", "the inputs lead to no result"),
        (["scores"], [], "the inputs lead to no result"),
        (["method", "prizes", 0, "places"], 2, "result.winners"),
        (["method", "average", "method"], "x", "the inputs lead to no result"),
        (["entrants", 0, "colour"], "red", "the inputs lead to no result"),
        (["draw"], {"seed": "zz", "commitment": "", "purpose": ""}, "the inputs lead to no result"),
        (["decisions"], [], "result.winners"),
    ],
)
def test_a_forged_bundle_with_a_new_hash_is_still_found_out(path: list[Any], value: Any, fault: str) -> None:
    found = bundle.verify(changed(path, value, rehash=True))
    assert not found.ok and not any("has the hash" in text for text in found.faults)
    assert any(fault in text for text in found.faults)


def test_files_that_are_no_bundles(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text, why in (
        ("{", "no JSON"),
        ("[]", "format"),
        ('{"format": "other/1"}', "format scoring-bundle/1"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BundleError, match=why):
            bundle.read(path)
    path.write_text(json.dumps({"format": bundle.FORMAT}), encoding="utf-8")
    with pytest.raises(BundleError, match=r"lacks version, method, .*get a whole copy"):
        bundle.read(path)


def test_what_cannot_go_into_a_bundle() -> None:
    with pytest.raises(BundleError, match="keeps its source"):
        bundle.build(scores(), Method((Criterion("idea", 10_000),)))
    odd = [Entrant(e.entry, e.track, frozenset("X"), columns=e.columns) for e in ENTRANTS]
    with pytest.raises(BundleError, match="keeps text and whole numbers"):
        bundle.build(scores(), from_dict(METHOD), odd)
    with pytest.raises(MethodError):
        bundle.build(scores(), from_dict({**METHOD, "average": {"method": "x"}}))


def test_the_digest_is_of_canonical_json() -> None:
    import hashlib

    assert bundle.digest({"b": "奖", "a": 1}) == hashlib.sha256('{"a":1,"b":"奖"}'.encode()).hexdigest()
