"""Members nominate firms within their quotas and individuals outside them; firms and nominees answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.demo.fake_data import FakeData
from app.demo.runner import Telling, act_on_all, spread
from app.demo.steps.people import Somebody, appoint, find, register_firm, register_person
from app.nominations.answers import service as answers_service
from app.nominations.memberships import service as memberships_service
from app.nominations.models import MemberCategory, Membership, Nomination
from app.nominations.nominating import firms, individuals
from app.people.models import Person, Role
from app.programmes.models import Direction, Edition

COUNTS = {
    MemberCategory.COUNCIL: 20,
    MemberCategory.SENIOR: 30,
    MemberCategory.MEMBER: 60,
    MemberCategory.INDIVIDUAL: 25,
    MemberCategory.PARTNER: 20,
    MemberCategory.NON_PROFIT: 15,
}


@dataclass(frozen=True, slots=True)
class Member:
    who: Somebody
    category: MemberCategory

    @property
    def is_person(self) -> bool:
        return self.category == MemberCategory.INDIVIDUAL


@dataclass(frozen=True, slots=True)
class NominationPlan:
    """`member` is to nominate `nominee`: a firm by its applicant, or an individual."""

    member: Member | None
    nominee: Somebody
    individual: bool = False


def members(regions: Sequence[str]) -> list[Member]:
    """170 members of all categories."""
    categories = [category for category, count in COUNTS.items() for _each in range(count)]
    return [
        Member(Somebody(f"member-{n:03d}", regions[n % len(regions)]), category)
        for n, category in enumerate(categories, start=1)
    ]


class Nominating:
    def __init__(self, fake_data: FakeData, edition_id: int, *, officer: str) -> None:
        self._fake_data, self._edition_id, self._officer = fake_data, edition_id, officer

    def enrol(self, telling: Telling, members: Sequence[Member], *, start: datetime, end: datetime) -> None:
        """Register members, record their memberships, and invite them to this edition."""
        instants = spread(start, end, len(members))
        act_on_all(telling, "members", list(zip(instants, members, strict=True)), verb=self.enrol_one)

    def enrol_one(self, member: Member) -> None:
        edition, officer = self._edition(), find(self._officer)
        person = db.session.scalar(sa.select(Person).where(Person.email == member.who.email))
        if person is None:
            person = register_person(self._fake_data, member.who)
            if not member.is_person:
                register_firm(self._fake_data, member.who, by=person)
        if self._find_membership(person) is None:
            firm = None if member.is_person else person.representations[0].organisation
            memberships_service.record_membership(
                organisation=firm,
                person=person if member.is_person else None,
                category=member.category,
                since=edition.created_at,
                by=officer,
            )
        appoint(person, Role.MEMBER, edition, until=edition.closes_at, by=officer)

    def play(
        self, telling: Telling, proposals: Sequence[NominationPlan], *, start: datetime, end: datetime
    ) -> None:
        """Each is sent, and answered in the same hour."""
        instants = spread(start, end, len(proposals))
        act_on_all(telling, "nominations", list(zip(instants, proposals, strict=True)), verb=self._propose)

    def _propose(self, proposal: NominationPlan) -> None:
        nominee = self._nominee(proposal)
        nomination = (
            self._nominate_individual(proposal, nominee)
            if proposal.individual
            else self._nominate(proposal, nominee)
        )
        answers_service.accept(nomination=nomination, by=nominee)

    def _nominee(self, proposal: NominationPlan) -> Person:
        person = db.session.scalar(sa.select(Person).where(Person.email == proposal.nominee.email))
        if person is None:
            person = register_person(self._fake_data, proposal.nominee)
            if not proposal.individual:
                register_firm(self._fake_data, proposal.nominee, by=person)
        return person

    def _nominate(self, proposal: NominationPlan, nominee: Person) -> Nomination:
        assert proposal.member is not None
        by = find(proposal.member.who)
        return firms.nominate_firm(
            edition=self._edition(),
            direction=self._direction("enterprises"),
            membership=self._membership(by),
            organisation=nominee.representations[0].organisation,
            email=nominee.email,
            statement="长期合作，成果扎实。 / A reliable partner with solid results.",
            by=by,
        )

    def _nominate_individual(self, proposal: NominationPlan, nominee: Person) -> Nomination:
        by = find(proposal.member.who) if proposal.member else find(self._officer)
        return individuals.nominate_individual(
            edition=self._edition(),
            direction=self._direction("individuals"),
            membership=self._membership(by) if proposal.member else None,
            name=nominee.name_zh or nominee.name_latin,
            email=nominee.email,
            statement="贡献突出。 / An outstanding contribution.",
            another=True,
            by=by,
        )

    def _membership(self, person: Person) -> Membership:
        found = self._find_membership(person)
        assert found is not None
        return found

    def _find_membership(self, person: Person) -> Membership | None:
        firms = [row.organisation_id for row in person.representations]
        own = sa.or_(Membership.person_id == person.id, Membership.organisation_id.in_(firms))
        return db.session.scalars(sa.select(Membership).where(own)).one_or_none()

    def _edition(self) -> Edition:
        return db.session.get_one(Edition, self._edition_id)

    def _direction(self, code: str) -> Direction:
        return next(d for d in self._edition().directions if d.code == code)
