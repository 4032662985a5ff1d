"""The page that begins an application: what is offered fits who asks, and says what is free."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consents.models import ConsentPurpose
from app.entries.applications import rules
from app.entries.models import Entry
from tests.entries.conftest import PLACE, Scene, SignIn
from tests.factories import consents_to, make_edition, make_person
from tests.time import Clock

APPLY = f"{PLACE}/apply?lang=en"
TICKED = {"processing": "1", "publication": "1", "transfer": "1"}


def chosen(page: str) -> dict[str, str]:
    """What the form sends where nothing is touched."""
    boxes = (
        dict(re.findall(r'(\w+)="([^"]*)"', box))
        for box in re.findall(r"<input [^>]*\bchecked\b[^>]*>", page)
    )
    return {box["name"]: box["value"] for box in boxes}


def choice(page: str, value: str) -> str:
    """One choice with its words."""
    found = re.search(rf'<div class="choice">\s*<input [^>]*value="{value}"[^>]*>.*?</div>', page, re.S)
    assert found
    return found[0]


@pytest.mark.parametrize(("represents", "direction"), [(True, "enterprises"), (False, "individuals")])
def test_what_is_preset_is_accepted(scene: Scene, sign_in: SignIn, represents: bool, direction: str) -> None:
    browser = sign_in(scene.applicant if represents else make_person())
    preset = chosen(browser.get(APPLY).text)
    assert preset["direction"] == direction
    assert browser.press(APPLY, **preset, **TICKED).status_code == 303


def test_who_has_no_organisation_is_not_offered_a_direction_of_organisations(
    sign_in: SignIn, scene: Scene
) -> None:
    page = sign_in(make_person()).get(APPLY).text
    assert "Enterprises: only an organisation can apply. Register yours first" in page
    assert 'value="enterprises"' not in page and 'name="organisation"' not in page
    page = sign_in(scene.applicant).get(APPLY).text
    assert 'value="enterprises"' in page and "Register yours" not in page


def test_each_direction_says_who_applies_and_whether_a_nomination_is_needed(
    scene: Scene, sign_in: SignIn
) -> None:
    page = sign_in(scene.applicant).get(APPLY).text
    assert "You apply yourself, as a person. A nomination that was accepted is needed." in choice(
        page, "individuals"
    )
    assert "An organisation applies. Members apply directly" in choice(page, "enterprises")


def test_where_only_organisations_apply_a_person_is_led_to_register_one(
    scene: Scene, sign_in: SignIn, clock: Clock
) -> None:
    edition = make_edition("practice-cases-2024")
    clock.set(edition.opens_at)
    address = f"/programmes/{edition.programme.slug}/{edition.year}/apply?lang=en"
    page = sign_in(make_person()).get(address).text
    assert (
        'class="btn btn-primary" href="/me/organisations?next=/programmes/practice-cases/2024/apply"' in page
        and "Open a draft" not in page
    )
    assert "Open a draft" in sign_in(scene.applicant).get(address).text


def test_a_person_is_not_entered_under_the_country_of_their_organisation(
    scene: Scene, session: Session, sign_in: SignIn
) -> None:
    scene.firm.country_region = "FR"
    session.commit()
    fields = {"direction": "individuals", "organisation": str(scene.firm.id), **TICKED}
    assert sign_in(scene.applicant).press(APPLY, **fields).status_code == 303
    entry = session.scalars(sa.select(Entry)).one()
    assert (entry.person_id, entry.country_region) == (scene.applicant.id, "CN")


def test_what_is_free_is_marked_so(scene: Scene, sign_in: SignIn) -> None:
    page = sign_in(scene.applicant).get(APPLY).text
    for purpose in ConsentPurpose:
        section = next(s for s in page.split('<section class="form-section">') if f'name="{purpose}"' in s)
        free = bool(rules.has_consented(set(consents_to(scene.edition)) - {str(purpose)}))
        assert ("(optional)" in section) is ("judged without this consent" in section) is free
        assert "I agree" in section and section.count("<h2>") == 1


def test_who_has_to_register_a_firm_first_comes_back_to_apply(scene: Scene, sign_in: SignIn) -> None:
    browser, apply = sign_in(make_person()), f"{PLACE}/apply"
    page = browser.get(f"{apply}?lang=en").text
    (register,) = re.findall(r'href="(/me/organisations[^"]*)"[^>]*>Register', page)
    firm = {"name_zh": "新单位", "name_en": "New Firm", "country_region": "CN"}
    assert browser.send(register, "", **firm).location == apply
