"""Who ranks, settles ties, draws up, approves and publishes, asked without a database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.verdict import Verdict
from app.people.models import Person, Role, RoleGrant
from app.programmes.models import Edition, RulebookVersion, Stage
from app.programmes.rulebook import canonical_json, sha256_of
from app.results import rules as results_rules
from app.results.approvals import rules as approvals_rules
from app.results.models import PrizeList, PrizeListState, PublicNotice
from app.results.notices import rules as notices_rules
from app.results.prizes import rules as prizes_rules
from app.results.publications import rules as publications_rules
from app.results.rankings import rules as rankings_rules
from app.results.rankings.models import Ranking
from app.results.ties import rules as ties_rules
from tests.factories import book_of

NOW = datetime(2024, 11, 21, 4, 0, tzinfo=UTC)
EDITION, ELSEWHERE = 7, 8
OFFICES = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)


def somebody(role: Role | None, edition: int | None = EDITION, *, number: int = 1, **more: Any) -> Person:
    person = Person(id=number, **more)
    if role is not None:
        grant = RoleGrant(role=role, edition_id=None if role is Role.ADMINISTRATOR else edition)
        grant.starts_at, grant.ends_at = NOW - timedelta(days=1), NOW + timedelta(days=1)
        person.grants = [grant]
    return person


def a_stage(*, closed: bool = True) -> Stage:
    return Stage(edition=Edition(id=EDITION), closed_at=NOW if closed else None)


def a_ranking(**more: Any) -> Ranking:
    return Ranking(stage=a_stage(), **more)


def a_list(state: PrizeListState = PrizeListState.DRAFT, *, notice_of: str = "none") -> PrizeList:
    def with_notice(raw: dict[str, Any]) -> None:
        raw["notice"] = {"of": notice_of, "working_days": 5 if notice_of != "none" else 0}

    book = book_of("straight-to-wuzhen-2024", with_notice)
    version = RulebookVersion(canonical_json=canonical_json(book), sha256=sha256_of(book))
    return PrizeList(edition=Edition(id=EDITION), rulebook_version=version, state=state, drawn_up_by_id=9)


def a_notice(ends_at: datetime) -> PublicNotice:
    return PublicNotice(starts_at=NOW - timedelta(days=9), ends_at=ends_at)


@pytest.mark.parametrize("role", [None, *Role])
def test_the_offices_see_results_and_nobody_else_does(role: Role | None) -> None:
    seen = results_rules.sees_results(somebody(role), Edition(id=EDITION), NOW)
    assert bool(seen) == (role in OFFICES)
    assert bool(rankings_rules.sees_ranking(somebody(role), a_ranking(), NOW)) == (role in OFFICES)
    assert bool(prizes_rules.sees_prize_list(somebody(role), a_list(), NOW)) == (role in OFFICES)
    assert not results_rules.sees_results(somebody(role, ELSEWHERE), Edition(id=EDITION), NOW)


OF_THE_OFFICER: list[tuple[Callable[..., Verdict], Callable[[], Any]]] = [
    (rankings_rules.may_rank, a_stage),
    (ties_rules.may_decide_tie, a_ranking),
    (rankings_rules.may_advance, a_ranking),
    (prizes_rules.may_draw_up, lambda: Edition(id=EDITION)),
    (approvals_rules.may_propose, a_list),
    (notices_rules.may_post_notice, lambda: a_list(PrizeListState.APPROVED, notice_of="winners")),
]


@pytest.mark.parametrize(
    ("rule", "thing"), OF_THE_OFFICER, ids=lambda part: getattr(part, "__name__", "thing")
)
@pytest.mark.parametrize("role", [None, *Role])
def test_the_officer_of_the_edition_does_it_alone(
    rule: Callable[..., Verdict], thing: Callable[[], Any], role: Role | None
) -> None:
    assert bool(rule(somebody(role), thing(), NOW)) == (role is Role.OFFICER)
    assert not rule(somebody(Role.OFFICER, ELSEWHERE), thing(), NOW)
    assert not rule(somebody(Role.OFFICER, disabled_at=NOW), thing(), NOW)


def test_an_open_stage_is_not_ranked() -> None:
    refusal = rankings_rules.may_rank(somebody(Role.OFFICER), a_stage(closed=False), NOW)
    assert refusal.reason == "Nothing is ranked before the stage is closed."


def test_a_used_ranking_is_not_used_again() -> None:
    used = a_ranking(advanced_at=NOW)
    assert not ties_rules.may_decide_tie(somebody(Role.OFFICER), used, NOW)
    assert not rankings_rules.may_advance(somebody(Role.OFFICER), used, NOW)


@pytest.mark.parametrize("state", PrizeListState)
def test_a_list_is_proposed_once(state: PrizeListState) -> None:
    assert bool(approvals_rules.may_propose(somebody(Role.OFFICER), a_list(state), NOW)) == (state == "draft")


@pytest.mark.parametrize("state", PrizeListState)
def test_an_approver_decides_on_what_was_proposed(state: PrizeListState) -> None:
    assert bool(approvals_rules.may_approve(somebody(Role.APPROVER), a_list(state), NOW)) == (
        state == "proposed"
    )
    assert not approvals_rules.may_approve(somebody(Role.OFFICER), a_list(state), NOW)


def test_nobody_approves_what_they_drew_up() -> None:
    refusal = approvals_rules.may_approve(
        somebody(Role.APPROVER, number=9), a_list(PrizeListState.PROPOSED), NOW
    )
    assert refusal.reason == "You drew this list up: another person approves it."


def test_no_notice_where_the_rule_book_asks_for_none() -> None:
    approved = a_list(PrizeListState.APPROVED)
    assert not notices_rules.may_post_notice(somebody(Role.OFFICER), approved, NOW)


@pytest.mark.parametrize("state", PrizeListState)
def test_only_an_approved_list_is_published(state: PrizeListState) -> None:
    for role in Role:
        verdict = publications_rules.may_publish(somebody(role), a_list(state), NOW, notice=None)
        assert bool(verdict) == (state == "approved" and role in (Role.OFFICER, Role.APPROVER))


def test_a_notice_that_is_asked_for_must_be_over() -> None:
    approved, officer = a_list(PrizeListState.APPROVED, notice_of="winners"), somebody(Role.OFFICER)
    missing = publications_rules.may_publish(officer, approved, NOW, notice=None)
    assert missing.reason == "The public notice has not been posted."
    running = publications_rules.may_publish(
        officer, approved, NOW, notice=a_notice(NOW + timedelta(seconds=1))
    )
    assert not running and running.params == {"closes": NOW + timedelta(seconds=1)}
    assert publications_rules.may_publish(officer, approved, NOW, notice=a_notice(NOW))


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (rankings_rules.is_latest, True, False),
        (rankings_rules.is_unused, False, True),
        (ties_rules.is_undecided, False, True),
        (ties_rules.has_no_conflict, False, True),
        (rankings_rules.ties_are_settled, 0, 1),
    ],
)
def test_what_the_services_find_out_is_judged_here(
    rule: Callable[[Any], Verdict], good: Any, bad: Any
) -> None:
    assert rule(good) and not rule(bad) and rule(bad).reason
