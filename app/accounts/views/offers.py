"""Invite others, take invitations back, end roles: officers in their editions, administrators everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts import rules, service
from app.accounts.forms import InvitationForm, choices_of
from app.accounts.models import Invitation, Person, RoleGrant
from app.accounts.queries import (
    editions_to_staff,
    get_edition,
    get_grant,
    get_invitation,
    get_person,
    holders,
    open_invitations,
)
from app.accounts.views.blueprint import bp
from app.accounts.wording import role_name
from app.core import clock
from app.core.access import current_person, guard, nothing
from app.core.verdict import Verdict
from app.core.web import handle, perform

if TYPE_CHECKING:
    from app.programmes.models import Edition


@bp.get("/invitations")
@guard(nothing, sees=rules.sees_some_people)
def invitations(_nothing: None) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "accounts/invitations.html",
        editions=editions_to_staff(person, now),
        installation=rules.sees_people(person, None, now),
    )


@bp.route("/invitations/installation", methods=["GET", "POST"])
@guard(nothing, sees=rules.sees_people)
def people_of_installation(_nothing: None) -> ResponseReturnValue:
    return _people(None)


@bp.route("/invitations/<public_id>", methods=["GET", "POST"])
@guard(get_edition, sees=rules.sees_people)
def people_of_edition(edition: Edition) -> ResponseReturnValue:
    return _people(edition)


def _people(edition: Edition | None) -> ResponseReturnValue:
    form, now, by = InvitationForm(), clock.now(), current_person()
    roles = {role: role_name(role) for role in rules.offered_by(by, edition, now)}
    form.role.choices = choices_of({"": "—", **roles} if roles else {})
    people = holders(edition, after=request.args.get("people", ""), now=now)
    offers = open_invitations(edition, after=request.args.get("offers", ""), now=now)
    return handle(
        form,
        "accounts/people.html",
        verb=lambda: service.invite(
            email=form.email.data, role=form.role.data, edition=edition, role_ends_at=form.role_ends_at, by=by
        ),
        then=lambda _: place_of(edition),
        said=gettext("The invitation is on its way."),
        edition=edition,
        people=people,
        offers=offers,
        unended=refusals(rules.may_end_role(by, grant, now) for grant in people[0]),
        unwithdrawn=refusals(rules.may_withdraw_invitation(by, invitation, now) for invitation in offers[0]),
        may_end=lambda grant: rules.may_end_role(by, grant, now),
        may_disable=lambda person: rules.may_disable(by, person, now),
        may_withdraw=lambda invitation: rules.may_withdraw_invitation(by, invitation, now),
    )


def refusals(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Each reason once, however many rows of a list it holds for."""
    return list({verdict.reason: verdict for verdict in verdicts if not verdict}.values())


def place_of(edition: Edition | None) -> str:
    """The page of the people there."""
    if edition is None:
        return url_for("accounts.people_of_installation")
    return url_for("accounts.people_of_edition", public_id=edition.public_id)


@bp.post("/invitations/<public_id>/withdraw")
@guard(get_invitation, sees=rules.sees_invitation, may=rules.may_withdraw_invitation)
def withdraw_invitation(invitation: Invitation) -> ResponseReturnValue:
    return perform(
        lambda: service.withdraw_invitation(invitation=invitation, by=current_person()),
        then=lambda _: place_of(invitation.edition),
        said=gettext("The invitation is withdrawn."),
    )


@bp.route("/roles/<public_id>/end", methods=["GET", "POST"])
@guard(get_grant, sees=rules.sees_grant, may=rules.may_end_role)
def end_role(grant: RoleGrant) -> ResponseReturnValue:
    own = grant.person_id == current_person().id
    back = url_for("accounts.profile") if own else place_of(grant.edition)
    if request.method == "GET":
        return render_template("accounts/end_role.html", grant=grant, own=own, back=back)
    return perform(
        lambda: service.end_role(grant=grant, by=current_person()),
        then=lambda _: back,
        said=gettext("The role has ended."),
    )


@bp.route("/people/<public_id>/close", methods=["GET", "POST"])
@guard(get_person, sees=rules.is_administrator, may=rules.may_disable)
def close_account(person: Person) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("accounts/close_account.html", person=person)
    return perform(
        lambda: service.disable(person=person, by=current_person()),
        then=lambda _: url_for("accounts.invitations"),
        said=gettext("The account is closed."),
    )


@bp.post("/people/<public_id>/open")
@guard(get_person, sees=rules.is_administrator, may=rules.may_disable)
def open_account(person: Person) -> ResponseReturnValue:
    return perform(
        lambda: service.enable(person=person, by=current_person()),
        then=lambda _: url_for("accounts.invitations"),
        said=gettext("The account is open again. Its owner signs in anew."),
    )
