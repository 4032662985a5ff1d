"""A member's quota and nominations, and the forms that send them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Organisation
from app.accounts.organisations.queries import (
    get_organisation,
    identity_of,
    is_confirmed,
    organisations_like,
    organisations_named,
)
from app.accounts.service import name_organisation
from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.errors import NotFound
from app.core.verdict import _
from app.core.web import handle, perform
from app.nominations import rules, service
from app.nominations.forms import FirmForm, IndividualForm
from app.nominations.models import Membership, Nomination
from app.nominations.queries import (
    get_direction,
    get_membership,
    get_nomination,
    memberships_of,
    proposal,
    proposals,
    received_by,
    sent_by,
)
from app.nominations.rules import Proposal
from app.nominations.views import bp
from app.programmes.models import Edition
from app.programmes.queries import get_open_edition, open_editions


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
        "nominations/mine.html", edition=edition, memberships=memberships, offered=offered,
        made=[(n, rules.may_withdraw(person, n, now)) for n in made],
    )  # fmt: skip


def _in_the_name_of(*, slug: str, year: int, direction: str, membership: str) -> Proposal:
    edition = get_open_edition(slug, year)
    return proposal(get_direction(edition, direction), get_membership(membership))


def _of_the_secretariat(slug: str, year: int, direction: str) -> Proposal:
    return proposal(get_direction(get_open_edition(slug, year), direction), None)


@bp.route("/programmes/<slug>/<int(max=9999):year>/nominate/<direction>/<membership>", methods=["GET", "POST"])
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
    if request.method != "POST":
        form.organisation.data = request.args.get("organisation", "")
    chosen = get_organisation(form.chosen) if form.chosen else None
    return handle(
        form, "nominations/firm.html", made=made, words=words, organisation=chosen,
        confirmed=is_confirmed(chosen, clock.now()) if chosen else False,
        found=organisations_named(words) if words.strip() else [],
        typing="new" in request.args or (request.method == "POST" and not chosen),
        alike=_alike(form, chosen),
        verb=lambda: service.nominate_firm(
            edition=made.edition, direction=made.direction, membership=_member(made), organisation=_wanted(form),
            email=form.email.data or "", statement=form.statement.data or "", by=current_person(),
        ),
        then=lambda _sent: _back(made), said=_("The nomination was sent. The answer comes by message."),
    )  # fmt: skip


def _member(made: Proposal) -> Membership:
    if made.membership is None:
        raise NotFound
    return made.membership


def _wanted(form: FirmForm) -> Organisation:
    return get_organisation(form.chosen) if form.chosen else name_organisation(**form.new, by=current_person())


def _alike(form: FirmForm, chosen: Organisation | None) -> Sequence[Organisation]:
    """What may be meant besides what was chosen, or instead of what was typed."""
    if chosen is not None:
        return organisations_like(identity_of(chosen), but=chosen.id)
    return organisations_like(form.identity) if request.method == "POST" else []


def _individual(made: Proposal) -> ResponseReturnValue:
    form = IndividualForm()
    return handle(
        form, "nominations/individual.html", made=made,
        verb=lambda: service.nominate_individual(
            edition=made.edition, direction=made.direction, membership=made.membership, by=current_person(),
            **form.values,
        ),
        then=lambda _sent: _back(made), said=_("The nomination was sent. The answer comes by message."),
    )  # fmt: skip


def _back(made: Proposal) -> str:
    page = "nominations.mine" if made.membership else "nominations.office"
    return url_for(page, slug=made.edition.programme.slug, year=made.edition.year)


@bp.route("/nominations/<public_id>/withdraw", methods=["GET", "POST"])
@guard(get_nomination, sees=rules.is_proposer, may=rules.may_withdraw)
def withdraw(nomination: Nomination) -> ResponseReturnValue:
    back = _back(Proposal(nomination.direction, nomination.membership))
    if request.method != "POST":
        return render_template("nominations/withdraw.html", nomination=nomination, back=back)
    return perform(
        lambda: service.withdraw(nomination=nomination, by=current_person()),
        then=lambda _done: back, said=_("The nomination was withdrawn."),
    )  # fmt: skip
