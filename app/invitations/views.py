"""Invite others, take invitations back, end roles: officers in their editions, administrators everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing
from app.core.forms import choices_of
from app.core.http.actions import run_action, run_form
from app.core.verdict import Verdict
from app.invitations import acceptance_views as _acceptance_views  # noqa: F401
from app.invitations import letters, rules, service
from app.invitations.blueprint import bp
from app.invitations.forms import InvitationForm
from app.invitations.models import Invitation
from app.invitations.queries import get_invitation, open_invitations
from app.people.labels import role_name
from app.people.models import RoleGrant
from app.people.persons import rules as persons_rules
from app.people.roles import rules as roles_rules
from app.people.roles import service as roles_service
from app.people.roles.queries import get_grant, holders
from app.programmes.editions.queries import editions_to_staff, get_edition, titled_editions
from app.programmes.labels import official_title
from app.programmes.models import Edition


@bp.get("/invitations")
@guard(nothing, sees=roles_rules.sees_some_people)
def index(_nothing: None) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "invitations/index.html",
        editions=editions_to_staff(person, now),
        installation=roles_rules.sees_people(person, None, now),
    )


@bp.route("/invitations/installation", methods=["GET", "POST"])
@guard(nothing, sees=roles_rules.sees_people)
def people_of_installation(_nothing: None) -> ResponseReturnValue:
    return _people(None)


@bp.route("/invitations/<public_id>", methods=["GET", "POST"])
@guard(get_edition, sees=roles_rules.sees_people)
def people_of_edition(edition: Edition) -> ResponseReturnValue:
    return _people(edition)


def _people(edition: Edition | None) -> ResponseReturnValue:
    form, now, by = InvitationForm(), clock.now(), current_person()
    roles = {role: role_name(role) for role in roles_rules.offered_by(by, edition, now)}
    form.role.choices = choices_of({"": "—", **roles} if roles else {})
    people = holders(edition, after=request.args.get("people", ""), now=now)
    offers = open_invitations(edition, after=request.args.get("offers", ""), now=now)
    return run_form(
        form,
        "invitations/people_of.html",
        verb=lambda: service.invite(
            email=form.email.data, role=form.role.data, edition=edition, role_ends_at=form.role_ends_at, by=by
        ),
        then=lambda _: place_of(edition),
        success_message=gettext("The invitation is on its way."),
        edition=edition,
        people=people,
        offers=offers,
        unended=refusals(roles_rules.may_end_role(by, grant, now) for grant in people.rows),
        unwithdrawn=refusals(
            rules.may_withdraw_invitation(by, invitation, now) for invitation in offers.rows
        ),
        may_end=lambda grant: roles_rules.may_end_role(by, grant, now),
        may_disable=lambda person: persons_rules.may_disable(by, person, now),
        may_withdraw=lambda invitation: rules.may_withdraw_invitation(by, invitation, now),
    )


def refusals(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Each reason once, however many rows of a list it holds for."""
    return list({verdict.reason: verdict for verdict in verdicts if not verdict}.values())


def place_of(edition: Edition | None) -> str:
    """The page of the people there."""
    if edition is None:
        return url_for("invitations.people_of_installation")
    return url_for("invitations.people_of_edition", public_id=edition.public_id)


@bp.post("/invitations/<public_id>/withdraw")
@guard(get_invitation, sees=rules.sees_invitation, may=rules.may_withdraw_invitation)
def withdraw_invitation(invitation: Invitation) -> ResponseReturnValue:
    return run_action(
        lambda: service.withdraw_invitation(invitation=invitation, by=current_person()),
        then=lambda _: place_of(invitation.edition),
        success_message=gettext("The invitation is withdrawn."),
    )


@bp.route("/roles/<public_id>/end", methods=["GET", "POST"])
@guard(get_grant, sees=roles_rules.sees_grant, may=roles_rules.may_end_role)
def end_role(grant: RoleGrant) -> ResponseReturnValue:
    own = grant.person_id == current_person().id
    edition = titled_editions([grant.edition_id]).get(grant.edition_id) if grant.edition_id else None
    back = url_for("invitations.mine") if own else place_of(edition)
    if request.method == "GET":
        return render_template("invitations/end_role.html", grant=grant, edition=edition, own=own, back=back)
    return run_action(
        lambda: roles_service.end_role(grant=grant, title=official_title(edition), by=current_person()),
        then=lambda _: back,
        success_message=gettext("The role has ended."),
    )


def init_app(app: Flask) -> None:
    app.jinja_env.globals["end_of_offer"] = letters.end_of_offer
