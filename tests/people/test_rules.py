"""Who may what, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from app.consents import rules as consents_rules
from app.consents.models import Consent
from app.invitations import rules as invitations_rules
from app.invitations.models import Invitation
from app.people.models import (
    OneTimeToken,
    Organisation,
    Person,
    Representation,
    Role,
    RoleGrant,
    SignInSession,
)
from app.people.organisations import rules as organisations_rules
from app.people.persons import rules as persons_rules
from app.people.roles import rules as roles_rules
from app.people.sign_in import rules as sign_in_rules
from app.people.sign_up import rules as sign_up_rules
from app.programmes.models import Edition

NOW = datetime(2024, 6, 20, 4, tzinfo=UTC)
DAY = timedelta(days=1)
HERE, THERE = Edition(id=1), Edition(id=2)
_ids = count(1)


def person(*roles: tuple[Role, Edition | None], **more: object) -> Person:
    grants = [
        RoleGrant(
            role=role,
            edition_id=where.id if where else None,
            starts_at=NOW - DAY,
            ends_at=NOW + DAY,
        )
        for role, where in roles
    ]
    fields = {"email": "a@firm.example", "verified_at": NOW, "representations": [], **more}
    return Person(id=next(_ids), grants=grants, **fields)


def invitation(role: Role = Role.JUDGE, where: Edition | None = HERE, **more: object) -> Invitation:
    fields = {"expires_at": NOW + DAY, "role_ends_at": NOW + 9 * DAY, "email": "a@firm.example", **more}
    return Invitation(role=role, edition=where, edition_id=where.id if where else None, **fields)


NOBODY = person()
OFFICER, OFFICER_THERE = person((Role.OFFICER, HERE)), person((Role.OFFICER, THERE))
APPROVER, AUDITOR = person((Role.APPROVER, HERE)), person((Role.AUDITOR, HERE))
JUDGE, MEMBER = person((Role.JUDGE, HERE)), person((Role.MEMBER, HERE))
ADMINISTRATOR = person((Role.ADMINISTRATOR, None))
EVERYBODY = (NOBODY, OFFICER, OFFICER_THERE, APPROVER, AUDITOR, JUDGE, MEMBER, ADMINISTRATOR)


class TestRoles:
    @pytest.mark.parametrize(
        ("rule", "who"),
        [
            (roles_rules.is_officer, {OFFICER}),
            (roles_rules.is_approver, {APPROVER}),
            (roles_rules.is_auditor, {AUDITOR}),
            (roles_rules.is_judge, {JUDGE}),
            (roles_rules.is_member, {MEMBER}),
            (roles_rules.is_administrator, {ADMINISTRATOR}),
            (roles_rules.is_secretariat, {OFFICER, APPROVER}),
            (roles_rules.reads_dossiers, {OFFICER, APPROVER, AUDITOR}),
            (roles_rules.sees_people, {OFFICER, ADMINISTRATOR}),
            (roles_rules.sees_some_people, {OFFICER, OFFICER_THERE, ADMINISTRATOR}),
        ],
    )
    def test_who_is_what_in_an_edition(self, rule: object, who: set[Person]) -> None:
        assert {each for each in EVERYBODY if rule(each, HERE, NOW)} == who  # type: ignore[operator]

    def test_a_role_holds_from_its_first_instant_to_before_its_last(self) -> None:
        one = person((Role.JUDGE, HERE))
        instants = (
            NOW - DAY - timedelta(microseconds=1),
            NOW - DAY,
            NOW + DAY - timedelta(microseconds=1),
            NOW + DAY,
        )
        held = [roles_rules.holds(one, Role.JUDGE, edition_id=1, now=instant) for instant in instants]
        assert held == [False, True, True, False]

    def test_a_closed_account_holds_nothing(self) -> None:
        closed = person((Role.OFFICER, HERE), (Role.ADMINISTRATOR, None), disabled_at=NOW)
        for rule in (
            roles_rules.is_officer,
            roles_rules.is_administrator,
            roles_rules.sees_people,
            roles_rules.sees_some_people,
        ):
            assert not rule(closed, HERE, NOW)

    def test_editions_of(self) -> None:
        both = person((Role.JUDGE, HERE), (Role.JUDGE, THERE), (Role.OFFICER, THERE))
        assert roles_rules.editions_of(both, Role.JUDGE, NOW) == {1, 2}
        assert roles_rules.editions_of(both, Role.OFFICER, NOW) == {2}
        assert roles_rules.editions_of(both, Role.JUDGE, NOW + DAY) == set()


class TestOffering:
    @pytest.mark.parametrize("role", list(Role))
    def test_in_an_edition(self, role: Role) -> None:
        may = {who for who in EVERYBODY if roles_rules.may_offer(who, role, edition=HERE, now=NOW)}
        expected = {OFFICER} if role in ("auditor", "judge", "member") else {ADMINISTRATOR}
        assert may == (set() if role is Role.ADMINISTRATOR else expected)

    @pytest.mark.parametrize("role", list(Role))
    def test_in_none(self, role: Role) -> None:
        may = {who for who in EVERYBODY if roles_rules.may_offer(who, role, edition=None, now=NOW)}
        assert may == ({ADMINISTRATOR} if role is Role.ADMINISTRATOR else set())

    def test_the_choice_on_the_page_is_what_the_rule_allows(self) -> None:
        assert roles_rules.offered_by(OFFICER, HERE, NOW) == ["auditor", "judge", "member"]
        assert roles_rules.offered_by(ADMINISTRATOR, HERE, NOW) == ["approver", "officer"]
        assert roles_rules.offered_by(ADMINISTRATOR, None, NOW) == ["administrator"]
        assert roles_rules.offered_by(JUDGE, HERE, NOW) == []

    def test_withdrawing_is_for_whoever_may_offer(self) -> None:
        open_one, accepted = invitation(), invitation(accepted_at=NOW)
        assert {
            who for who in EVERYBODY if invitations_rules.may_withdraw_invitation(who, open_one, NOW)
        } == {OFFICER}
        assert not invitations_rules.may_withdraw_invitation(OFFICER, accepted, NOW)


class TestAccepting:
    @pytest.mark.parametrize(
        ("ended", "reason"),
        [
            ({"accepted_at": NOW}, "accepted"),
            ({"withdrawn_at": NOW}, "withdrawn"),
            ({"expires_at": NOW}, "expired"),
            ({"role_ends_at": NOW}, "would have ended"),
        ],
    )
    def test_what_is_over_cannot_be_accepted(self, ended: dict[str, datetime], reason: str) -> None:
        verdict = invitations_rules.may_accept(NOBODY, invitation(**ended), NOW)
        assert not verdict
        assert reason in verdict.reason

    def test_a_closed_account_accepts_nothing(self) -> None:
        assert not invitations_rules.may_accept(person(disabled_at=NOW), invitation(), NOW)

    @pytest.mark.parametrize(
        ("holder", "role", "where", "goes"),
        [
            (OFFICER, Role.APPROVER, HERE, False),
            (OFFICER_THERE, Role.APPROVER, HERE, True),
            (APPROVER, Role.OFFICER, HERE, False),
            (AUDITOR, Role.JUDGE, HERE, False),
            (AUDITOR, Role.JUDGE, THERE, True),
            (JUDGE, Role.MEMBER, HERE, True),
            (JUDGE, Role.JUDGE, HERE, True),
            (ADMINISTRATOR, Role.OFFICER, HERE, False),
            (ADMINISTRATOR, Role.AUDITOR, HERE, False),
            (ADMINISTRATOR, Role.JUDGE, HERE, True),
            (AUDITOR, Role.ADMINISTRATOR, None, False),
            (JUDGE, Role.ADMINISTRATOR, None, True),
        ],
    )
    def test_which_roles_go_together(
        self, holder: Person, role: Role, where: Edition | None, goes: bool
    ) -> None:
        assert bool(invitations_rules.may_accept(holder, invitation(role, where), NOW)) is goes

    def test_a_role_that_has_ended_stands_in_no_way(self) -> None:
        assert invitations_rules.may_accept(
            OFFICER,
            invitation(Role.APPROVER, role_ends_at=NOW + 9 * DAY, expires_at=NOW + 9 * DAY),
            NOW + DAY,
        )

    def test_whose_address_it_was_written_to(self) -> None:
        assert invitations_rules.is_addressed(NOBODY, invitation(), NOW)
        assert not invitations_rules.is_addressed(NOBODY, invitation(email="b@firm.example"), NOW)
        assert not invitations_rules.is_addressed(person(verified_at=None), invitation(), NOW)

    @pytest.mark.parametrize(
        ("known", "joins"),
        [
            (None, True),
            ({"verified_at": None, "password_hash": "x"}, True),
            ({"password_hash": None}, True),
            ({"password_hash": "x"}, False),
            ({"password_hash": None, "disabled_at": NOW}, False),
        ],
    )
    def test_who_makes_an_account_by_the_link(self, known: dict[str, object] | None, joins: bool) -> None:
        whose = None if known is None else person(**known)
        assert bool(invitations_rules.is_joinable(whose, invitation(), NOW)) is joins
        assert not invitations_rules.is_joinable(whose, invitation(withdrawn_at=NOW), NOW)
        assert not invitations_rules.is_joinable(whose, invitation(role_ends_at=NOW), NOW)


class TestEnding:
    def test_by_the_holder_and_by_whoever_may_give_it(self) -> None:
        grant = RoleGrant(role=Role.JUDGE, edition_id=1, person_id=JUDGE.id, ends_at=NOW + DAY)
        assert {who for who in EVERYBODY if roles_rules.may_end_role(who, grant, NOW)} == {JUDGE, OFFICER}
        assert {who for who in EVERYBODY if roles_rules.sees_grant(who, grant, NOW)} == {
            JUDGE,
            OFFICER,
            ADMINISTRATOR,
        }
        assert not roles_rules.may_end_role(OFFICER, grant, NOW + DAY)


class TestOneself:
    def test_only_ones_own(self) -> None:
        own, other = person(), person()
        things = [
            (persons_rules.is_self, own),
            (sign_in_rules.owns_session, SignInSession(person_id=own.id)),
            (consents_rules.owns_consent, Consent(person_id=own.id)),
            (consents_rules.may_withdraw_consent, Consent(person_id=own.id)),
            (sign_up_rules.owns_token, OneTimeToken(person_id=own.id)),
            (sign_up_rules.may_verify, OneTimeToken(person_id=own.id, expires_at=NOW + DAY)),
        ]
        assert all(rule(own, thing, NOW) for rule, thing in things)  # type: ignore[operator]
        assert not any(rule(other, thing, NOW) for rule, thing in things)  # type: ignore[operator]

    def test_each_link_and_consent_once(self) -> None:
        own = person()
        assert not consents_rules.may_withdraw_consent(own, Consent(person_id=own.id, withdrawn_at=NOW), NOW)
        for token in (
            OneTimeToken(person_id=own.id, expires_at=NOW + DAY, used_at=NOW),
            OneTimeToken(person_id=own.id, expires_at=NOW),
        ):
            assert not sign_up_rules.may_verify(own, token, NOW)
        assert sign_up_rules.may_ask_verification(person(verified_at=None), None, NOW)
        assert not sign_up_rules.may_ask_verification(own, None, NOW)

    def test_accounts_are_closed_by_administrators_but_never_their_own(self) -> None:
        assert {who for who in EVERYBODY if persons_rules.may_disable(who, person(), NOW)} == {ADMINISTRATOR}
        assert not persons_rules.may_disable(ADMINISTRATOR, ADMINISTRATOR, NOW)


class TestOrganisations:
    def test_who_names_somebody_to_act_for_one(self) -> None:
        firm = Organisation(id=7)
        acting = person(representations=[Representation(organisation_id=7, since=NOW - DAY)])
        before = person(representations=[Representation(organisation_id=7, since=NOW + DAY)])
        after = person(representations=[Representation(organisation_id=7, since=NOW - DAY, until=NOW)])
        elsewhere = person(representations=[Representation(organisation_id=8, since=NOW - DAY)])
        trusted = [
            who
            for who in (acting, before, after, elsewhere)
            if organisations_rules.is_trusted_with(who, firm, NOW)
        ]
        assert trusted == [acting]
        assert {who for who in EVERYBODY if organisations_rules.is_trusted_with(who, firm, NOW)} == {
            OFFICER,
            OFFICER_THERE,
            ADMINISTRATOR,
        }
        assert not organisations_rules.acts_for(acting, None, NOW)

    def test_who_registers_one(self) -> None:
        assert organisations_rules.may_register_organisation(NOBODY, None, NOW)
        assert not organisations_rules.may_register_organisation(person(disabled_at=NOW), None, NOW)
