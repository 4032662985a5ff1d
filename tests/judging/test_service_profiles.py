"""What a judge knows and reads, in their own words; on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.judging.judges import service
from app.judging.judges.queries import find_profile
from app.judging.models import JudgeProfile
from app.people.models import Person
from tests.judging.conftest import SignIn
from tests.results.conftest import Contest


def describe(judge: Person, *fields: str, by: Person | None = None) -> JudgeProfile:
    with transaction():
        return service.set_profile(judge=judge, fields=fields, languages=["zh", "en"], by=by or judge)


def test_a_profile_is_written_and_written_over(contest: Contest, session: Session) -> None:
    judge = contest.judges[0]
    first = describe(judge, "maps")
    second = describe(judge, "maps", "charts")
    assert first.id == second.id and (second.fields, second.languages) == (["maps", "charts"], ["zh", "en"])
    assert find_profile(judge) is second
    leaves = sa.select(AuditEvent).where(AuditEvent.action == "judge.described")
    assert len(session.scalars(leaves).all()) == 2


@pytest.mark.parametrize("who", ["officer", "other judge"])
def test_judges_describe_themselves_alone(contest: Contest, who: str) -> None:
    judge, other, *_rest = contest.judges
    with pytest.raises(Refused, match="Only the judge"):
        describe(judge, "maps", by=contest.officer if who == "officer" else other)
    assert find_profile(judge) is None


def test_nobody_has_two(contest: Contest, session: Session) -> None:
    describe(contest.judges[0], "maps")
    with pytest.raises(IntegrityError), transaction():
        session.add(JudgeProfile(person_id=contest.judges[0].id, fields=[], languages=[]))


@pytest.mark.sqlite_only
def test_in_the_browser(contest: Contest, sign_in: SignIn) -> None:
    judge = contest.judges[0]
    client = sign_in(judge)
    answer = client.send("/judging/profile", fields="地图，charts、 sea ;", languages=["zh"])
    assert (answer.status_code, answer.location) == (303, "/judging")
    profile = find_profile(judge)
    assert profile is not None and (profile.fields, profile.languages) == (["地图", "charts", "sea"], ["zh"])
    page = client.get("/judging/profile").text
    assert 'value="地图, charts, sea"' in page
    assert client.send("/judging/profile", fields="x").status_code == 422, "a language is needed"
    assert client.send("/judging/profile", fields="x", languages=["la"]).status_code == 422
