"""What a person may not see does not exist: 404, alike in its body to what there never was."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.entries.models import Entry
from app.people.models import Person, Representation, Role
from app.programmes.models import Edition
from tests.entries.conftest import PLACE, Scene, SignIn, form_of, sending
from tests.factories import (
    make_administrator,
    make_approver,
    make_auditor,
    make_edition,
    make_grant,
    make_officer,
    make_organisation,
    make_person,
)
from tests.time import Clock


def with_role(role: Role, edition: Edition) -> Person:
    person = make_person()
    make_grant(person, role, edition)
    return person


def strangers(scene: Scene, session: Session) -> dict[str, Person]:
    """People who have nothing to do with the firm, though some have offices elsewhere."""
    other = make_edition("practice-cases-2024")
    found = {
        "nobody": make_person(),
        "another applicant": make_person(acts_for=make_organisation()),
        "a judge": with_role(Role.JUDGE, scene.edition),
        "a member": with_role(Role.MEMBER, scene.edition),
        "an administrator": make_administrator(),
        "a judge elsewhere": with_role(Role.JUDGE, other),
        "an officer elsewhere": make_officer(other),
        "an approver elsewhere": make_approver(other),
        "an auditor elsewhere": make_auditor(other),
        "an officer with a tie": make_officer(scene.edition),
    }
    found["an officer with a tie"].employer_id = scene.firm.id
    session.commit()
    session.expire_all()
    return found


def pages_of(entry: Entry) -> list[str]:
    page = f"/entries/{entry.public_id}"
    files = [f"/files/{file.public_id}" for file in entry.attachments]
    screens = [f"/candidacies/{each.public_id}/screen" for each in entry.candidacies]
    return [page, f"{page}/form", f"{page}/files", f"{page}/withdraw", *files, *screens]


def verbs_of(entry: Entry) -> list[str]:
    page = f"/entries/{entry.public_id}"
    files = [f"/files/{file.public_id}/remove" for file in entry.attachments]
    screens = [f"/candidacies/{each.public_id}/screen" for each in entry.candidacies]
    return [f"{page}/form", f"{page}/draft", f"{page}/files", f"{page}/withdraw", *files, *screens]


def three(scene: Scene) -> list[Entry]:
    """A draft, what was sent in, and what was withdrawn, each with a file."""
    entries = [scene.save(scene.start()), scene.save(scene.start()), scene.save(scene.start())]
    for entry in entries:
        scene.attach(entry)
    for entry in entries[1:]:
        scene.send(entry)
    scene.withdraw(entries[2])
    return entries


def plain(page: str) -> str:
    """A page without what differs each time: tokens, the number of the request, its own address."""
    return re.sub(
        r'class="mono">[0-9a-f]{16}|value="[^"]*"|[?&]next=[^"]*|/(entries|files|candidacies)/[^"?&]*',
        "",
        page,
    )


def test_others_find_nothing_and_change_nothing(scene: Scene, session: Session, sign_in: SignIn) -> None:
    entries = three(scene)
    versions = [entry.version for entry in entries]
    for who, person in strangers(scene, session).items():
        browser = sign_in(person)
        for entry in entries:
            for page in pages_of(entry):
                assert browser.get(page).status_code == 404, (who, page)
            for page in verbs_of(entry):
                answer = browser.press(page, **sending(), version=str(entry.version))
                assert answer.status_code == 404, (who, page)
    assert [entry.version for entry in entries] == versions


def test_what_is_hidden_looks_like_what_never_was(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(make_person())
    for entry in three(scene):
        for page in pages_of(entry):
            nothing = re.sub(r"/[a-z0-9]{16}", f"/{'z' * 16}", page)
            assert nothing != page
            assert plain(browser.get(page).text) == plain(browser.get(nothing).text)


@pytest.mark.parametrize("make", [make_officer, make_approver, make_auditor])
def test_the_offices_read_what_was_sent_in_and_no_draft(
    scene: Scene, sign_in: SignIn, make: Callable[..., Person]
) -> None:
    drafted, sent, withdrawn = three(scene)
    browser = sign_in(make(scene.edition))
    codes = [browser.get(f"/entries/{entry.public_id}").status_code for entry in (drafted, sent, withdrawn)]
    assert codes == [404, 200, 200]
    for entry in (drafted, sent, withdrawn):
        for page in (
            form_of(entry),
            f"/entries/{entry.public_id}/withdraw",
            f"/entries/{entry.public_id}/files",
        ):
            assert browser.get(page).status_code == 404


def test_the_list_to_screen_is_for_the_offices_of_its_edition(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    scene.sent(title_en="Of the firm")
    scene.sent_by_another("Of another")
    page = f"{PLACE}/screening"
    for who, person in strangers(scene, session).items():
        answer = sign_in(person).get(page)
        if who == "an officer with a tie":
            assert "Of another" in answer.text and "Of the firm" not in answer.text
            assert answer.text.count("OCA-2024-") == 1, "its count and its number are not shown either"
        else:
            assert answer.status_code == 404, who
    assert "Of the firm" in sign_in(make_auditor(scene.edition)).get(page).text


def test_the_list_of_ones_own_entries_holds_no_others(scene: Scene, sign_in: SignIn) -> None:
    scene.sent(title_en="Of the firm")
    assert "Of the firm" in sign_in(scene.applicant).get("/entries").text
    for person in (make_person(), make_person(acts_for=make_organisation()), scene.officer):
        assert "Of the firm" not in sign_in(person).get("/entries").text


def test_whoever_acts_for_the_firm_no_longer_sees_nothing_at_the_next_request(
    scene: Scene, session: Session, sign_in: SignIn, clock: Clock
) -> None:
    entry = scene.sent()
    browser = sign_in(scene.applicant)
    assert browser.get(f"/entries/{entry.public_id}").status_code == 200
    (row,) = session.query(Representation).filter_by(person_id=scene.applicant.id)
    row.until = clock.now + timedelta(seconds=1)
    session.commit()
    clock.move(timedelta(seconds=1))
    for page in pages_of(entry):
        assert browser.get(page).status_code == 404
    assert entry.number not in browser.get("/entries").text  # type: ignore[operator]


def test_an_officer_who_lost_the_role_sees_nothing_more(
    scene: Scene, session: Session, sign_in: SignIn, clock: Clock
) -> None:
    entry, browser = scene.sent(), sign_in(scene.officer)
    assert browser.get(f"/entries/{entry.public_id}").status_code == 200
    for grant in scene.officer.grants:
        grant.ends_at = clock.now
    session.commit()
    for page in (*pages_of(entry), f"{PLACE}/screening"):
        assert browser.get(page).status_code == 404
