"""For whom a person works and has worked: what their conflicts of interest are worked out from."""

from __future__ import annotations

from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import Verdict, _, need
from app.people.employments import rules
from app.people.models import FormerEmployment, Organisation, Person
from app.people.persons.rules import is_self

EARLIEST = 1900


def add_employer(
    *,
    person: Person,
    organisation: Organisation,
    from_year: int | None = None,
    until_year: int | None = None,
    by: Person,
) -> None:
    """The present employer, where the work has not ended; the one before becomes a former one. Or a former one."""
    enforce(is_self(by, person, clock.now()))
    if until_year is None:
        if person.employer is not None and person.employer_id != organisation.id:
            _add_former(person, person.employer, until_year=clock.now().year)
        person.employer = organisation
    else:
        _add_former(person, organisation, from_year=from_year, until_year=until_year)
    _record("person.employed", organisation, by, until=until_year)


def leave_employer(*, person: Person, by: Person) -> None:
    """The present employer is a former one from this year on."""
    enforce(is_self(by, person, clock.now()))
    if (left := person.employer) is None:
        return
    _add_former(person, left, until_year=clock.now().year)
    person.employer = None
    _record("person.left_employer", left, by)


def remove_employer(*, row: FormerEmployment, by: Person) -> None:
    """What was entered by mistake."""
    enforce(rules.owns_employment(by, row, clock.now()))
    _record("person.employer_removed", row.organisation, by)
    db.session.delete(row)
    db.session.flush()
    db.session.expire(by, ["former_employments"])


def _add_former(
    person: Person, organisation: Organisation, *, from_year: int | None = None, until_year: int
) -> None:
    if not (fits := _in_order(from_year, until_year)):
        raise Invalid({"until_year": fits})
    row = next((each for each in person.former_employments if each.organisation_id == organisation.id), None)
    if row is None:
        row = FormerEmployment(organisation=organisation, until_year=until_year)
        person.former_employments.append(row)
    row.from_year, row.until_year = from_year, until_year
    db.session.flush()


def _in_order(from_year: int | None, until_year: int) -> Verdict:
    first, last = EARLIEST if from_year is None else from_year, clock.now().year
    return need(
        EARLIEST <= first <= until_year <= last,
        _("Give years from %(first)s to %(last)s, the earlier one first."),
        first=str(EARLIEST),
        last=str(last),
    )


def _record(action: str, organisation: Organisation, by: Person, **facts: Any) -> None:
    db.session.flush()
    record(action, f"person:{by.public_id}", by=by, organisation=organisation.public_id, **facts)
