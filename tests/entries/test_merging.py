"""Two rows of the register that are one firm: limits, units of a quota and conflicts count the firm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.entries.conflicts.queries import conflicts_of
from app.entries.conflicts.rules import is_of_own_organisation
from app.entries.merging import service as merging_service
from app.entries.models import Entry
from app.nominations.answers import service as answers_service
from app.nominations.models import Membership, Nomination, NominationState
from app.nominations.nominating import firms
from app.nominations.quota.queries import taken_slots
from app.people.employments.service import add_employer
from app.people.models import Organisation, Person, Role
from app.people.organisations.queries import get_organisation, organisations_named
from app.people.organisations.rules import acts_for
from app.people.organisations.service import represent
from app.people.representations.colleagues import end_representation
from tests.entries.conftest import Scene, SignIn, make_member_firm, with_two_entries
from tests.factories import make_grant, make_organisation, make_person


@pytest.fixture
def altered() -> Callable[[dict[str, Any]], None]:
    return with_two_entries


class Twice:
    """One firm in two rows: a member has nominated both, and somebody acts for each."""

    def __init__(self, scene: Scene, session: Session) -> None:
        self.scene = scene
        self.rows = [make_organisation(name_zh=name, name_en="") for name in ("岚桥量子", "蓝桥量子技术")]
        self.people = [make_person(acts_for=row) for row in self.rows]
        member, self.member = make_member_firm(scene.edition, scene.officer)
        self.membership = session.query(Membership).filter_by(organisation_id=member.id).one()
        make_grant(self.member, Role.MEMBER, scene.edition)
        session.expire_all()
        self.nominations = [self._nominated(*pair) for pair in zip(self.rows, self.people, strict=True)]

    def _nominated(self, firm: Organisation, by: Person) -> Nomination:
        with transaction():
            nomination = firms.nominate_firm(
                edition=self.scene.edition,
                direction=self.scene.firms,
                membership=self.membership,
                organisation=firm,
                email=by.email,
                statement="Good.",
                by=self.member,
            )
        with transaction():
            answers_service.accept(nomination=nomination, by=by)
        return nomination

    def sent(self, number: int) -> Entry:
        firm, by = self.rows[number], self.people[number]
        entry = self.scene.save(self.scene.start(organisation=firm, by=by), by=by)
        self.scene.send(entry, by=by)
        return entry

    def merge(self, **more: Any) -> None:
        kept, duplicate = self.rows
        fields = {"duplicate": duplicate, "survivor": kept, "reason": "One code.", "by": self.scene.officer}
        with transaction():
            merging_service.merge_organisations(**{**fields, **more})


@pytest.fixture
def twice(scene: Scene, session: Session) -> Twice:
    return Twice(scene, session)


def test_entries_of_both_rows_count_for_one_limit(twice: Twice) -> None:
    first, second = twice.sent(0), twice.sent(1)
    assert (first.slot, second.slot) == (1, 1)
    twice.merge()
    assert {first.organisation_id, second.organisation_id} == {twice.rows[0].id}
    assert {first.slot, second.slot} == {1, 2}
    third = twice.scene.save(
        twice.scene.start(organisation=twice.rows[0], by=twice.people[1]), by=twice.people[1]
    )
    with pytest.raises(Refused):
        twice.scene.send(third, by=twice.people[1])


def test_more_entries_than_slots_are_refused_and_none_is_named(twice: Twice) -> None:
    """The officer may be one of another edition, or have a conflict of interest with an entry."""
    numbers = [twice.sent(row).number for row in (0, 0, 1)]
    with pytest.raises(Refused, match="has to be withdrawn first") as refusal:
        twice.merge()
    said = str(refusal.value.verdict.params)
    assert not any(str(number) in said for number in numbers)


def test_who_acts_for_the_other_row_still_acts_where_it_had_ended(twice: Twice, session: Session) -> None:
    kept, duplicate = twice.rows
    both = twice.people[1]
    with transaction():
        represent(person=both, organisation=kept, by=twice.scene.officer)
    row = next(each for each in both.representations if each.organisation_id == kept.id)
    with transaction():
        end_representation(row=row, by=twice.scene.officer)
    assert not acts_for(both, kept.id, clock.now()) and acts_for(both, duplicate.id, clock.now())
    twice.merge()
    session.expire_all()
    assert acts_for(both, kept.id, clock.now())


def test_of_two_merges_the_wrong_way_round_one_is_done(twice: Twice, session: Session) -> None:
    """The second looks again at what the first has changed, also where it had read the rows before."""
    kept, duplicate = twice.rows
    with transaction() as writing:
        other_way = sa.update(Organisation).where(Organisation.id == kept.id)
        writing.execute(other_way.values(merged_into_id=duplicate.id))
    with pytest.raises(Refused, match="same organisation already"):
        twice.merge()


def test_a_member_that_nominated_both_gets_a_unit_back(twice: Twice) -> None:
    assert len(taken_slots(twice.scene.firms, twice.membership)) == 2
    twice.merge()
    assert len(taken_slots(twice.scene.firms, twice.membership)) == 1
    assert [each.state for each in twice.nominations] == [NominationState.ACCEPTED, NominationState.WITHDRAWN]
    assert {each.nominee_organisation_id for each in twice.nominations} == {twice.rows[0].id}


def test_a_conflict_follows_the_firm(twice: Twice, session: Session) -> None:
    entry, judge = twice.sent(0), make_person()
    with transaction():
        add_employer(person=judge, organisation=twice.rows[1], until_year=2020, by=judge)
    assert not conflicts_of([judge.id], [entry.id]) and not is_of_own_organisation(judge, entry, clock.now())
    twice.merge()
    session.expire_all()
    assert conflicts_of([judge.id], [entry.id]) == {(judge.id, entry.id)} and is_of_own_organisation(
        judge, entry, clock.now()
    )


def test_whoever_acts_for_either_acts_for_the_firm(twice: Twice, session: Session) -> None:
    both = make_person(acts_for=twice.rows[0])
    with transaction():
        represent(organisation=twice.rows[1], person=both, by=twice.scene.officer)
    twice.merge()
    session.expire_all()
    assert all(acts_for(person, twice.rows[0].id, clock.now()) for person in (*twice.people, both))


def test_the_other_name_still_leads_to_it(twice: Twice) -> None:
    merged = twice.rows[1].public_id
    twice.merge()
    assert get_organisation(merged) == twice.rows[0]
    assert organisations_named("蓝桥量子") == []
    with pytest.raises(Refused):
        twice.merge()


def test_two_members_stay_two(scene: Scene) -> None:
    other, _person = make_member_firm(scene.edition, scene.officer)
    with pytest.raises(Refused), transaction():
        merging_service.merge_organisations(
            duplicate=other, survivor=scene.firm, reason="x", by=scene.officer
        )


def test_only_an_officer_merges_and_says_why(twice: Twice) -> None:
    for by in (twice.people[0], make_person()):
        with pytest.raises(Refused):
            twice.merge(by=by)
    with pytest.raises(Invalid):
        twice.merge(reason=" ")


def test_the_page_asks_for_a_reason(twice: Twice, sign_in: SignIn) -> None:
    kept, duplicate = twice.rows
    address = f"/organisations/{duplicate.public_id}/merge/{kept.public_id}"
    assert sign_in(twice.people[0]).get(address).status_code == 404
    officer = sign_in(twice.scene.officer)
    assert "蓝桥量子技术" in officer.get(address).text
    assert officer.send(address, reason="").status_code == 422
    assert officer.send(address, reason="One code.").status_code == 303
    assert duplicate.merged_into_id == kept.id


def test_screening_shows_who_acts_and_what_is_alike(scene: Scene, sign_in: SignIn) -> None:
    scene.firm.name_zh, scene.firm.name_en = "岚桥量子有限公司", ""
    make_organisation(name_zh="岚桥量子技术有限公司", name_en="")
    entry = scene.sent()
    page = sign_in(scene.officer).get(f"/candidacies/{entry.candidacies[0].public_id}/screen?lang=en").text
    assert scene.applicant.email in page and "confirmed by the secretariat" in page
    assert "岚桥量子技术有限公司" in page
