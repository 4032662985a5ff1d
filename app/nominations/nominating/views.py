"""A member's quota and nominations, and the forms that send them."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.errors import Invalid, NotFound
from app.core.http.actions import run_action, run_form
from app.core.verdict import _, need
from app.nominations import rules
from app.nominations.answers import service
from app.nominations.blueprint import bp
from app.nominations.forms import FirmForm, IndividualForm
from app.nominations.models import Membership, Nomination
from app.nominations.nominating import firms, individuals
from app.nominations.queries import (
    get_direction,
    get_membership,
    get_nomination,
    get_organisation,
    memberships_of,
    organisations_named,
    proposal,
    proposals,
    received_by,
    sent_by,
)
from app.nominations.rules import Proposal
from app.people.models import Organisation
from app.programmes.editions.queries import get_open_edition, open_editions
from app.programmes.models import Edition


@bp.get("/nominations")
@guard(nothing, sees=signed_in)
def index(_nothing: None) -> ResponseReturnValue:
    """Where somebody nominates, and who nominated them."""
    person, now = current_person(), clock.now()
    own = [edition for edition in open_editions() if rules.sees_own_nominations(person, edition, now)]
    return render_template("nominations/index.html", editions=own, received=received_by(person, now))


@bp.get("/programmes/<slug>/<int(max=9999):year>/nominate")
@guard(get_open_edition, sees=rules.sees_own_nominations)
def mine(edition: Edition) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    memberships = memberships_of(person, now)
    made = sent_by(edition, memberships)
    offered = [
        (p, rules.may_nominate(person, p, now)) for p in proposals(edition, memberships) if p.rule.proposers
    ]
    return render_template(
        "nominations/mine.html",
        edition=edition,
        memberships=memberships,
        offered=offered,
        made=[(n, rules.may_withdraw(person, n, now)) for n in made],
    )


def _in_the_name_of(*, slug: str, year: int, direction: str, membership: str) -> Proposal:
    edition = get_open_edition(slug, year)
    return proposal(get_direction(edition, direction), get_membership(membership))


def _of_the_secretariat(slug: str, year: int, direction: str) -> Proposal:
    return proposal(get_direction(get_open_edition(slug, year), direction), None)


@bp.route(
    "/programmes/<slug>/<int(max=9999):year>/nominate/<direction>/<membership>", methods=["GET", "POST"]
)
@guard(_in_the_name_of, sees=rules.sees_proposal, may=rules.may_nominate)
def nominate(made: Proposal) -> ResponseReturnValue:
    is_for_firms = made.edition.rulebook.direction(made.direction.code).applicant == "organisation"
    return _firm(made) if is_for_firms else _individual(made)


@bp.route("/programmes/<slug>/<int(max=9999):year>/propose/<direction>", methods=["GET", "POST"])
@guard(_of_the_secretariat, sees=rules.sees_proposal, may=rules.may_nominate)
def propose(made: Proposal) -> ResponseReturnValue:
    return _individual(made)


def _firm(made: Proposal) -> ResponseReturnValue:
    form = FirmForm()
    words = request.args.get("q", "")
    chosen = request.args.get("organisation", "") or form.organisation.data or ""
    if request.method != "POST":
        form.organisation.data = chosen
    return run_form(
        form,
        "nominations/firm.html",
        made=made,
        words=words,
        organisation=get_organisation(chosen) if chosen else None,
        found=organisations_named(words) if words.strip() else [],
        typing="new" in request.args or (request.method == "POST" and not chosen),
        verb=lambda: firms.nominate_firm(
            edition=made.edition,
            direction=made.direction,
            membership=_member(made),
            organisation=_wanted(form),
            email=form.email.data or "",
            statement=form.statement.data or "",
            by=current_person(),
        ),
        then=lambda _sent: _back(made),
        said=_("The nomination was sent. The answer comes by message."),
    )


def _member(made: Proposal) -> Membership:
    if made.membership is None:
        raise NotFound
    return made.membership


def _wanted(form: FirmForm) -> Organisation:
    if form.organisation.data:
        return get_organisation(form.organisation.data)
    if not (form.name_zh.data or form.name_en.data):
        raise Invalid({"name_zh": need(False, _("Give the name in Chinese or in English."))})
    return firms.firm_named(
        name_zh=form.name_zh.data or "",
        name_en=form.name_en.data or "",
        country_region=form.country_region.data,
        by=current_person(),
    )


def _individual(made: Proposal) -> ResponseReturnValue:
    form = IndividualForm()
    return run_form(
        form,
        "nominations/individual.html",
        made=made,
        verb=lambda: individuals.nominate_individual(
            edition=made.edition,
            direction=made.direction,
            membership=made.membership,
            by=current_person(),
            **form.values,
        ),
        then=lambda _sent: _back(made),
        said=_("The nomination was sent. The answer comes by message."),
    )


def _back(made: Proposal) -> str:
    page = "nominations.mine" if made.membership else "nominations.office"
    return url_for(page, slug=made.edition.programme.slug, year=made.edition.year)


@bp.route("/nominations/<public_id>/withdraw", methods=["GET", "POST"])
@guard(get_nomination, sees=rules.is_proposer, may=rules.may_withdraw)
def withdraw(nomination: Nomination) -> ResponseReturnValue:
    back = _back(Proposal(nomination.direction, nomination.membership))
    if request.method != "POST":
        return render_template("nominations/withdraw.html", nomination=nomination, back=back)
    return run_action(
        lambda: service.withdraw(nomination=nomination, by=current_person()),
        then=lambda _done: back,
        said=_("The nomination was withdrawn."),
    )
