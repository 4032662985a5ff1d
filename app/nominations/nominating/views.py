"""A member's quota and nominations, and the forms that send them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.db import transaction
from app.core.drafts import opened_form
from app.core.errors import NotFound
from app.core.http.actions import already_answered, keep_answer, run_action, run_form
from app.core.i18n import text
from app.core.verdict import _
from app.nominations import rules
from app.nominations.blueprint import bp
from app.nominations.forms import FirmForm
from app.nominations.models import Membership, Nomination, NominationDraft
from app.nominations.nominating import drafts, firms, individuals, withdrawing
from app.nominations.nominating.draft_views import (
    NominationForm,
    form_of,
    keep,
    nominee_of,
    show_merged,
    standing_draft,
    typed_into,
)
from app.nominations.queries import (
    get_nomination,
    in_the_name_of,
    memberships_of,
    of_the_secretariat,
    received_by,
    sent_by,
)
from app.nominations.quota.queries import proposals
from app.nominations.quota.rules import Proposal
from app.people.models import Organisation
from app.people.organisations.queries import (
    get_organisation,
    identity_of,
    organisations_like,
    organisations_named,
)
from app.people.organisations.service import name_organisation
from app.people.representations.queries import is_confirmed
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
        drafts=[(_nominee_in(draft, firm), draft) for draft, firm in drafts.drafts_in(edition, of=person)],
    )


def _nominee_in(draft: NominationDraft, firm: Organisation | None) -> str:
    """Whom a draft is about, as far as it says so."""
    typed = draft.answers
    named = firm.name if firm else {"zh": typed.get("name_zh", ""), "en": typed.get("name_en", "")}
    return str(typed.get("name") or text(named))


@bp.route(
    "/programmes/<slug>/<int(max=9999):year>/nominate/<direction>/<membership>", methods=["GET", "POST"]
)
@guard(in_the_name_of, sees=rules.sees_proposal, may=rules.may_nominate, typed=typed_into)
def nominate(made: Proposal) -> ResponseReturnValue:
    return _answer(made)


@bp.route("/programmes/<slug>/<int(max=9999):year>/propose/<direction>", methods=["GET", "POST"])
@guard(of_the_secretariat, sees=rules.sees_proposal, may=rules.may_nominate, typed=typed_into)
def propose(made: Proposal) -> ResponseReturnValue:
    return _answer(made)


def _answer(made: Proposal) -> ResponseReturnValue:
    form = form_of(made)
    if request.method == "POST" and request.form.get("action") == "save":
        return already_answered() or _save(made, form)
    firm = isinstance(form, FirmForm)
    return run_form(
        form,
        "nominations/firm.html" if firm else "nominations/individual.html",
        **_context(made, form),
        verb=lambda: _send(made, form),
        then=lambda _sent: _back(made),
        success_message=_("The nomination was sent. The answer comes by message."),
    )


def _save(made: Proposal, form: NominationForm) -> ResponseReturnValue:
    here, opened = _here(made, form), opened_form()
    with transaction():
        _row, merged, draft = keep(made, form, opened)
        if not draft.disputes:
            keep_answer(here)
    if not draft.disputes:
        flash(gettext(_("Draft saved.")), "success")
        return redirect(here, 303)
    show_merged(form, merged)
    page = "nominations/firm.html" if isinstance(form, FirmForm) else "nominations/individual.html"
    return render_template(page, form=form, **{**_context(made, form), "draft": draft}), 409


def _send(made: Proposal, form: NominationForm) -> Nomination:
    """The nomination takes the place of its draft."""
    nomination = _nominate_firm(made, form) if isinstance(form, FirmForm) else _nominate_person(made, form)
    drafts.drop_draft(made=made, nominee=nominee_of(made), by=current_person())
    return nomination


def _nominate_firm(made: Proposal, form: FirmForm) -> Nomination:
    return firms.nominate_firm(
        edition=made.edition,
        direction=made.direction,
        membership=_member(made),
        organisation=_wanted(form),
        email=form.email.data or "",
        statement=form.statement.data or "",
        by=current_person(),
    )


def _nominate_person(made: Proposal, form: NominationForm) -> Nomination:
    return individuals.nominate_individual(
        edition=made.edition,
        direction=made.direction,
        membership=made.membership,
        by=current_person(),
        **form.values,
    )


def _context(made: Proposal, form: NominationForm) -> dict[str, Any]:
    """What the page shows beside the form: of an organisation also the search for it."""
    draft = {"made": made, "draft": standing_draft(made, form), "autosave": _here(made, form, draft=True)}
    if not isinstance(form, FirmForm):
        return draft
    words = request.args.get("q", "")
    chosen = get_organisation(form.chosen) if form.chosen else None
    return draft | {
        "words": words,
        "organisation": chosen,
        "found": organisations_named(words) if words.strip() else [],
        "confirmed": is_confirmed(chosen, clock.now()) if chosen else False,
        "typing": "new" in request.args or (request.method == "POST" and not chosen),
        "alike": _alike(form, chosen),
    }


def _alike(form: FirmForm, chosen: Organisation | None) -> Sequence[Organisation]:
    """What may be meant besides what was chosen, or instead of what was typed."""
    if chosen is not None:
        return organisations_like(identity_of(chosen), but=chosen.id)
    return organisations_like(form.identity) if request.method == "POST" else []


def _here(made: Proposal, form: NominationForm, *, draft: bool = False) -> str:
    """The form about this nominee, or the address that takes its drafts."""
    chosen = form.chosen if isinstance(form, FirmForm) else ""
    about = (
        {"organisation": chosen}
        if chosen
        else {"new": "1"}
        if isinstance(form, FirmForm) and not draft
        else {}
    )
    place: dict[str, Any] = {
        "slug": made.edition.programme.slug,
        "year": made.edition.year,
        "direction": made.direction.code,
        **about,
    }
    if made.membership is None:
        return url_for("nominations.propose_autosave" if draft else "nominations.propose", **place)
    member = made.membership.public_id
    return url_for("nominations.autosave" if draft else "nominations.nominate", membership=member, **place)


def _member(made: Proposal) -> Membership:
    if made.membership is None:
        raise NotFound
    return made.membership


def _wanted(form: FirmForm) -> Organisation:
    return (
        get_organisation(form.chosen) if form.chosen else name_organisation(**form.new, by=current_person())
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
        lambda: withdrawing.withdraw(nomination=nomination, by=current_person()),
        then=lambda _done: back,
        success_message=_("The nomination was withdrawn."),
    )
