"""The secretariat's list of an edition's nominations."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.nominations import rules
from app.nominations.blueprint import bp
from app.nominations.overview.queries import counts, nominations_page, words_of
from app.nominations.quota.rules import Proposal
from app.programmes.editions.queries import get_open_edition
from app.programmes.models import Edition


@bp.get("/programmes/<slug>/<int(max=9999):year>/nominations")
@guard(get_open_edition, sees=rules.sees_nominations)
def office(edition: Edition) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    words, state = words_of(edition, now), request.args.get("state", "")
    state = state if state in words else ""
    proposals = [Proposal(direction) for direction in edition.directions]
    return render_template(
        "nominations/office.html",
        edition=edition,
        state=state,
        counts=counts(edition, person, words),
        takes_nominations=any(p.rule.proposers for p in proposals),
        page=nominations_page(
            edition, person, states=words.get(state, ()), after=request.args.get("after", "")
        ),
        offered=[
            (p, rules.may_nominate(person, p, now))
            for p in proposals
            if "secretariat" in p.rule.proposers and rules.sees_proposal(person, p, now)
        ],
    )
