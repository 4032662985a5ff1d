"""What stands against a submission is read once, and answered alike before it and after."""

from __future__ import annotations

from app.entries.applications.submission_checks import SubmissionChecks
from tests.counting import counted
from tests.entries.conftest import Scene


def test_what_is_asked_again_is_not_read_again(scene: Scene) -> None:
    checks = SubmissionChecks(scene.save(scene.start()), scene.applicant)

    def answers() -> tuple[object, ...]:
        return checks.writable, checks.submittable, checks.missing, checks.already_submitted

    first = answers()
    with counted() as sent:
        assert answers() == first
    assert sent == []


def test_a_whole_draft_can_be_submitted_and_is_itself_what_was_submitted(scene: Scene) -> None:
    draft = scene.save(scene.start())
    before = SubmissionChecks(draft, scene.applicant)
    assert before.writable and before.submittable and before.missing == {}
    assert (before.latest, before.already_submitted, before.changed) == (None, None, True)
    submission = scene.send(draft)
    after = SubmissionChecks(draft, scene.applicant)
    assert after.latest is after.already_submitted is submission and not after.changed


def test_the_draft_is_judged_as_it_stands(scene: Scene) -> None:
    draft = scene.sent()
    checks = SubmissionChecks(draft, scene.applicant)
    assert checks.already_submitted
    scene.save(draft, title_en="")
    assert checks.changed and set(checks.missing) == {"title_en"} and not checks.already_submitted
    scene.save(draft, tracks=())
    assert checks.missing["tracks"].params == {"least": 1, "most": 2}
