"""An officer says that two rows of the register are one organisation."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.http.actions import run_form
from app.core.verdict import _
from app.entries.blueprint import bp
from app.entries.merging import service
from app.people.models import Organisation
from app.people.organisations.forms import MergeForm
from app.people.organisations.queries import get_organisation
from app.people.organisations.rules import may_merge, sees_pair

Pair = tuple[Organisation, Organisation]


def load_pair(public_id: str, into: str) -> Pair:
    return get_organisation(public_id), get_organisation(into)


@bp.route("/organisations/<public_id>/merge/<into>", methods=["GET", "POST"])
@guard(load_pair, sees=sees_pair, may=may_merge)
def merge_organisations(pair: Pair) -> ResponseReturnValue:
    form, (duplicate, survivor) = MergeForm(), pair
    page = url_for("people.organisation", public_id=survivor.public_id)
    return run_form(
        form,
        "entries/merge_organisations.html",
        duplicate=duplicate,
        survivor=survivor,
        back=page,
        verb=lambda: service.merge_organisations(
            duplicate=duplicate, survivor=survivor, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _nothing: page,
        success_message=_("They are one organisation now."),
    )
