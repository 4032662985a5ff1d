"""The number of an entry: counted in each edition, and given once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.db import transaction
from app.entries.models import Submission
from tests.entries.conftest import Scene
from tests.factories import make_edition


def test_numbers_run_through_each_edition_alone(scene: Scene) -> None:
    scene.sent()
    other = make_edition("practice-cases-2024")
    assert (scene.edition.next_number, other.next_number) == (2, 1)


def test_a_number_is_given_once(scene: Scene) -> None:
    first, second = scene.sent(), scene.sent_by_another()
    with pytest.raises(IntegrityError), transaction():
        second.number = first.number
    with pytest.raises(IntegrityError), transaction() as session:
        own = {
            "entry_id": first.id,
            "number": 1,
            "answers": {},
            "tracks": [],
            "sha256": "",
            "submitted_by_id": 1,
        }
        session.execute(sa.insert(Submission).values(**own, submitted_at=first.submitted_at))
