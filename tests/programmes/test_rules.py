"""Who may open an edition and change its rules, asked without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.people.models import Person, Role, RoleGrant
from app.programmes.editions import rules as editions_rules
from app.programmes.models import Edition, RulebookVersion
from app.programmes.proposals import rules as proposals_rules

NOW = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)
EDITION, ELSEWHERE = 7, 8


def somebody(role: Role | None = None, edition: int | None = EDITION, *, number: int = 1) -> Person:
    person = Person(id=number)
    if role is not None:
        grant = RoleGrant(role=role, edition_id=None if role is Role.ADMINISTRATOR else edition)
        grant.starts_at, grant.ends_at = NOW - timedelta(days=1), NOW + timedelta(days=1)
        person.grants = [grant]
    return person


def an_edition(**more: Any) -> Edition:
    return Edition(**{"id": EDITION, "current_version_id": 1, "demonstration": False, "versions": [], **more})


def a_proposal(edition: Edition | None = None, **more: Any) -> RulebookVersion:
    return RulebookVersion(edition=edition or an_edition(), proposed_by_id=9, **more)


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMINISTRATOR)])
def test_only_an_administrator_proposes_an_edition(role: Role | None) -> None:
    assert not proposals_rules.may_propose_edition(somebody(role), None, NOW)
    assert proposals_rules.may_propose_edition(somebody(Role.ADMINISTRATOR), None, NOW)


def test_an_opening_is_agreed_by_another_administrator_and_not_by_an_approver() -> None:
    proposal = a_proposal(an_edition(current_version_id=None))
    assert proposals_rules.may_agree(somebody(Role.ADMINISTRATOR), proposal, NOW)
    assert not proposals_rules.may_agree(somebody(Role.ADMINISTRATOR, number=9), proposal, NOW)
    assert not proposals_rules.may_agree(somebody(Role.APPROVER), proposal, NOW)


def test_an_amendment_is_agreed_by_an_approver_of_this_edition_alone() -> None:
    proposal = a_proposal()
    assert proposals_rules.may_agree(somebody(Role.APPROVER), proposal, NOW)
    assert not proposals_rules.may_agree(somebody(Role.APPROVER, ELSEWHERE), proposal, NOW)
    assert not proposals_rules.may_agree(somebody(Role.OFFICER), proposal, NOW)
    assert not proposals_rules.may_agree(somebody(Role.ADMINISTRATOR), proposal, NOW)
    refusal = proposals_rules.may_agree(somebody(Role.APPROVER, number=9), proposal, NOW)
    assert refusal.reason == "You proposed this yourself: a second person has to agree to it."


@pytest.mark.parametrize("end", [{"agreed_at": NOW}, {"refused_at": NOW}])
def test_what_was_decided_is_not_decided_again(end: dict[str, datetime]) -> None:
    proposal = a_proposal(**end)
    for rule in (proposals_rules.may_agree, proposals_rules.may_refuse):
        assert rule(somebody(Role.APPROVER), proposal, NOW).reason == "This proposal has been decided."


def test_its_author_takes_a_proposal_back_and_a_stranger_does_not() -> None:
    assert proposals_rules.may_refuse(somebody(Role.OFFICER, number=9), a_proposal(), NOW)
    assert not proposals_rules.may_refuse(somebody(Role.OFFICER), a_proposal(), NOW)
    assert not proposals_rules.may_refuse(somebody(number=9), a_proposal(), NOW)


def test_an_amendment_is_proposed_by_an_officer_of_an_open_edition_one_at_a_time() -> None:
    officer = somebody(Role.OFFICER)
    assert proposals_rules.may_propose_amendment(officer, an_edition(), NOW)
    assert not proposals_rules.may_propose_amendment(somebody(Role.APPROVER), an_edition(), NOW)
    assert not proposals_rules.may_propose_amendment(officer, an_edition(current_version_id=None), NOW)
    assert not proposals_rules.may_propose_amendment(officer, an_edition(archived_at=NOW), NOW)
    assert not proposals_rules.may_propose_amendment(officer, an_edition(versions=[RulebookVersion()]), NOW)


def test_a_real_edition_is_archived_once_applications_have_closed() -> None:
    administrator = somebody(Role.ADMINISTRATOR)
    assert editions_rules.may_archive(administrator, an_edition(demonstration=True), NOW)
    assert editions_rules.may_archive(administrator, an_edition(current_version_id=None), NOW)
    assert editions_rules.may_archive(administrator, an_edition(closes_at=NOW), NOW)
    assert not editions_rules.may_archive(
        administrator, an_edition(closes_at=NOW + timedelta(seconds=1)), NOW
    )
    assert not editions_rules.may_archive(administrator, an_edition(demonstration=True, archived_at=NOW), NOW)
    assert not editions_rules.may_archive(somebody(Role.OFFICER), an_edition(demonstration=True), NOW)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR])
def test_the_offices_see_their_own_editions(role: Role) -> None:
    assert editions_rules.sees_edition(somebody(role), an_edition(), NOW)
    assert not editions_rules.sees_edition(somebody(role, ELSEWHERE), an_edition(), NOW)
    assert editions_rules.sees_administration(somebody(role), None, NOW)


@pytest.mark.parametrize("role", [None, Role.JUDGE, Role.MEMBER])
def test_others_do_not_see_the_administration(role: Role | None) -> None:
    assert not editions_rules.sees_edition(somebody(role), an_edition(), NOW)
    assert not editions_rules.sees_administration(somebody(role), None, NOW)
