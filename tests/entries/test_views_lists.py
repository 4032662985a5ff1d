"""Lists cost the same at any length, and show every row once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from html import unescape
from itertools import chain

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.entries.models import Candidacy, Entry, Submission
from app.people.models import Organisation
from tests.client import Client
from tests.counting import counted
from tests.entries.conftest import PLACE, Scene, SignIn

LIST = f"{PLACE}/screening"
MOST = 12


def crowd(session: Session, scene: Scene, total: int, *, own: bool = False) -> None:
    """So many entries of as many firms (or of the applicant's alone), each in two tracks."""
    now, numbers = datetime.fromisoformat("2024-10-01T00:00:00+00:00"), range(1, total + 1)
    firms = [
        Organisation(name_en=f"Firm {n}", sort_key=f"{n}", country_region="CN", created_at=now)
        for n in numbers
    ]
    session.add_all(firms)
    session.flush()
    entries = [
        Entry(
            edition=scene.edition,
            direction=scene.firms,
            organisation=scene.firm if own else firm,
            number=f"OCA-2024-{n:04d}",
            created_by_id=scene.applicant.id,
            created_at=now,
            saved_at=now,
            draft={},
            tracks_draft=[],
            title_en=f"Entry {n}",
            country_region="CN",
            state="submitted",
            submitted_at=now,
        )
        for n, firm in zip(numbers, firms, strict=True)
    ]
    session.add_all(entries)
    session.flush()
    tracks = [track for track in scene.edition.tracks if track.direction_id == scene.firms.id][:2]
    pairs = [(entry.id, slot, track.id) for entry in entries for slot, track in enumerate(tracks, start=1)]
    session.execute(
        sa.insert(Candidacy),
        [
            {"entry_id": e, "slot": s, "track_id": t, "version": 1, "eligibility": "pending", "reason": ""}
            for e, s, t in pairs
        ],
    )
    sent = {
        "number": 1,
        "answers": {},
        "tracks": [],
        "sha256": "",
        "submitted_at": now,
        "submitted_by_id": scene.applicant.id,
    }
    session.execute(sa.insert(Submission), [{"entry_id": entry.id, **sent} for entry in entries])
    session.commit()
    session.expire_all()


def cost(browser: Client, address: str) -> tuple[int, str]:
    browser.get(address)
    with counted() as sent:
        page = browser.get(address)
    assert page.status_code == 200
    return len(sent), page.text


@pytest.fixture(params=[10, 100, 1000])
def total(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_the_list_to_screen(scene: Scene, session: Session, sign_in: SignIn, total: int) -> None:
    crowd(session, scene, total)
    queries, page = cost(sign_in(scene.officer), LIST)
    assert len(re.findall(r"OCA-2024-\d{4}</a>", page)) == min(2 * total, 50)
    assert queries == 6 <= MOST


def test_the_list_of_ones_own(scene: Scene, session: Session, sign_in: SignIn, total: int) -> None:
    crowd(session, scene, total, own=True)
    queries, page = cost(sign_in(scene.applicant), "/entries")
    assert len(set(re.findall(r"OCA-2024-\d{4}", page))) == min(total, 200)
    assert queries == 4 <= MOST


def test_the_pages_of_one_entry_stay_within_the_limit(scene: Scene, sign_in: SignIn) -> None:
    entry = scene.sent(["social-contribution", "growth-potential"])
    for _ in range(5):
        scene.attach(entry)
    applicant, officer = sign_in(scene.applicant), sign_in(scene.officer)
    page = f"/entries/{entry.public_id}"
    found = {address: cost(applicant, address)[0] for address in (page, f"{page}/form", f"{page}/files")}
    found |= {"screen": cost(officer, f"/candidacies/{entry.candidacies[0].public_id}/screen")[0]}
    for _ in range(4):
        scene.attach(entry)
    again = {address: cost(applicant, address)[0] for address in (page, f"{page}/form", f"{page}/files")}
    assert again.items() <= found.items()
    assert {address: queries for address, queries in found.items() if queries > MOST} == {}


def test_pages_follow_each_other_and_show_every_candidacy_once(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    crowd(session, scene, 75)
    browser, address, pages = sign_in(scene.officer), LIST, list[list[str]]()
    while address:
        page = browser.get(address).text
        pages.append(re.findall(r"OCA-2024-\d{4}(?=</a>)", page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following and len(pages) < 9 else ""
    assert [len(numbers) for numbers in pages] == [50, 50, 50]
    assert Counter(chain(*pages)) == Counter({f"OCA-2024-{n:04d}": 2 for n in range(1, 76)})


def test_a_later_page_leads_back_to_the_first_and_says_how_many_there_are(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    crowd(session, scene, 75)
    browser = sign_in(scene.officer)
    first = browser.get(f"{LIST}?eligibility=pending&lang=en").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following and "To the first page" not in first and "50 of 150 on this page" in first
    later = browser.get(unescape(following[1])).text
    back = re.search(r'href="([^"]+)">(?:<svg.*?</svg>)?To the first page', later, re.S)
    assert back and unescape(back[1]) == f"{LIST}?eligibility=pending"


@pytest.mark.parametrize(
    "query", ["after=x&_external=1&endpoint=x", "after=x&eligibility=%3Cb%3E%22&a=1&a=2"]
)
def test_the_way_to_the_first_page_takes_whatever_was_asked_for(
    scene: Scene, session: Session, sign_in: SignIn, query: str
) -> None:
    crowd(session, scene, 1)
    page = sign_in(scene.officer).get(f"{LIST}?{query}")
    assert page.status_code == 200 and "<b>" not in page.text
