"""The six rule-books that come with the product: they load, say what is known, and keep one canonical text."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFound
from app.nominations.models import MemberCategory
from app.programmes.models import Edition
from app.programmes.rulebook import (
    Change,
    RuleBook,
    canonical_json,
    difference,
    from_canonical,
    load_rulebook,
    member_categories,
    sha256_of,
    shipped_books,
    stale_days,
)

BOOKS = {name: load_rulebook(path) for name, path in shipped_books().items()}
CONTEST = BOOKS["straight-to-wuzhen-2024"]
LEADING = BOOKS["leading-technology-2024"]
OUTSTANDING = BOOKS["outstanding-contribution-2024"]
ECOMMERCE = BOOKS["cross-border-ecommerce-2024"]

every_book = pytest.mark.parametrize("book", BOOKS.values(), ids=list(BOOKS))


def edited(name: str, *edits: tuple[str, str]) -> RuleBook:
    """A shipped book with parts of its text replaced."""
    text = shipped_books()[name].read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return load_rulebook(text.encode())


def beijing(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC) - timedelta(hours=8)


def test_the_six_programmes_have_their_books() -> None:
    assert {book.programme for book in BOOKS.values()} == {
        "leading-technology",
        "outstanding-contribution",
        "straight-to-wuzhen",
        "practice-cases",
        "cross-border-ecommerce",
        "youth-leaders",
    }
    assert all(f"{book.programme}-{book.year}" == name for name, book in BOOKS.items())


@every_book
def test_the_canonical_text_reads_back_to_the_same_book(book: RuleBook) -> None:
    text = canonical_json(book)
    assert from_canonical(text) == book
    assert canonical_json(from_canonical(text)) == text
    assert sha256_of(book) == hashlib.sha256(text.encode()).hexdigest()


@every_book
def test_the_canonical_text_has_sorted_keys_and_no_floats(book: RuleBook) -> None:
    def refuse_float(text: str) -> float:
        raise AssertionError(text)

    raw = json.loads(canonical_json(book), parse_float=refuse_float)
    assert list(raw) == sorted(raw)
    assert raw["window"]["closes"].endswith("Z")


@every_book
def test_every_form_hides_from_blind_judges_whose_entry_it_is(book: RuleBook) -> None:
    for direction in book.directions:
        shown = [field.code for field in direction.form if field.shown_to_judges(blind=True)]
        assert {"title_zh", "title_en"} <= set(shown)
        assert not {"region", "organisation_zh", "organisation_en", "contributors", "team", "name_zh"} & set(
            shown
        )
        assert not any(
            field.shown_to_judges(blind=False) for field in direction.form if "contact" in field.code
        )


@every_book
def test_a_field_asks_for_a_country_or_region(book: RuleBook) -> None:
    assert all(direction.field("region").kind == "region" for direction in book.directions)


@pytest.mark.parametrize(
    ("name", "closes"),
    [
        ("leading-technology-2024", beijing(2024, 6, 21)),
        ("outstanding-contribution-2024", beijing(2024, 10, 10, 17)),
        ("practice-cases-2024", beijing(2024, 6, 21)),
        ("youth-leaders-2024", beijing(2024, 6, 26, 17)),
    ],
)
def test_windows_close_when_the_public_texts_say(name: str, closes: datetime) -> None:
    window = BOOKS[name].window
    edition = Edition(opens_at=window.opens, closes_at=window.closes)
    assert window.closes == closes
    assert edition.phase(closes - timedelta(seconds=1)) == "open"
    assert edition.phase(closes) == "closed"
    assert not BOOKS[name].is_example("window.closes")


def test_the_contest_gives_its_places_by_track() -> None:
    direction = CONTEST.direction("projects")
    assert [(tier.code, tier.scope, tier.places) for tier in direction.prizes] == [
        ("grand", "track", 1),
        ("first", "track", 1),
        ("second", "track", 3),
        ("third", "track", 5),
    ]
    assert len(direction.tracks) == 6
    semi_final = direction.stage("semi-final")
    assert semi_final.advance is not None
    assert semi_final.advance.places == 12
    assert CONTEST.publish_scores
    assert CONTEST.demonstration


def test_the_contest_is_judged_in_four_stages() -> None:
    stages = CONTEST.direction("projects").stages
    assert [(stage.code, stage.kind, stage.judges_an_entry) for stage in stages] == [
        ("screening", "screening", None),
        ("preliminary", "scoring", 3),
        ("semi-final", "scoring", 5),
        ("final", "scoring", 7),
    ]
    assert [stage.whole_panel for stage in stages] == [False, False, False, True]
    assert [stage.averaging.method for stage in stages if stage.averaging] == ["mean", "trimmed", "trimmed"]
    assert stages[3].scale == (0, 100_00)


def test_the_leading_technology_award_has_two_outcomes() -> None:
    direction = LEADING.direction("achievements")
    winner, collected = direction.prizes
    assert (winner.places, winner.scope, winner.also_collected) == (20, "direction", True)
    assert (collected.outcome, collected.places) == ("collected", 60)
    assert direction.deciding_stage(winner).code == "final-meeting"
    assert direction.deciding_stage(collected).code == "first-review"
    ballot = direction.stage("final-meeting").ballot
    assert ballot is not None
    assert (ballot.quorum, ballot.majority, ballot.order_then) == ((2, 3), (2, 3), "first-review")


def test_members_may_nominate_as_many_enterprises_as_their_category_says() -> None:
    rule = OUTSTANDING.direction("enterprises").nomination
    assert rule.needed == "non_members"
    assert [rule.quota(category) for category in member_categories()] == [10, 10, 5, 5, 1, 1]
    assert OUTSTANDING.direction("individuals").nomination.quota("council") is None


def test_the_table_of_categories_is_the_one_that_members_are_kept_by() -> None:
    assert list(member_categories()) == [category.value for category in MemberCategory]


def test_an_enterprise_chooses_at_most_two_categories_each_with_its_own_conditions() -> None:
    direction = OUTSTANDING.direction("enterprises")
    assert direction.max_tracks == 2
    for track in direction.tracks:
        checklists = direction.checklists_for(track.code)
        assert [checklist.code for checklist in checklists] == ["every-enterprise", track.code]
        assert checklists[1].others_needed == 1


def test_whether_2021_counts_is_a_setting_that_moves_the_earliest_date() -> None:
    def earliest(book: RuleBook) -> date | None:
        return book.direction("cases").field("in_practice_since").earliest

    other = edited("cross-border-ecommerce-2024", ("value = false", "value = true"))
    assert (ECOMMERCE.setting("counts_2021"), earliest(ECOMMERCE)) == (False, date(2022, 1, 1))
    assert (other.setting("counts_2021"), earliest(other)) == (True, date(2021, 1, 1))
    assert from_canonical(canonical_json(other)) == other


def test_examples_are_ours_and_facts_are_not() -> None:
    assert CONTEST.is_example("directions.projects.stages.preliminary.reads")
    assert CONTEST.is_example("consents")
    assert not CONTEST.is_example("name")
    assert not OUTSTANDING.is_example("directions.enterprises.nomination.quotas")
    assert not OUTSTANDING.is_example("window.opens")


def test_codes_lead_to_their_parts_and_unknown_ones_are_not_found() -> None:
    assert CONTEST.track("ai-plus").name.en.startswith("AI+")
    assert CONTEST.stage("final") is CONTEST.direction("projects").stages[3]
    assert OUTSTANDING.direction_of("growth-potential").code == "enterprises"
    assert OUTSTANDING.stage("screening", "individuals").kind == "screening"
    for lookup in (CONTEST.direction, CONTEST.track, CONTEST.stage, CONTEST.direction_of):
        with pytest.raises(NotFound):
            lookup("nowhere")


def test_a_stage_code_of_two_directions_needs_the_direction() -> None:
    with pytest.raises(LookupError, match="several directions"):
        OUTSTANDING.stage("screening")


def test_a_direction_knows_which_stage_follows() -> None:
    direction = CONTEST.direction("projects")
    after = direction.stage_after("semi-final")
    assert after is not None
    assert after.code == "final"
    assert direction.stage_after("final") is None


def test_the_difference_names_each_key_that_changed_and_no_other() -> None:
    changed = edited(
        "straight-to-wuzhen-2024",
        ("reads = 3\n", "reads = 4\n"),
        ("minimum_score = 75\n", "minimum_score = 75.5\n"),
        ("closes = 2024-08-31\n", "closes = 2024-08-30\n"),
    )
    assert difference(CONTEST, changed) == [
        Change("window.closes", "2024-08-31T16:00:00Z", "2024-08-30T16:00:00Z"),
        Change("directions.projects.stages.preliminary.reads", 3, 4),
        *(
            Change(f"directions.projects.prizes.{tier}.minimum_score", "75", "75.5")
            for tier in ("grand", "first", "second", "third")
        ),
    ]
    assert difference(CONTEST, CONTEST) == []


def test_the_difference_follows_codes_through_additions_removals_and_a_new_order() -> None:
    raw = json.loads(canonical_json(CONTEST)) | {"examples": []}
    before = RuleBook.model_validate(raw)
    grand, first, second, third = raw["directions"][0]["prizes"]
    special = grand | {"code": "special"}
    raw["directions"][0]["prizes"] = [special, first, third, second]
    assert difference(before, RuleBook.model_validate(raw)) == [
        Change("directions.projects.prizes.grand", grand, None),
        Change("directions.projects.prizes.special", None, special),
        Change("directions.projects.prizes", ["first", "second", "third"], ["first", "third", "second"]),
    ]


@every_book
def test_no_day_of_a_shipped_form_is_over_before_applications_open(book: RuleBook) -> None:
    assert list(stale_days(book)) == []


def test_a_day_that_an_earlier_edition_left_behind_is_named() -> None:
    days = stale_days(edited("straight-to-wuzhen-2024", ("latest = 2024-08-31", "latest = 2023-08-31")))
    assert [(day.key, day.latest) for day in days] == [
        ("directions.projects.form.founded_on.latest", date(2023, 8, 31))
    ]


def test_a_time_with_its_own_offset_is_taken_by_it() -> None:
    book = edited(
        "straight-to-wuzhen-2024", ("closes = 2024-08-31\n", "closes = 2024-08-31T18:00:00+01:00\n")
    )
    assert book.window.closes == datetime(2024, 8, 31, 17, tzinfo=UTC)


@given(weight=st.integers(1, 9999), score=st.integers(0, 10_000), hour=st.integers(0, 23))
def test_numbers_and_instants_survive_the_canonical_text(weight: int, score: int, hour: int) -> None:
    raw = json.loads(canonical_json(CONTEST))
    final = raw["directions"][0]["stages"][3]
    final["rubric"] = [
        final["rubric"][place] | {"weight": f"{basis / 100:.2f}"}
        for place, basis in enumerate((weight, 10_000 - weight))
    ]
    raw["directions"][0]["prizes"][0]["minimum_score"] = f"{score / 100:.2f}"
    raw["window"]["opens"] = f"2024-07-01T{hour:02}:30:00+08:00"
    book = RuleBook.model_validate(raw)
    again = from_canonical(canonical_json(book))
    assert again == book
    assert [c.weight for c in again.stage("final").rubric] == [weight, 10_000 - weight]
    assert again.direction("projects").tier("grand").minimum_score == score


def test_a_key_that_the_format_gained_leaves_the_hash_of_a_book_without_it() -> None:
    """Said as it is by itself, it is not there; said otherwise, it is, and is read again."""
    book = BOOKS["straight-to-wuzhen-2024"]
    assert "struck_places" not in canonical_json(book) and book.is_example("struck_places")
    changed = book.model_copy(update={"struck_places": "vacant", "without_consent": "place_vacant"})
    again = from_canonical(canonical_json(changed))
    assert (again.struck_places, again.without_consent) == ("vacant", "place_vacant")
    assert not again.is_example("struck_places") and sha256_of(again) != sha256_of(book)


def test_each_award_has_one_english_name() -> None:
    """The short name is the official one without the name of the organiser."""
    book = load_rulebook(shipped_books()["outstanding-contribution-2024"])
    assert book.short_name.en in book.name.en and "Outstanding" not in canonical_json(book)
