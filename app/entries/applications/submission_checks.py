"""Whether a draft can be submitted: what the form, the page and the service ask, answered in one place."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from app.core import clock
from app.core.regions import region
from app.core.verdict import Verdict
from app.entries.applications import rules
from app.entries.applications.drafts import own_region, rules_of
from app.entries.applications.entries_per_applicant import has_slot
from app.entries.applications.queries import is_consented
from app.entries.applications.submissions import is_changed
from app.entries.applications.tracks_per_entry import has_chosen
from app.entries.editing_window import rules as editing_rules
from app.entries.fields.answer_checks import faults
from app.entries.models import Eligibility, Entry, EntryState, Submission
from app.nominations.queries import covers, is_member_organisation
from app.people.models import Person


class SubmissionChecks:
    """One entry, one person who would submit it, and what stands against that.

    What the database knows is read once, when it is first asked for; the draft is judged as it stands. A page makes
    one for all that it shows; submitting makes its own once it holds the entry, since others may have written before.
    """

    def __init__(self, entry: Entry, person: Person) -> None:
        self.entry, self.person, self.now = entry, person, clock.now()

    @property
    def editable(self) -> Verdict:
        """By this person and in time."""
        return editing_rules.may_edit(self.person, self.entry, self.now)

    @cached_property
    def consented(self) -> Verdict:
        return is_consented(self.entry.edition, self.person)

    @property
    def writable(self) -> Verdict:
        return self.editable and self.consented

    @property
    def missing(self) -> dict[str, Verdict]:
        """What the draft lacks or has wrong, by field; "tracks" for the choice of tracks."""
        entry, direction = self.entry, rules_of(self.entry)
        overseas = region(own_region(entry)).overseas
        attached = {file.field for file in entry.standing_files}
        found = faults(direction, entry.draft, overseas=overseas, attached=attached)
        chosen = has_chosen(entry.tracks_draft, direction)
        return found if chosen else {"tracks": chosen, **found}

    @cached_property
    def nominated(self) -> Verdict:
        return is_nominated(self.entry)

    @cached_property
    def within_limit(self) -> Verdict:
        """Whether this applicant may submit one entry more. Nothing is held by asking: `take_slot` asks again."""
        return has_slot(self.entry)

    @property
    def admissible(self) -> Verdict:
        """But for its text: nominated where that is needed, and within the applicant's limit."""
        return self.nominated and self.within_limit

    @cached_property
    def latest(self) -> Submission | None:
        """What was submitted last."""
        return self.entry.submissions[-1] if self.entry.submissions else None

    @property
    def changed(self) -> bool:
        """Whether the draft differs from that; where nothing was submitted yet, it does."""
        return is_changed(self.entry, self.latest)

    @property
    def corrected(self) -> Verdict:
        """Where it was returned: in the draft, or by a nomination accepted since, which may be what was asked for."""
        return rules.is_corrected(self.entry, changed=self._nominated_since_return or self.changed)

    @cached_property
    def _nominated_since_return(self) -> bool:
        returned = [c.screened_at for c in self.entry.candidacies if c.eligibility == Eligibility.RETURNED]
        since = min((instant for instant in returned if instant), default=None)
        return since is not None and _covers(self.entry, since=since)

    @property
    def submittable(self) -> Verdict:
        """All but its text: what greys the button before anything is missing."""
        return self.editable and self.admissible and self.corrected

    @property
    def already_submitted(self) -> Submission | None:
        """The submission of this very text, where nothing was asked for since: another tab submitted it, and this one
        gets its answer."""
        asked = any(candidacy.eligibility == Eligibility.RETURNED for candidacy in self.entry.candidacies)
        standing = self.entry.state == EntryState.SUBMITTED and not asked and not self.changed
        return self.latest if standing else None


def is_nominated(entry: Entry) -> Verdict:
    """Whether the nomination that the rule-book asks for stands; who was a member at the close needs none."""
    needed = rules_of(entry).nomination.needed
    if needed == "no":
        return rules.is_nominated(needed, is_member=False, is_covered=False)
    return rules.is_nominated(
        needed,
        is_member=is_member_organisation(entry.organisation_id, min(clock.now(), entry.edition.closes_at)),
        is_covered=_covers(entry),
    )


def _covers(entry: Entry, since: datetime | None = None) -> bool:
    return covers(
        entry.edition, organisation_id=entry.organisation_id, person_id=entry.person_id, since=since
    )
