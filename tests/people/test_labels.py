"""How an edition is named: shortly on the pages of those at work, whole where people are invited to it."""

from __future__ import annotations

from app.core.db import transaction
from app.people.models import Person
from app.programmes.labels import official_title, title_of
from app.programmes.proposals import service
from tests.factories import book_of, make_administrator

SHORT = {"zh": "直通乌镇 2024", "en": "Straight to Wuzhen 2024"}
WHOLE = {
    "zh": "“直通乌镇”全球互联网大赛（2024）",
    "en": '"Straight to Wuzhen" Global Internet Competition (2024)',
}


def test_an_edition_is_named_before_and_after_it_is_in_force(administrator: Person) -> None:
    book = book_of("straight-to-wuzhen-2024")
    with transaction():
        version = service.propose_edition(book=book, demonstration=True, by=administrator)
    assert (title_of(version.edition), official_title(version.edition)) == (SHORT, WHOLE)
    with transaction():
        service.agree(version=version, by=make_administrator())
    assert (title_of(version.edition), official_title(version.edition)) == (SHORT, WHOLE)
