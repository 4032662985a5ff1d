"""Two administrators open an edition, and its offices are filled by invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from app.core import clock
from app.core.db import db
from app.demo.fake_data import FakeData
from app.demo.runner import Telling, act, act_on_all, spread
from app.demo.steps.people import Somebody, appoint, find, register_firm, register_person
from app.judging.judges import service as judges_service
from app.people.employments.service import add_employer
from app.people.models import Role
from app.programmes.models import Edition, RulebookVersion
from app.programmes.proposals import service as proposals_service
from app.programmes.rulebook import RuleBook

TERM = timedelta(days=400)
OFFICE_TERM = timedelta(days=3650)  # the printed sign-ins shall still read the editions of 2024


@dataclass(frozen=True, slots=True)
class Offices:
    """Addresses of those who hold the offices of an edition, and of two administrators."""

    administrators: tuple[str, str]
    officer: str
    approver: str
    auditor: str


def open_edition(book: RuleBook, offices: Offices, at: datetime) -> int:
    """Propose, agree, appoint; the edition's id. It says on every page that it is a demonstration."""
    first, second = offices.administrators
    version_id: int = act(
        at, lambda: proposals_service.propose_edition(book=book, demonstration=True, by=find(first)).id
    )
    agreed = at + timedelta(hours=1)
    act(
        agreed,
        lambda: proposals_service.agree(
            version=db.session.get_one(RulebookVersion, version_id), by=find(second)
        ),
    )
    edition_id = db.session.get_one(RulebookVersion, version_id).edition_id
    for role, email, host in (
        (Role.OFFICER, offices.officer, first),
        (Role.APPROVER, offices.approver, first),
        (Role.AUDITOR, offices.auditor, offices.officer),
    ):
        act(agreed, partial(_appoint, edition_id, role, email=email, host=host))
    return edition_id


def _appoint(edition_id: int, role: Role, *, email: str, host: str) -> None:
    edition = db.session.get_one(Edition, edition_id)
    appoint(find(email), role, edition, until=clock.now() + OFFICE_TERM, by=find(host))


class Bench:
    """The judges: people with an employer, fields and languages, invited to the editions they serve."""

    def __init__(self, fake_data: FakeData, judges: Sequence[Somebody]) -> None:
        self._fake_data, self._judges = fake_data, judges

    def register(self, telling: Telling, start: datetime, fields: Sequence[str]) -> None:
        """Every third judge shares the employer of the one before."""
        instants = spread(start, start + timedelta(days=1), len(self._judges))
        numbered = list(enumerate(self._judges))
        act_on_all(
            telling,
            "judges",
            list(zip(instants, numbered, strict=True)),
            verb=lambda pair: self._register(*pair, fields),
        )

    def _register(self, number: int, who: Somebody, fields: Sequence[str]) -> None:
        person = register_person(self._fake_data, who)
        colleague = find(self._judges[number - 1]) if number % 3 == 2 else None
        employer = (colleague and colleague.employer) or register_firm(self._fake_data, who, by=person)
        add_employer(person=person, organisation=employer, by=person)
        languages = ["zh", "en"] if person.name_zh else ["en"]
        judges_service.set_profile(
            judge=person, fields=[fields[number % len(fields)]], languages=languages, by=person
        )

    def invite(
        self, telling: Telling, edition_id: int, judges: Sequence[str], *, at: datetime, officer: str
    ) -> None:
        def call(email: str) -> None:
            edition = db.session.get_one(Edition, edition_id)
            appoint(find(email), Role.JUDGE, edition, until=at + TERM, by=find(officer))

        act_on_all(telling, "invitations of judges", [(at, email) for email in judges], verb=call)
