"""What events are called. An action that is missing here is shown by its name in the log; a test finds it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask_babel import gettext

from app.audit.models import AuditEvent
from app.consents.labels import PURPOSES
from app.core.verdict import _
from app.people.labels import ROLES

NAMED_FACTS = {"role": ROLES, "purpose": PURPOSES}

EVENTS: Mapping[str, str] = {
    "assignment.discarded": _("put a plan of who reads what away"),
    "assignment.given": _("assigned one judge by hand"),
    "assignment.proposed": _("had a plan of who reads what worked out"),
    "assignment.recused": _("recused themselves from an entry"),
    "assignment.released": _("released a judge from an entry"),
    "assignment.undone": _("took an assignment of judges back"),
    "attachment.added": _("added a file"),
    "attachment.removed": _("removed a file"),
    "ballot.closed": _("closed the ballot"),
    "ballot.opened": _("opened the ballot"),
    "ballot.tie_declared": _("declared a conflict of interest with an entry"),
    "candidacy.eligible": _("found a candidacy eligible"),
    "candidacy.ineligible": _("found a candidacy not eligible"),
    "candidacy.pending": _("reopened the screening of a candidacy"),
    "candidacy.returned": _("returned a candidacy for correction"),
    "comment.handled": _("handled a judge’s comment"),
    "conflict.declared": _("declared a conflict of interest"),
    "conflict.recorded": _("recorded a judge’s conflict of interest"),
    "consent.given": _("gave a consent"),
    "consent.withdrawn": _("withdrew a consent"),
    "correction.agreed": _("agreed to a correction"),
    "correction.asked": _("asked for a correction"),
    "correction.ended": _("ended a correction"),
    "edition.archived": _("archived the edition"),
    "edition.opened": _("agreed to open the edition"),
    "edition.proposed": _("proposed to open the edition"),
    "entry.started": _("began an entry"),
    "entry.deleted": _("deleted a draft of an entry"),
    "entry.submitted": _("submitted an entry"),
    "entry.withdrawn": _("withdrew an entry"),
    "invitation.accepted": _("accepted an invitation"),
    "invitation.sent": _("invited somebody"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "judge.described": _("described what a judge knows"),
    "log.key_changed": _("changed the key that signs the log"),
    "membership.changed": _("changed a membership"),
    "membership.recorded": _("recorded a membership"),
    "nomination.accepted": _("accepted a nomination"),
    "nomination.declined": _("declined a nomination"),
    "nomination.sent": _("nominated"),
    "nomination.merged": _("gave back a nomination of a firm nominated twice"),
    "nomination.withdrawn": _("withdrew a nomination"),
    "notice.posted": _("posted the public notice"),
    "organisation.claim_confirmed": _("confirmed that somebody acts for an organisation"),
    "organisation.claim_refused": _("did not confirm that somebody acts for an organisation"),
    "organisation.claimed": _("said that they act for an organisation"),
    "organisation.colleague_invited": _("invited a colleague to act for an organisation"),
    "organisation.confirmed": _("confirmed who acts for an organisation"),
    "organisation.corrected": _("corrected the register of organisations"),
    "organisation.left": _("ended that somebody acts for an organisation"),
    "organisation.merged": _("merged two organisations of the register"),
    "organisation.name_corrected": _("corrected the name of an organisation"),
    "organisation.registered": _("registered an organisation"),
    "organisation.represented": _("named somebody to act for an organisation"),
    "panel.seated": _("put judges on a panel"),
    "panel.unseated": _("took a judge off a panel"),
    "person.employer_removed": _("removed an employer entered by mistake"),
    "person.employed": _("named an employer"),
    "person.left_employer": _("left an employer"),
    "person.disabled": _("closed an account"),
    "person.enabled": _("opened a closed account again"),
    "person.password_changed": _("changed their password"),
    "person.password_reset": _("set a new password by a mailed link"),
    "person.registered": _("made an account"),
    "person.reset_asked": _("asked for a new password"),
    "person.reset_handed_over": _("was handed a link to set a new password"),
    "person.signed_up_again": _("signed up with an address that has an account"),
    "person.taken_over": _("took up an account by proving its address"),
    "person.updated": _("changed their profile"),
    "person.verification_asked": _("asked for a link to confirm their address"),
    "person.verified": _("confirmed their address"),
    "prizes.approved": _("approved the prize list"),
    "prizes.drawn_up": _("drew up the prize list"),
    "prizes.proposed": _("proposed the prize list"),
    "prizes.returned": _("sent the prize list back"),
    "reopening.agreed": _("agreed to reopen a score sheet"),
    "reopening.asked": _("asked for a score sheet to be reopened"),
    "reopening.declined": _("declined to reopen a score sheet"),
    "reopening.proposed": _("proposed to reopen a score sheet"),
    "results.published": _("published the results"),
    "role.ended": _("ended a role"),
    "role.granted": _("gave a role"),
    "rulebook.amended": _("agreed to a change of the rule-book"),
    "rulebook.proposed": _("proposed a change of the rule-book"),
    "rulebook.refused": _("refused a rule-book"),
    "session.ended": _("signed out"),
    "session.opened": _("signed in"),
    "session.others_ended": _("signed out every other browser"),
    "sheet.saved": _("saved a score sheet"),
    "sheet.sent": _("submitted a score sheet"),
    "stage.advanced": _("advanced candidacies to the next stage"),
    "stage.assigned": _("assigned judges"),
    "stage.closed": _("closed a stage"),
    "stage.entered": _("put candidacies into a stage"),
    "stage.opened": _("opened a stage"),
    "stage.postponed": _("gave the judges more time"),
    "stage.ranked": _("ranked a stage"),
    "stage.reminded": _("reminded judges"),
    "stage.rubric_locked": _("received the first score sheet, which locks what decides in it"),
    "strike.agreed": _("agreed to strike an entry"),
    "strike.asked": _("asked to withdraw an entry"),
    "strike.proposed": _("proposed to strike an entry"),
    "strike.refused": _("refused to strike an entry"),
    "tie.agreed": _("agreed to another decision of a tie"),
    "tie.decided": _("decided a tie"),
    "tie.decided_again": _("recorded another decision of a tie that was decided before"),
    "tie.refused": _("refused another decision of a tie"),
}


def event_name(action: str) -> str:
    """The event in the reader's language."""
    return gettext(EVENTS[action]) if action in EVENTS else action


def event_text(event: AuditEvent) -> str:
    """The event, with the role or the purpose that it was about."""
    name = event_name(event.action)
    facts = _facts(event)
    about = [names[facts[key]] for key, names in NAMED_FACTS.items() if facts.get(key) in names]
    return gettext("%(event)s (%(about)s)", event=name, about=gettext(about[0])) if about else name


def _facts(event: AuditEvent) -> dict[str, str]:
    """Facts that are words; none where somebody has changed the event, which its page must survive."""
    try:
        stated = json.loads(event.statement)
    except ValueError:
        return {}
    facts = stated.get("facts") if isinstance(stated, dict) else None
    return (
        {key: fact for key, fact in facts.items() if isinstance(fact, str)} if isinstance(facts, dict) else {}
    )
