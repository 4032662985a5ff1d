"""Somebody whose only office is auditor reads everything and changes nothing: every address that takes a form, walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice, product
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.core import clock as core_clock
from app.core.db import Model, db
from app.core.db.base import Public
from app.core.errors import NotFound
from app.nominations.models import Membership
from app.people.models import Organisation, Person, Role, RoleGrant
from app.programmes.models import Direction, Edition, Programme
from tests.architecture.one_of_each import play_one_of_each
from tests.architecture.tree import nothing_in
from tests.client import Client, signed_in_client
from tests.databases import Databases, app_on
from tests.isolation import prepared
from tests.nominations.conftest import OPEN as NOMINATING
from tests.results.conftest import JUDGED, OPEN
from tests.time import Clock

pytestmark = pytest.mark.sqlite_only

OWN_ACCOUNT = "everybody's own account: it is no office, and nothing of the edition changes"
AN_APPLICANT = "everybody can apply, for themselves or for a firm that they act for"
MAY_DO: Mapping[str, str] = {
    "people.profile": OWN_ACCOUNT,
    "people.password": OWN_ACCOUNT,
    "people.end_session": OWN_ACCOUNT,
    "people.end_other_sessions": OWN_ACCOUNT,
    "people.ask_verification": OWN_ACCOUNT,
    "people.sign_out": OWN_ACCOUNT,
    "outbox.read_all": OWN_ACCOUNT,
    "judging.profile": OWN_ACCOUNT,
    "judging.add_employer": OWN_ACCOUNT,
    "judging.leave_employer": OWN_ACCOUNT,
    "consents.to_edition": "consent to what one hands over oneself",
    "invitations.end_role": "everybody may give up a role of their own",
    "judging.declare_own_conflict": "whoever has a conflict of interest says so; the entry is gone for them alone",
    "people.organisations": AN_APPLICANT,
    "people.claim": AN_APPLICANT,
    "entries.start": AN_APPLICANT,
}
BY_LINK = "its address holds a secret that was mailed to somebody else"
NOT_FOUND_HERE: Mapping[str, str] = {
    "nominations.accept_by_link": BY_LINK,
    "nominations.decline_by_link": BY_LINK,
    "people.join": BY_LINK,
}
INSTANTS = {"applying": OPEN, "judging": JUDGED + timedelta(hours=1), "nominating": NOMINATING}
EACH, MOST = 5, 12
"""So many rows of each kind, and so many addresses of each endpoint."""


NOT_ITS_TIME = frozenset(
    {
        "entries.delete",
        "entries.screen",
        "invitations.accept_mine",
        "judging.ask_reopening",
        "judging.propose_reopening",
        "judging.undo_proposal",
        "nominations.accept",
        "nominations.decline",
        "people.confirm_representation",
        "programmes.agree",
        "programmes.refuse",
        "results.agree_to_tie",
        "results.draw_up",
        "results.notice",
        "results.propose",
        "results.publish",
        "results.rank",
        "results.refuse_tie",
    }
)
"""What nobody may do as things stand in what is played: the tests of rules ask these of every office and every state."""


class Target(NamedTuple):
    """An address about something that is there."""

    endpoint: str
    address: str
    values: dict[str, object]


class Played(NamedTuple):
    app: Flask
    auditor: int
    targets: list[Target]


@pytest.fixture(scope="module")
def played(databases: Databases, kind: str) -> Iterator[Played]:
    with app_on(databases.copy(kind), databases.folder / f"auditor-{kind}") as app:
        with Clock.standing_at(OPEN) as clock, prepared(app, keep=True):
            auditor = play_one_of_each(clock)
            found = Played(app, auditor.id, list(targets(app)))
        yield found


@pytest.fixture
def app(played: Played) -> Flask:
    return played.app


@pytest.fixture(params=INSTANTS.values(), ids=INSTANTS.keys())
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    with Clock.standing_at(request.param) as held:
        yield held


@pytest.fixture
def auditor(session: Session, played: Played) -> Person:
    return session.get_one(Person, played.auditor)


def taking_forms(app: Flask) -> list[Rule]:
    guarded = (
        rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "load")
    )
    return [rule for rule in guarded if "POST" in (rule.methods or ())]


def ids_of(model: type[Any], *which: sa.ColumnElement[bool]) -> list[str]:
    """Public ids of the first few and of the last few."""
    rows = sa.select(model.public_id).where(*which)
    first, last = rows.order_by(model.id).limit(EACH), rows.order_by(model.id.desc()).limit(EACH)
    return list(dict.fromkeys([*db.session.scalars(first), *db.session.scalars(last)]))


def candidates() -> dict[str, list[object]]:
    """What can stand for each part of an address; for a public id, those of every kind of row that has one."""
    models = [mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, Public)]
    judges = ids_of(Person, Person.id.in_(sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.JUDGE)))
    acting = ids_of(Person, Person.representations.any())
    years = sa.select(Edition.year).distinct()
    return {
        "public_id": [each for model in models for each in ids_of(model)],
        "judge_id": judges,
        "person": acting,
        "into": ids_of(Organisation),
        "membership": ids_of(Membership),
        "direction": list(db.session.scalars(sa.select(Direction.code).distinct())),
        "slug": list(db.session.scalars(sa.select(Programme.slug))),
        "year": list(db.session.scalars(years)),
        "group": [1],
        "token": ["nothing"],
    }  # type: ignore[dict-item]


def targets(app: Flask) -> Iterator[Target]:
    """Every guarded address that takes a form, about a few of the things that its loader finds."""
    known, built = candidates(), app.url_map.bind("localhost")
    for rule in taking_forms(app):
        parts = sorted(rule.arguments)
        chosen = (dict(zip(parts, each, strict=True)) for each in product(*(known[part] for part in parts)))
        for values in islice((each for each in chosen if is_there(app, rule.endpoint, each)), MOST):
            yield Target(rule.endpoint, built.build(rule.endpoint, values, method="POST"), values)


def is_there(app: Flask, endpoint: str, values: dict[str, object]) -> bool:
    try:
        return not values or bool(load(app, endpoint, values))
    except NotFound:
        return False


def load(app: Flask, endpoint: str, values: dict[str, object]) -> Any:
    return app.view_functions[endpoint].load(**values)  # type: ignore[attr-defined]


def test_every_form_is_refused_or_not_found(
    played: Played, session: Session, auditor: Person, clock: Clock
) -> None:
    client: Client = signed_in_client(played.app, clock, auditor)
    answers = (
        (each, client.press(each.address).status_code)
        for each in played.targets
        if each.endpoint not in MAY_DO
    )
    nothing_in((each.endpoint, each.address, status) for each, status in answers if status not in (403, 404))


def test_the_walk_comes_by_every_address(played: Played) -> None:
    walked = {each.endpoint for each in played.targets}
    assert walked == {rule.endpoint for rule in taking_forms(played.app)} - NOT_FOUND_HERE.keys()


def test_others_may_do_what_the_auditor_may_not(played: Played) -> None:
    """Each address that is about something may be used by somebody, at one of the instants."""
    about = [each for each in played.targets if each.values]
    done: set[str] = set()
    for instant in INSTANTS.values():
        with Clock.standing_at(instant), prepared(played.app):
            people = db.session.scalars(sa.select(Person)).unique().all()
            waiting = (each for each in about if each.endpoint not in done)
            done |= {each.endpoint for each in waiting if _may_be_done(played.app, each, people)}
    nothing_in({each.endpoint for each in about} - done - NOT_ITS_TIME)


def _may_be_done(app: Flask, target: Target, people: Sequence[Person]) -> bool:
    sees, may = app.view_functions[target.endpoint].rules  # type: ignore[attr-defined]
    now = core_clock.now()
    with app.test_request_context(target.address, method="POST"):
        thing = load(app, target.endpoint, target.values)
        try:
            return any(sees(person, thing, now) and (not may or may(person, thing, now)) for person in people)
        except NotFound:  # by a rule that looks for more than the loader does
            return False
