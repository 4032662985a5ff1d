"""The second person: see the proposal whole, agree to it or refuse it."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard
from app.core.verdict import _
from app.core.web import handle, perform
from app.programmes import rules, service
from app.programmes.forms import RefuseForm
from app.programmes.models import RulebookVersion
from app.programmes.queries import get_version
from app.programmes.rulebook import difference, stale_days
from app.programmes.views import bp


@bp.get("/rulebook-versions/<public_id>")
@guard(get_version, sees=rules.sees_version)
def proposal(version: RulebookVersion) -> ResponseReturnValue:
    return render_template("programmes/proposal.html", form=_refusal(version), **_about(version))


def _refusal(version: RulebookVersion) -> RefuseForm:
    """Whoever proposed it takes it back; anybody else refuses it."""
    form = RefuseForm()
    if version.proposed_by_id == current_person().id:
        form.reason.label.text = gettext("Why you take it back")
    return form


def _about(version: RulebookVersion) -> dict[str, Any]:
    person, now = current_person(), clock.now()
    present = version.edition.current_version
    compared = present is not None and version.is_pending
    return {
        "version": version,
        "book": version.rulebook,
        "stale": list(stale_days(version.rulebook)) if version.is_pending else [],
        "present": present.rulebook if present and compared else None,
        "changes": difference(present.rulebook, version.rulebook) if present and compared else None,
        "may_agree": rules.may_agree(person, version, now),
        "may_refuse": rules.may_refuse(person, version, now),
    }


@bp.post("/rulebook-versions/<public_id>/agree")
@guard(get_version, sees=rules.sees_version, may=rules.may_agree)
def agree(version: RulebookVersion) -> ResponseReturnValue:
    return perform(
        lambda: service.agree(version=version, by=current_person()),
        then=lambda _done: url_for("programmes.edition", public_id=version.edition.public_id),
        said=_("The rule-book is in force."),
    )


@bp.post("/rulebook-versions/<public_id>/refuse")
@guard(get_version, sees=rules.sees_version, may=rules.may_refuse)
def refuse(version: RulebookVersion) -> ResponseReturnValue:
    form = _refusal(version)
    return handle(
        form, "programmes/proposal.html", **_about(version),
        verb=lambda: service.refuse(version=version, reason=form.reason.data or "", by=current_person()),
        then=lambda _done: url_for("programmes.edition", public_id=version.edition.public_id),
        said=_("The proposal was ended. Nothing changed."),
    )  # fmt: skip
