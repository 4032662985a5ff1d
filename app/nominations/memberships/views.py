"""The register of members: kept by officers, read by the secretariat."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, nothing
from app.core.clock import BEIJING
from app.core.errors import Invalid, NotFound
from app.core.http.actions import run_form
from app.core.verdict import _, need
from app.nominations.blueprint import bp
from app.nominations.forms import (
    MemberForm,
    MembershipForm,
    RepresentativeForm,
    category_choices,
    day_in_beijing,
)
from app.nominations.memberships import rules, service
from app.nominations.models import Membership
from app.nominations.overview.queries import memberships_page
from app.nominations.queries import get_membership, representatives_of, where_members_nominate
from app.people.mail_addresses import normal
from app.people.models import Organisation, Person
from app.people.organisations.queries import get_organisation, organisations_like, organisations_named
from app.people.organisations.service import name_organisation, represent
from app.people.persons.queries import find_person


@bp.get("/members")
@guard(nothing, sees=rules.sees_memberships)
def members(_nothing: None) -> ResponseReturnValue:
    category, words = request.args.get("category", ""), request.args.get("words", "")
    return render_template(
        "nominations/members.html",
        wanted={"category": category, "words": words},
        categories=category_choices(),
        page=memberships_page(category=category, words=words, after=request.args.get("after", "")),
        may_keep=rules.may_keep_memberships(current_person(), None, clock.now()),
    )


@bp.route("/members/new", methods=["GET", "POST"])
@guard(nothing, sees=rules.sees_memberships, may=rules.may_keep_memberships)
def add_member(_nothing: None) -> ResponseReturnValue:
    form, words = MemberForm(), request.args.get("words", "")
    if request.method != "POST":
        form.organisation.data = request.args.get("organisation", "")
    chosen = get_organisation(form.chosen) if form.chosen else None
    return run_form(
        form,
        "nominations/add_member.html",
        words=words,
        kind=request.args.get("kind", ""),
        organisation=chosen,
        found=organisations_named(words) if words.strip() else [],
        alike=organisations_like(form.identity) if request.method == "POST" and not chosen else [],
        verb=lambda: _record(form),
        success_message=_("The member was recorded."),
        then=lambda membership: url_for("nominations.member", public_id=membership.public_id),
    )


def _record(form: MemberForm) -> Membership:
    person = _person(form.email.data) if form.email.data else None
    if form.since.data is None:
        raise NotFound
    return service.record_membership(
        organisation=None if person else _organisation(form),
        person=person,
        category=form.category.data,
        since=day_in_beijing(form.since.data),
        by=current_person(),
    )


def _organisation(form: MemberForm) -> Organisation:
    return (
        get_organisation(form.chosen) if form.chosen else name_organisation(**form.new, by=current_person())
    )


def _person(email: str | None) -> Person:
    found = find_person(normal(email or ""))
    if found is None:
        raise Invalid({"email": need(False, _("No account has this address. Let the person sign up first."))})
    return found


@bp.route("/members/<public_id>", methods=["GET", "POST"])
@guard(get_membership, sees=rules.sees_memberships)
def member(membership: Membership) -> ResponseReturnValue:
    may_keep = rules.may_keep_memberships(current_person(), membership, clock.now())
    until = membership.until.astimezone(BEIJING).date() if membership.until else None
    form = MembershipForm(
        data={"version": membership.version, "category": membership.category.value, "until": until}
    )
    return run_form(
        form,
        "nominations/member.html",
        membership=membership,
        may_keep=may_keep,
        people=representatives_of(membership, clock.now()),
        verb=lambda: service.change_membership(membership=membership, by=current_person(), **form.values),
        then=_page_of,
        success_message=_("The member was changed."),
    )


def _page_of(membership: Membership) -> str:
    return url_for("nominations.member", public_id=membership.public_id)


@bp.route("/members/<public_id>/representatives", methods=["GET", "POST"])
@guard(get_membership, sees=rules.sees_memberships, may=rules.may_keep_memberships)
def name_representative(membership: Membership) -> ResponseReturnValue:
    if membership.organisation is None:
        raise NotFound
    form, organisation = RepresentativeForm(), membership.organisation
    return run_form(
        form,
        "nominations/name_representative.html",
        membership=membership,
        editions=where_members_nominate(clock.now()),
        verb=lambda: represent(
            organisation=organisation, person=_person(form.email.data), by=current_person()
        ),
        then=lambda _row: _page_of(membership),
        success_message=_("The person acts for this member from now on."),
    )
