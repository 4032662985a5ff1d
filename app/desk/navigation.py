"""The main navigation of every page: what the signed-in person can go to, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_login import current_user

from app.core import clock
from app.core.access import current_person
from app.core.verdict import _
from app.nominations.memberships.rules import sees_memberships
from app.people.models import Role
from app.people.roles.rules import editions_of, sees_some_people
from app.programmes.editions.rules import sees_administration

OF_SECTIONS = {
    "audit": "audit.editions",
    "desk": "desk.home",
    "entries": "entries.mine",
    "judging": "judging.mine",
    "nominations": "nominations.index",
    "outbox": "outbox.inbox",
    "programmes": "programmes.home",
    "results": "desk.home",
}
APART = {
    "invitations.index": {
        "invitations.people_of_edition",
        "invitations.people_of_installation",
        "people.close_account",
    },
    "desk.home": {
        "entries.screening",
        "entries.screen",
        "nominations.office",
        "nominations.propose",
        "judging.stages",
        "judging.stage",
        "judging.panel_members",
        "judging.reading",
        "judging.open_stage",
        "judging.postpone",
        "judging.close_stage",
        "judging.count",
        "judging.remind",
        "judging.comments",
        "judging.comment",
        "judging.declare_own_conflict",
        "judging.record_conflict",
        "judging.reopening",
        "judging.agree_reopening",
        "judging.decline_reopening",
    },
    "nominations.members": {
        "nominations.member",
        "nominations.add_member",
        "nominations.name_representative",
        "people.register",
        "people.organisation",
        "people.correct_organisation",
        "people.correct_name",
        "people.decide_claim",
        "entries.merge_organisations",
    },
    "programmes.editions": {
        "programmes.edition",
        "programmes.open_edition",
        "programmes.propose",
        "programmes.archive",
        "programmes.amend",
        "programmes.propose_change",
        "programmes.proposal",
        "programmes.refuse",
    },
    "programmes.home": {"results.winners", "results.public_notice"},
}
SECTIONS = {page: section for section, pages in APART.items() for page in (section, *pages)}


@dataclass(frozen=True, slots=True)
class Item:
    """`current`: "page" where the reader is there, "true" on the pages below, as aria-current has it."""

    label: str
    url: str
    endpoint: str
    current: str


def nav_items() -> list[Item]:
    """What the signed-in person can go to from anywhere."""
    if not current_user.is_authenticated:
        return []
    person, now = current_person(), clock.now()
    links = [
        (_("Desk"), "desk.home", True),
        (_("Programmes"), "programmes.home", True),
        (_("My entries"), "entries.mine", True),
        (_("Judging"), "judging.mine", editions_of(person, Role.JUDGE, now)),
        (_("Nominations"), "nominations.index", editions_of(person, Role.MEMBER, now)),
        (_("Editions"), "programmes.editions", sees_administration(person, None, now)),
        (_("Members"), "nominations.members", sees_memberships(person, None, now)),
        (_("People"), "invitations.index", sees_some_people(person, None, now)),
        (_("Audit"), "audit.editions", editions_of(person, Role.AUDITOR, now)),
        (_("Inbox"), "outbox.inbox", True),
    ]
    return [
        Item(label, url_for(endpoint), endpoint, _current(endpoint))
        for label, endpoint, seen in links
        if seen
    ]


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    return "true" if section_of(request.endpoint or "") == endpoint else ""


def section_of(endpoint: str) -> str | None:
    """The item of the navigation that a page belongs to, most by their feature."""
    return SECTIONS.get(endpoint) or OF_SECTIONS.get(endpoint.partition(".")[0])
