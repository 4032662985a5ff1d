"""What a correction changed is told entry by entry, and names nobody whom the later document does not name."""

from __future__ import annotations

from typing import Any

from app.results.publications.differences import differences


def placed(number: str | None, tier: str = "grand", score: str = "90.00") -> dict[str, Any]:
    title = {"zh": "项目", "en": f"Project {number}"}
    return {
        "tier": tier,
        "direction": "projects",
        "track": "a",
        "score": score,
        "entry": {"number": number, "title": title},
    }


def test_what_a_correction_changed_is_told_entry_by_entry() -> None:
    before = {"prizes": [placed("X-1"), placed("X-2", "first"), placed("X-3", "second")]}
    after = {"prizes": [placed("X-1"), placed("X-2", "grand"), placed("X-4", "second")]}
    stated = [
        (d.number, [p["tier"] for p in d.before], [p["tier"] for p in d.after])
        for d in differences(before, after)
    ]
    assert stated == [("X-2", ["first"], ["grand"]), ("X-3", ["second"], []), ("X-4", [], ["second"])]


def test_what_the_later_document_does_not_name_is_not_named_beside_it() -> None:
    before = {"prizes": [placed("X-1"), placed("X-2", "first", "80.00")]}
    unnamed = {"prizes": [placed(None), placed("X-2", "first", "80.00")]}
    assert differences(before, unnamed) == []
    (moved,) = differences(before, {"prizes": [placed(None, "first"), placed("X-2", "first", "80.00")]})
    assert (moved.number, moved.title, len(moved.before), len(moved.after)) == ("", {}, 1, 1)
