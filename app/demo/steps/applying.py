"""Applicants register, fill in the form, and submit it: most of them in the last hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import sqlalchemy as sa

from app.core.db import db
from app.demo import documents
from app.demo import vocabulary as words
from app.demo.fake_data import FakeData, Title, answers
from app.demo.runner import Telling, act_on_all, spread
from app.demo.steps.people import Somebody, register_firm, register_person
from app.entries.applications import drafts
from app.entries.applications import service as applications_service
from app.entries.attachments import service as attachments_service
from app.entries.models import Entry
from app.people.models import Organisation, Person
from app.programmes.models import Direction, Edition

RUSH = 4.0
INVENTED = "Invented for a demonstration: no firm or person of this name exists."


@dataclass(frozen=True, slots=True)
class Application:
    """One entry to be: who applies, in which tracks in order of preference."""

    who: Somebody
    tracks: tuple[str, ...]
    as_person: bool = False


class Applying:
    """Plays the application window of one direction of one edition."""

    def __init__(
        self, fake_data: FakeData, edition_id: int, direction: str, *, documents: float = 0.1
    ) -> None:
        """`papers`: the share of applications that come with files."""
        self._fake_data, self._edition_id, self._direction = fake_data, edition_id, direction
        self._documents = documents

    def play(
        self, telling: Telling, applications: Sequence[Application], *, start: datetime, end: datetime
    ) -> None:
        instants = spread(start, end, len(applications), rush=RUSH)
        name = f"{self._label()}: applications"
        act_on_all(telling, name, list(zip(instants, applications, strict=True)), verb=self._apply)

    def draft(self, application: Application) -> Entry:
        """Register, start and fill in, without sending in."""
        person, organisation = self._applicant(application)
        edition, direction = self._edition(), self._find_direction()
        consents: dict[str, str | int] = {text.purpose: text.version for text in edition.rulebook.consents}
        entry = applications_service.start(
            edition=edition,
            direction=direction,
            organisation=None if application.as_person else organisation,
            person=person if application.as_person else None,
            country_region=application.who.region,
            consents=consents,
            by=person,
        )
        entry = drafts.save_draft(
            entry=entry,
            answers=self._answers(application, person, organisation),
            tracks=application.tracks,
            version=entry.version,
            by=person,
        )
        if (
            self._fake_data.chance(f"papers/{self._label()}/{application.who.topic}").random()
            < self._documents
        ):
            self._attach(entry, person)
        return entry

    def _attach(self, entry: Entry, person: Person) -> None:
        """A page for every field of the form that takes one: the last of them is a picture where that is taken."""
        for field in drafts.rules_of(entry).form:
            kind = next((kind for kind in ("png", "pdf") if kind in field.accepts), None)
            if kind is None:
                continue
            name = f"{field.label.en.lower()}.{kind}"
            stored, found = attachments_service.store(
                entry=entry, field=field.code, file=BytesIO(self._document(entry, kind))
            )
            attachments_service.attach(
                entry=entry, field=field.code, name=name, stored=stored, kind=found, by=person
            )

    def _document(self, entry: Entry, kind: str) -> bytes:
        if kind == "png":
            return documents.png(self._fake_data.chance(f"picture/{entry.title_en}"))
        return documents.pdf(entry.title_en, [str(entry.draft.get("summary_en", "")), INVENTED])

    def _apply(self, application: Application) -> None:
        entry = self.draft(application)
        applications_service.submit(
            entry=entry, version=entry.version, by=db.session.get_one(Person, entry.created_by_id)
        )

    def _applicant(self, application: Application) -> tuple[Person, Organisation | None]:
        person = db.session.scalar(sa.select(Person).where(Person.email == application.who.email))
        if person is None:
            person = register_person(self._fake_data, application.who)
            return person, None if application.as_person else register_firm(
                self._fake_data, application.who, by=person
            )
        return person, person.representations[0].organisation if person.representations else None

    def _answers(
        self, application: Application, person: Person, organisation: Organisation | None
    ) -> dict[str, object]:
        topic = f"{self._label()}/{application.who.topic}"
        title = self._fake_data.project(topic)
        rules = self._edition().rulebook.direction(self._direction)
        region = application.who.region
        known = facts(title, person, organisation=organisation, region=region)
        known |= invented(self._fake_data, topic, region=region, firm=known["organisation_en"])
        return answers(rules, known, self._fake_data.chance(topic))

    def _label(self) -> str:
        edition = self._edition()
        return f"{edition.programme.slug} {edition.year} {self._direction}"

    def _edition(self) -> Edition:
        return db.session.get_one(Edition, self._edition_id)

    def _find_direction(self) -> Direction:
        return next(d for d in self._edition().directions if d.code == self._direction)


def facts(title: Title, person: Person, *, organisation: Organisation | None, region: str) -> dict[str, str]:
    """What a form may ask for and is known: the rest is made up by its rules."""
    chinese = bool(person.name_zh)
    known = {
        "title_zh": title.zh if chinese else "",
        "title_en": title.en,
        "region": region,
        "method_zh": title.method.zh,
        "method_en": title.method.en,
        "person_zh": person.name_zh,
        "person_latin": person.name_latin,
        "name_zh": person.name_zh,
        "name_latin": person.name_latin,
        "organisation_zh": organisation.name_zh if organisation else "",
        "organisation_en": organisation.name_en if organisation else "Independent",
        "contact_name": person.name_in("zh"),
        "person_post": "研究员" if chinese else "Researcher",
        "markets": "中国、新加坡、泰国" if chinese else "China, Singapore, Thailand",
    }
    if chinese and not organisation:
        known["organisation_zh"] = "独立研究者"
    return known


def invented(fake_data: FakeData, topic: str, *, region: str, firm: str) -> dict[str, str]:
    """What nobody knows beforehand and every field says alike; `firm` applies."""
    chance = fake_data.chance(f"facts/{topic}")
    partner = fake_data.partner(topic, region, of=firm)
    return {
        "sites": str(chance.randint(3, 90)),
        "share": str(chance.randint(8, 45)),
        "partner_zh": partner.zh,
        "partner_en": partner.en,
        "contact_phone": f"{words.PHONES[region]}{chance.randint(0, 99):02d}",
    }
