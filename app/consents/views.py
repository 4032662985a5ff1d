"""The page of one's own consents: give, see, withdraw."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.consents import labels, rules, service
from app.consents.forms import ConsentForm
from app.consents.models import Consent
from app.consents.queries import consents_of, get_consent, standing_consents
from app.core.access import current_person, guard, nothing, signed_in
from app.core.http.actions import run_action, run_form
from app.people.sign_in.login import own_path
from app.programmes.editions.queries import get_open_edition_by_id as get_open_edition
from app.programmes.models import Edition

bp = Blueprint("consents", __name__)


@bp.get("/me/consents")
@guard(nothing, sees=signed_in)
def mine(_nothing: None) -> ResponseReturnValue:
    return render_template("consents/mine.html", consents=consents_of(current_person()))


@bp.route("/me/consents/editions/<public_id>", methods=["GET", "POST"])
@guard(get_open_edition, sees=signed_in)
def to_edition(edition: Edition) -> ResponseReturnValue:
    """Where the data of an edition is first asked for: each purpose with its own text and box."""
    form, person = ConsentForm(), current_person()
    texts = {text.purpose: text for text in edition.rulebook.consents}
    return run_form(
        form,
        "consents/to_edition.html",
        verb=lambda: service.give_consents(edition=edition, purposes=form.given, by=person),
        then=lambda _: own_path(request.args.get("next") or url_for("consents.mine")),
        success_message=gettext("Your choice is kept. You can withdraw each consent at any time."),
        edition=edition,
        texts=texts,
        standing=standing_consents(person, edition),
    )


@bp.post("/me/consents/<public_id>/withdraw")
@guard(get_consent, sees=rules.owns_consent, may=rules.may_withdraw_consent)
def withdraw(consent: Consent) -> ResponseReturnValue:
    return run_action(
        lambda: service.withdraw_consent(consent=consent, by=current_person()),
        then=lambda _: url_for("consents.mine"),
        success_message=gettext("The consent is withdrawn."),
    )


def init_app(app: Flask) -> None:
    labels.init_app(app)
