"""The register of members, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Refused
from app.nominations.memberships import service
from app.nominations.models import Nomination
from app.nominations.queries import is_member_organisation
from tests.factories import make_organisation
from tests.nominations.conftest import Scene
from tests.time import Clock


def test_a_member_organisation_needs_no_nomination(scene: Scene, clock: Clock) -> None:
    firm = scene.membership.organisation_id
    assert is_member_organisation(firm, clock.now)
    assert not is_member_organisation(firm, datetime(2019, 1, 1, tzinfo=UTC))
    assert not is_member_organisation(make_organisation().id, clock.now)
    assert not is_member_organisation(None, clock.now)


def test_memberships_are_kept_by_officers_each_once(scene: Scene) -> None:
    since = datetime(2020, 1, 1, tzinfo=UTC)
    fields: dict[str, Any] = {"category": "member", "since": since}
    with pytest.raises(Refused), transaction():
        service.record_membership(organisation=make_organisation(), by=scene.member, **fields)
    with pytest.raises(Invalid, match="a member already"), transaction():
        service.record_membership(organisation=scene.membership.organisation, by=scene.officer, **fields)
    with pytest.raises(ValueError, match="an organisation or a person"), transaction():
        service.record_membership(by=scene.officer, **fields)


def test_two_officers_change_a_member_and_the_slower_is_told(scene: Scene) -> None:
    version = scene.membership.version
    fields: dict[str, Any] = {"until": None, "version": version, "by": scene.officer}
    with transaction():
        service.change_membership(membership=scene.membership, category="senior", **fields)
    with pytest.raises(Conflict) as conflict, transaction():
        service.change_membership(membership=scene.membership, category="partner", **fields)
    assert conflict.value.theirs == {"category": "senior"}
    with pytest.raises(Invalid), transaction():
        service.change_membership(
            membership=scene.membership,
            category="senior",
            until=scene.membership.since,
            version=scene.membership.version,
            by=scene.officer,
        )
    with pytest.raises(Refused), transaction():
        service.change_membership(
            membership=scene.membership,
            category="senior",
            until=None,
            version=scene.membership.version,
            by=scene.member,
        )


def test_a_lower_category_keeps_what_is_in_use_and_gives_no_more(scene: Scene) -> None:
    for _ in range(3):
        scene.nominate()
    with transaction():
        service.change_membership(
            membership=scene.membership,
            category="senior",
            until=None,
            version=scene.membership.version,
            by=scene.officer,
        )
    with pytest.raises(Refused):
        scene.nominate()
    live = sa.select(sa.func.count()).where(Nomination.membership_id == scene.membership.id)
    with transaction() as inside:
        assert inside.scalar(live) == 3
