"""What was submitted: how it is kept, and whether a draft differs from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from app.core import clock
from app.core.draft_merging import fingerprint
from app.entries.applications.drafts import rules_of
from app.entries.fields.answer_checks import sent_along
from app.entries.models import Entry, Submission
from app.people.models import Person


def is_changed(entry: Entry, latest: Submission | None) -> bool:
    """Whether the draft differs from what was submitted last, in an answer, a track or a file; what a browser makes of
    line ends and of empty fields is no difference."""
    if latest is None:
        return True
    answers = sent_along(rules_of(entry), entry.draft)
    codes = {*answers, *latest.answers}
    same = all(fingerprint(answers.get(code)) == fingerprint(latest.answers.get(code)) for code in codes)
    return not same or latest.sha256 != _sha256_of(entry, latest.answers)


def keep_submission(entry: Entry, by: Person, *, earlier: Submission | None, version: int) -> Submission:
    """The draft as it stands, after `earlier`; `version` is the entry's that was looked at."""
    answers = sent_along(rules_of(entry), entry.draft)
    submission = Submission(
        number=earlier.number + 1 if earlier else 1,
        entry_version=version,
        answers=answers,
        tracks=list(entry.tracks_draft),
        sha256=_sha256_of(entry, answers),
        submitted_at=clock.now(),
        submitted_by_id=by.id,
    )
    entry.submissions.append(submission)
    return submission


def _sha256_of(entry: Entry, answers: Mapping[str, Any]) -> str:
    files = sorted([file.field, file.sha256] for file in entry.standing_files)
    content = {"answers": answers, "tracks": entry.tracks_draft, "number": entry.number, "files": files}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
