"""The parts of an edition that the person at the screen may enter: where its work is done."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core import clock
from app.core.access import current_person
from app.entries.screening.rules import sees_screening
from app.judging.stages.rules import sees_judging
from app.nominations.rules import sees_nominations
from app.people.roles.rules import is_auditor
from app.programmes.models import Edition
from app.results.rules import sees_results


def sections_of(edition: Edition) -> list[tuple[str, str]]:
    """Name and address of each."""
    place: dict[str, Any] = {"slug": edition.programme.slug, "year": edition.year}
    sections = [
        (_("Nominations"), url_for("nominations.office", **place), sees_nominations),
        (_("Screening"), url_for("entries.screening", **place), sees_screening),
        (_("Judging"), url_for("judging.stages", **place), sees_judging),
        (_("Results"), url_for("results.overview", **place), sees_results),
        (_("Audit log"), url_for("audit.events", public_id=edition.public_id), is_auditor),
    ]
    person, now = current_person(), clock.now()
    return [(name, address) for name, address, sees in sections if sees(person, edition, now)]
