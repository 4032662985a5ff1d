"""Who may start, save, send in, withdraw, read and screen, and until when: asked without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.entries import rules as entries_rules
from app.entries.applications import rules as applications_rules
from app.entries.attachments import rules as attachments_rules
from app.entries.conflicts import rules as conflicts_rules
from app.entries.editing_window import rules as editing_rules
from app.entries.models import Attachment, Candidacy, Eligibility, Entry, EntryState
from app.entries.screening import rules as screening_rules
from app.people.models import Person, Representation, Role, RoleGrant
from app.programmes.models import Edition, RulebookVersion, Stage, StageKind
from tests.factories import book_of

BOOK = book_of("outstanding-contribution-2024")
OPENS, CLOSES = BOOK.window.opens, BOOK.window.closes
OPEN = datetime(2024, 10, 3, 4, 0, tzinfo=UTC)
EDITION, ELSEWHERE, FIRM, OTHER_FIRM = 7, 8, 21, 22
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
STATES = ("draft", "submitted", "withdrawn")


class Frozen(RulebookVersion):
    """A version whose book is at hand."""

    rulebook = BOOK


def edition() -> Edition:
    made = Edition(id=EDITION, opens_at=OPENS, closes_at=CLOSES, current_version_id=1)
    made.current_version = Frozen()
    return made


def somebody(*roles: Role, acts_for: int = 0, number: int = 1, where: int = EDITION, **more: Any) -> Person:
    person = Person(id=number, **{"verified_at": OPENS, **more})
    person.grants = [
        RoleGrant(role=role, edition_id=where, starts_at=OPENS - DAY, ends_at=CLOSES + 99 * DAY)
        for role in roles
    ]
    if acts_for:
        person.representations = [Representation(organisation_id=acts_for, since=OPENS - DAY)]
    return person


def applicant(**more: Any) -> Person:
    return somebody(**{"acts_for": FIRM, **more})


def entry(state: str = "draft", *eligibilities: str, answer_by: datetime | None = None, **more: Any) -> Entry:
    sent = None if state == "draft" else OPEN
    fields = {"edition": edition(), "direction_id": 3, "organisation_id": FIRM, "submitted_at": sent, **more}
    made = Entry(state=EntryState(state), **fields)
    made.candidacies = [
        Candidacy(eligibility=Eligibility(each), answer_by=answer_by if each == "returned" else None)
        for each in eligibilities
    ]
    return made


def of_person(number: int, **more: Any) -> Entry:
    return entry(**{"organisation_id": None, "person_id": number, **more})


@pytest.mark.parametrize(
    ("at", "fits"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (CLOSES - SECOND, True),
        (CLOSES, False),
        (CLOSES + SECOND, False),
    ],
)
def test_the_window_to_the_second(at: datetime, fits: bool) -> None:
    assert bool(applications_rules.may_start(applicant(), edition(), at)) is fits
    assert bool(editing_rules.may_edit(applicant(), entry(), at)) is fits
    assert bool(applications_rules.may_withdraw(applicant(), entry("submitted"), at)) is fits


def test_a_refusal_after_the_close_carries_both_times() -> None:
    refusal = editing_rules.may_edit(applicant(), entry(), CLOSES + SECOND)
    assert refusal.params == {"closes": CLOSES, "now": CLOSES + SECOND}
    assert applications_rules.may_start(applicant(), edition(), OPENS - SECOND).params == {
        "opens": OPENS,
        "now": OPENS - SECOND,
    }


def test_a_draft_is_saved_though_it_comes_too_late_and_nothing_else_is() -> None:
    saved = [bool(editing_rules.may_save(applicant(), entry(state), CLOSES + DAY)) for state in STATES]
    assert saved == [True, False, True]
    assert all(editing_rules.may_save(applicant(), entry(state), OPEN) for state in STATES)


def test_only_what_was_sent_in_is_withdrawn() -> None:
    assert [bool(applications_rules.may_withdraw(applicant(), entry(state), OPEN)) for state in STATES] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "stranger",
    [
        somebody(),
        applicant(acts_for=OTHER_FIRM),
        somebody(Role.OFFICER),
        somebody(Role.JUDGE),
        somebody(Role.APPROVER),
        somebody(Role.AUDITOR),
        somebody(Role.ADMINISTRATOR),
        somebody(employer_id=FIRM),
    ],
)
def test_nobody_else_writes(stranger: Person) -> None:
    assert not entries_rules.owns_entry(stranger, entry(), OPEN)
    assert not editing_rules.may_save(stranger, entry(), OPEN)
    assert not editing_rules.may_edit(stranger, entry(), OPEN)
    assert not applications_rules.may_withdraw(stranger, entry("submitted"), OPEN)


def test_who_acts_for_the_firm_no_longer_or_not_yet_is_a_stranger() -> None:
    for times in ({"since": OPEN + DAY}, {"since": OPENS, "until": OPEN}):
        person = somebody()
        person.representations = [Representation(organisation_id=FIRM, **times)]
        assert not entries_rules.owns_entry(person, entry(), OPEN)


def test_a_person_applies_in_person() -> None:
    assert entries_rules.owns_entry(somebody(number=5), of_person(5), OPEN)
    assert not entries_rules.owns_entry(somebody(number=6), of_person(5), OPEN)


def test_processing_is_the_one_consent_that_is_needed() -> None:
    assert applications_rules.has_consented(["processing"])
    assert not applications_rules.has_consented(["publication", "transfer"])


@pytest.mark.parametrize(
    ("needed", "member", "covered", "fits"),
    [
        ("no", False, False, True),
        ("non_members", False, False, False),
        ("non_members", True, False, True),
        ("non_members", False, True, True),
        ("yes", True, False, False),
        ("yes", False, True, True),
    ],
)
def test_who_needs_a_nomination(needed: str, member: bool, covered: bool, fits: bool) -> None:
    verdict = applications_rules.is_nominated(needed, is_member=member, is_covered=covered)
    assert bool(verdict) is fits and bool(verdict.reason) is not fits


DUE = CLOSES + 5 * DAY


def test_what_was_returned_is_corrected_until_its_date() -> None:
    returned = entry("submitted", "eligible", "returned", answer_by=DUE)
    assert editing_rules.may_edit(applicant(), returned, DUE - SECOND)
    refusal = editing_rules.may_edit(applicant(), returned, DUE)
    assert not refusal and refusal.params == {"due": DUE, "now": DUE}
    assert not editing_rules.may_save(applicant(), returned, DUE)


@pytest.mark.parametrize("state", ["pending", "eligible", "ineligible"])
def test_nothing_else_is_corrected_after_the_close(state: str) -> None:
    assert not editing_rules.may_edit(applicant(), entry("submitted", state), CLOSES)


def test_the_later_of_two_dates_counts_and_neither_shortens_the_window() -> None:
    both = entry("submitted", "returned", "returned", answer_by=DUE)
    both.candidacies[0].answer_by = CLOSES - DAY
    assert editing_rules.may_edit(applicant(), both, DUE - SECOND)
    early = entry("submitted", "returned", answer_by=OPEN)
    assert editing_rules.may_edit(applicant(), early, CLOSES - SECOND)
    assert not editing_rules.may_edit(applicant(), early, CLOSES)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR])
def test_the_offices_see_what_was_sent_in(role: Role) -> None:
    assert applications_rules.sees_entry(somebody(role), entry("submitted"), OPEN)
    assert applications_rules.sees_entry(somebody(role), entry("withdrawn"), OPEN)
    assert screening_rules.sees_screening(somebody(role), edition(), OPEN)
    assert not applications_rules.sees_entry(somebody(role), entry("draft"), OPEN)
    assert not applications_rules.sees_entry(somebody(role, where=ELSEWHERE), entry("submitted"), OPEN)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.MEMBER, Role.ADMINISTRATOR])
def test_other_roles_see_no_entry_of_others(role: Role) -> None:
    assert not applications_rules.sees_entry(somebody(role), entry("submitted"), OPEN)
    assert not screening_rules.sees_screening(somebody(role), edition(), OPEN)


@pytest.mark.parametrize("tie", [{"employer_id": FIRM}, {"acts_for": FIRM}])
def test_a_tie_hides_the_entry_from_an_office(tie: dict[str, Any]) -> None:
    candidacy = Candidacy(entry=entry("submitted"))
    officer = somebody(Role.OFFICER, **tie)
    assert conflicts_rules.has_conflict(officer, candidacy.entry, OPEN)
    assert not screening_rules.sees_candidacy(officer, candidacy, OPEN)
    assert (
        screening_rules.may_screen(officer, candidacy, OPEN).reason
        == "You have a conflict of interest with this applicant."
    )
    assert bool(applications_rules.sees_entry(officer, candidacy.entry, OPEN)) is ("acts_for" in tie)


def test_an_officer_who_applies_in_person_has_a_conflict() -> None:
    assert not screening_rules.may_screen(
        somebody(Role.OFFICER), Candidacy(entry=of_person(1, state="submitted")), OPEN
    )
    assert screening_rules.may_screen(
        somebody(Role.OFFICER), Candidacy(entry=of_person(2, state="submitted")), OPEN
    )


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.JUDGE, Role.MEMBER, Role.ADMINISTRATOR])
def test_only_an_officer_of_the_edition_screens(role: Role) -> None:
    candidacy = Candidacy(entry=entry("submitted"))
    assert screening_rules.may_screen(somebody(Role.OFFICER), candidacy, OPEN)
    assert not screening_rules.may_screen(somebody(role), candidacy, OPEN)
    assert not screening_rules.may_screen(somebody(Role.OFFICER, where=ELSEWHERE), candidacy, OPEN)


def test_what_was_withdrawn_is_not_screened() -> None:
    assert not screening_rules.may_screen(somebody(Role.OFFICER), Candidacy(entry=entry("withdrawn")), OPEN)
    gone = Candidacy(entry=entry("submitted"), withdrawn_at=OPEN)
    assert (
        screening_rules.may_screen(somebody(Role.OFFICER), gone, OPEN).reason == "This entry was withdrawn."
    )


@pytest.mark.parametrize(
    ("direction", "begun", "fits"),
    [(3, "scoring", False), (3, "ballot", False), (3, "screening", True), (4, "scoring", True)],
)
def test_eligibility_is_settled_once_judging_of_the_direction_has_begun(
    direction: int, begun: str, fits: bool
) -> None:
    candidacy = Candidacy(entry=entry("submitted"))
    candidacy.entry.edition.stages = [Stage(direction_id=direction, kind=StageKind(begun), opened_at=OPEN)]
    assert bool(screening_rules.may_screen(somebody(Role.OFFICER), candidacy, OPEN)) is fits


@pytest.mark.parametrize(
    ("added", "removed", "sent"),
    [(-2, None, True), (-2, -1, False), (-2, 1, True), (1, None, False), (1, 2, False)],
)
def test_the_offices_see_the_files_that_went_with_what_was_sent_in(
    added: int, removed: int | None, sent: bool
) -> None:
    gone = None if removed is None else OPEN + removed * DAY
    file = Attachment(entry=entry("submitted"), added_at=OPEN + added * DAY, removed_at=gone)
    assert bool(attachments_rules.sees_file(somebody(Role.OFFICER), file, OPEN + 3 * DAY)) is sent
    assert attachments_rules.sees_file(applicant(), file, OPEN + 3 * DAY)
    assert not attachments_rules.sees_file(somebody(), file, OPEN + 3 * DAY)
