"""What stands against a submission is read once, and answered alike before it and after."""

from __future__ import annotations

from app.entries.applications.admission import Admission
from tests.counting import counted
from tests.entries.conftest import Scene


def test_what_is_asked_again_is_not_read_again(scene: Scene) -> None:
    admission = Admission(scene.save(scene.start()), scene.applicant)

    def answers() -> tuple[object, ...]:
        return admission.writable, admission.submittable, admission.missing, admission.already_submitted

    first = answers()
    with counted() as sent:
        assert answers() == first
    assert sent == []


def test_a_whole_draft_can_be_submitted_and_is_itself_what_was_submitted(scene: Scene) -> None:
    draft = scene.save(scene.start())
    before = Admission(draft, scene.applicant)
    assert before.writable and before.submittable and before.missing == {}
    assert (before.latest, before.already_submitted, before.changed) == (None, None, True)
    submission = scene.send(draft)
    after = Admission(draft, scene.applicant)
    assert after.latest is after.already_submitted is submission and not after.changed


def test_the_draft_is_judged_as_it_stands(scene: Scene) -> None:
    draft = scene.sent()
    admission = Admission(draft, scene.applicant)
    assert admission.already_submitted
    scene.save(draft, title_en="")
    assert admission.changed and set(admission.missing) == {"title_en"} and not admission.already_submitted
    scene.save(draft, tracks=())
    assert admission.missing["tracks"].params == {"least": 1, "most": 2}
