"""Who may nominate, answer and withdraw, asked without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.nominations import rules as nominations_rules
from app.nominations.answers import rules as answers_rules
from app.nominations.memberships import rules as memberships_rules
from app.nominations.models import MemberCategory, Membership, Nomination
from app.nominations.quota.rules import Proposal
from app.people.models import Organisation, Person, Representation, Role, RoleGrant
from app.programmes.models import Direction, Edition, RulebookVersion
from tests.factories import book_of

BOOK = book_of("outstanding-contribution-2024")
OPEN = datetime(2024, 9, 20, 4, 0, tzinfo=UTC)
EDITION, ELSEWHERE, MEMBER, FIRM = 7, 8, 21, 22
DAY = timedelta(days=1)


class Frozen(RulebookVersion):
    """A version whose book is at hand."""

    rulebook = BOOK


def edition(number: int = EDITION) -> Edition:
    made = Edition(id=number, opens_at=BOOK.window.opens, closes_at=BOOK.window.closes, current_version_id=1)
    made.current_version = Frozen()
    return made


def somebody(*roles: Role, acts_for: int = 0, number: int = 1, where: int = EDITION, **more: Any) -> Person:
    person = Person(id=number, **{"verified_at": OPEN - DAY, **more})
    person.grants = [
        RoleGrant(role=role, edition_id=where, starts_at=OPEN - DAY, ends_at=BOOK.window.closes + 9 * DAY)
        for role in roles
    ]
    if acts_for:
        person.representations = [
            Representation(organisation_id=acts_for, since=OPEN - DAY, confirmed_at=OPEN - DAY)
        ]
    return person


def member(**more: Any) -> Person:
    return somebody(Role.MEMBER, **{"acts_for": MEMBER, **more})


def membership(category: MemberCategory = MemberCategory.COUNCIL, **more: Any) -> Membership:
    return Membership(**{"organisation_id": MEMBER, "category": category, "since": OPEN - DAY, **more})


def proposal(direction: str = "enterprises", used: int = 0, **more: Any) -> Proposal:
    return Proposal(Direction(code=direction, edition=edition()), membership(**more), used)


def nomination(**more: Any) -> Nomination:
    fields = {
        "edition": edition(),
        "membership": membership(),
        "nominee_organisation_id": FIRM,
        "state": "sent",
    }
    return Nomination(**{**fields, **more})


@pytest.mark.parametrize(
    ("category", "units"),
    [("council", 10), ("senior", 10), ("member", 5), ("individual", 5), ("partner", 1), ("non_profit", 1)],
)
def test_the_quota_of_2024_by_category(category: str, units: int) -> None:
    kind = MemberCategory(category)
    assert proposal(category=kind).limit == units
    assert nominations_rules.may_nominate(member(), proposal(category=kind, used=units - 1), OPEN)
    refusal = nominations_rules.may_nominate(member(), proposal(category=kind, used=units), OPEN)
    assert not refusal and refusal.params == {"limit": units}


def test_individuals_are_not_counted() -> None:
    assert proposal("individuals", used=99).limit is None
    assert nominations_rules.may_nominate(member(), proposal("individuals", used=99), OPEN)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (member(acts_for=FIRM), "You do not act for this member."),
        (member(where=ELSEWHERE), "Only a member may do this."),
        (somebody(Role.OFFICER, acts_for=MEMBER), "Only a member may do this."),
        (member(disabled_at=OPEN), "Only a member may do this."),
    ],
)
def test_who_does_not_nominate(person: Person, reason: str) -> None:
    assert nominations_rules.may_nominate(person, proposal(), OPEN).reason == reason
    assert not nominations_rules.sees_proposal(person, proposal(), OPEN)


def test_a_member_in_person() -> None:
    own = {"organisation_id": None, "person_id": 5}
    assert nominations_rules.may_nominate(member(acts_for=0, number=5), proposal(**own), OPEN)
    assert not nominations_rules.may_nominate(member(acts_for=0, number=6), proposal(**own), OPEN)


def test_a_membership_that_has_ended_or_not_begun() -> None:
    for times in ({"until": OPEN}, {"since": OPEN + DAY}):
        assert (
            nominations_rules.may_nominate(member(), proposal(**times), OPEN).reason
            == "This membership has ended."
        )


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (BOOK.window.opens - timedelta(seconds=1), False),
        (BOOK.window.opens, True),
        (BOOK.window.closes - timedelta(seconds=1), True),
        (BOOK.window.closes, False),
    ],
)
def test_the_window_to_the_second(at: datetime, open_: bool) -> None:
    assert bool(nominations_rules.window_is_open(edition(), at)) is open_


def test_a_direction_takes_firms_or_individuals_of_its_own_edition() -> None:
    firms, individuals = proposal(), proposal("individuals")
    assert nominations_rules.takes_firms(firms, edition())
    assert nominations_rules.takes_individuals(individuals, edition())
    assert not nominations_rules.takes_firms(individuals, edition())
    assert not nominations_rules.takes_individuals(firms, edition())
    assert not nominations_rules.takes_firms(firms, edition(ELSEWHERE))
    assert not nominations_rules.takes_individuals(individuals, edition(ELSEWHERE))


def test_nobody_nominates_themselves() -> None:
    made, by = proposal(), somebody(email="me@firm.example")
    assert nominations_rules.is_another_firm(made, Organisation(id=FIRM))
    assert not nominations_rules.is_another_firm(made, Organisation(id=MEMBER))
    assert nominations_rules.is_another_person(made, "you@firm.example", by=by)
    assert not nominations_rules.is_another_person(made, "me@firm.example", by=by)


def test_the_secretariat_proposes_individuals_alone() -> None:
    officer = somebody(Role.OFFICER)
    individuals, firms = (
        Proposal(Direction(code=c, edition=edition())) for c in ("individuals", "enterprises")
    )
    assert nominations_rules.may_nominate(officer, individuals, OPEN)
    assert (
        nominations_rules.may_nominate(officer, firms, OPEN).reason == "Nobody is nominated here in this way."
    )
    assert not nominations_rules.may_nominate(somebody(Role.APPROVER), individuals, OPEN)
    assert not nominations_rules.may_nominate(member(), individuals, OPEN)


def test_the_nominee_is_who_represents_the_firm_or_the_person() -> None:
    assert nominations_rules.is_nominee(somebody(acts_for=FIRM), nomination(), OPEN)
    assert not nominations_rules.is_nominee(somebody(acts_for=MEMBER), nomination(), OPEN)
    of_person = nomination(nominee_organisation_id=None, nominee_person_id=5)
    assert nominations_rules.is_nominee(somebody(number=5), of_person, OPEN)
    assert not nominations_rules.is_nominee(somebody(number=6), of_person, OPEN)
    assert not nominations_rules.is_nominee(somebody(number=5, disabled_at=OPEN), of_person, OPEN)
    assert not nominations_rules.is_nominee(somebody(), nomination(nominee_organisation_id=None), OPEN)


@pytest.mark.parametrize(
    ("state", "accept", "decline", "decline_late", "withdraw"),
    [
        ("sent", True, True, True, True),
        ("accepted", False, True, False, True),
        ("declined", False, False, False, False),
        ("withdrawn", False, False, False, False),
    ],
)
def test_what_each_state_lets_happen(
    state: str, accept: bool, decline: bool, decline_late: bool, withdraw: bool
) -> None:
    nominee, thing = somebody(acts_for=FIRM), nomination(state=state)
    closed = BOOK.window.closes
    assert bool(answers_rules.may_accept(nominee, thing, OPEN)) is accept
    assert not answers_rules.may_accept(nominee, thing, closed)
    assert bool(answers_rules.may_decline(nominee, thing, OPEN)) is decline
    assert bool(answers_rules.may_decline(nominee, thing, closed)) is decline_late
    assert bool(nominations_rules.may_withdraw(member(), thing, OPEN)) is withdraw
    assert not nominations_rules.may_withdraw(member(), thing, closed)


def test_nobody_answers_for_another() -> None:
    for person in (member(), somebody(Role.OFFICER), somebody(Role.APPROVER), somebody()):
        assert not answers_rules.may_accept(person, nomination(), OPEN)
        assert not answers_rules.may_decline(person, nomination(), OPEN)
    for person in (somebody(acts_for=FIRM), somebody(Role.OFFICER), somebody()):
        assert not nominations_rules.may_withdraw(person, nomination(), OPEN)


def test_the_holder_of_the_link() -> None:
    stranger = somebody(number=9)
    assert answers_rules.sees_by_link(stranger, nomination(), OPEN)
    assert not answers_rules.sees_by_link(stranger, nomination(state="declined"), OPEN)
    assert answers_rules.sees_by_link(somebody(acts_for=FIRM), nomination(state="accepted"), OPEN)
    assert answers_rules.may_take_place(stranger, nomination(), OPEN)
    assert not answers_rules.may_take_place(member(), nomination(), OPEN)
    assert not answers_rules.may_take_place(stranger, nomination(state="withdrawn"), OPEN)
    taken = nomination(nominee_organisation_id=None, nominee_person_id=5)
    assert not answers_rules.may_take_place(stranger, taken, OPEN)
    assert answers_rules.may_take_place(somebody(number=5), taken, OPEN)
    assert answers_rules.may_decline(stranger, nomination(), OPEN, holds_link=True)
    assert (
        answers_rules.may_decline(stranger, nomination(), OPEN).reason
        == "This nomination is not yours to answer."
    )


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR])
def test_the_offices_see_what_is_not_of_their_own_house(role: Role) -> None:
    assert nominations_rules.sees_nomination(somebody(role), nomination(), OPEN)
    assert not nominations_rules.sees_in_office(somebody(role, employer_id=FIRM), nomination(), OPEN)
    assert not nominations_rules.sees_in_office(somebody(role, acts_for=FIRM), nomination(), OPEN)
    own = nomination(nominee_organisation_id=None, nominee_person_id=1)
    assert not nominations_rules.sees_in_office(somebody(role), own, OPEN)
    assert not nominations_rules.sees_nomination(somebody(role, where=ELSEWHERE), nomination(), OPEN)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.MEMBER])
def test_other_roles_see_no_nomination_of_others(role: Role) -> None:
    assert not nominations_rules.sees_nomination(somebody(role), nomination(), OPEN)
    assert not nominations_rules.sees_nominations(somebody(role), edition(), OPEN)
    assert not memberships_rules.sees_memberships(somebody(role), None, OPEN)


def test_only_officers_keep_the_register() -> None:
    assert memberships_rules.may_keep_memberships(somebody(Role.OFFICER), None, OPEN)
    assert memberships_rules.sees_memberships(somebody(Role.AUDITOR), None, OPEN)
    for role in (Role.APPROVER, Role.AUDITOR, Role.MEMBER):
        assert not memberships_rules.may_keep_memberships(somebody(role), None, OPEN)
