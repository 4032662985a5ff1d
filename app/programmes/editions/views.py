"""What everybody reads: the programmes, their rule-books, and every version of them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, nothing, public
from app.core.errors import NotFound
from app.core.http.actions import run_action
from app.core.verdict import _
from app.programmes.blueprint import bp
from app.programmes.corrections.queries import public_corrections
from app.programmes.editions import rules, service
from app.programmes.editions.queries import (
    editions_for,
    get_edition,
    get_open_edition,
    open_editions,
    parse_all,
)
from app.programmes.models import Edition, RulebookVersion
from app.programmes.proposals import rules as proposals_rules
from app.programmes.proposals.queries import versions_of
from app.programmes.rulebook import difference


@bp.get("/editions")
@guard(nothing, sees=rules.sees_administration)
def editions(_nothing: None) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "programmes/editions.html",
        editions=editions_for(person, now),
        may_open=proposals_rules.may_propose_edition(person, None, now),
    )


@bp.get("/editions/<public_id>")
@guard(get_edition, sees=rules.sees_edition)
def edition(edition: Edition) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "programmes/edition.html",
        edition=edition,
        may_amend=proposals_rules.may_propose_amendment(person, edition, now),
        may_archive=rules.may_archive(person, edition, now),
    )


@bp.route("/editions/<public_id>/archive", methods=["GET", "POST"])
@guard(get_edition, sees=rules.sees_edition, may=rules.may_archive)
def archive(edition: Edition) -> ResponseReturnValue:
    if request.method != "POST":
        return render_template("programmes/archive.html", edition=edition)
    return run_action(
        lambda: service.archive(edition=edition, by=current_person()),
        then=lambda _done: url_for("programmes.editions"),
        success_message=_("The edition was archived."),
    )


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    now = clock.now()
    editions = open_editions()
    groups = {
        phase: [e for e in editions if e.phase(now) == phase] for phase in ("open", "upcoming", "closed")
    }
    groups["open"].sort(key=lambda edition: edition.closes_at)
    groups["upcoming"].sort(key=lambda edition: edition.opens_at)
    may_apply = {edition.id: rules.is_window_open(None, edition, now) for edition in editions}
    return render_template("programmes/home.html", groups=groups, may_apply=may_apply)


@bp.get("/programmes/<slug>/<int(max=9999):year>")
@public
def show(slug: str, year: int) -> ResponseReturnValue:
    edition = get_open_edition(slug, year)
    return render_template(
        "programmes/show.html",
        edition=edition,
        book=edition.rulebook,
        versions=_in_force(edition),
        may_apply=rules.is_window_open(None, edition, clock.now()),
        corrections=public_corrections(edition.id),
    )


@bp.get("/programmes/<slug>/<int(max=9999):year>/rulebook.json")
@public
def rulebook(slug: str, year: int) -> ResponseReturnValue:
    version = get_open_edition(slug, year).current_version
    if version is None:
        raise NotFound
    return _canonical(version, name=f"{slug}-{year}")


@bp.get("/programmes/<slug>/<int(max=9999):year>/versions/<int(max=99999):number>")
@public
def version(slug: str, year: int, number: int) -> ResponseReturnValue:
    edition = get_open_edition(slug, year)
    versions = _in_force(edition)
    shown = _numbered(versions, number)
    parse_all(versions)
    before = next((v for v in reversed(versions) if v.number < number), None)
    return render_template(
        "programmes/version.html",
        edition=edition,
        version=shown,
        before=before,
        versions=versions,
        changes=difference(before.rulebook, shown.rulebook) if before else [],
    )


@bp.get("/programmes/<slug>/<int(max=9999):year>/versions/<int(max=99999):number>.json")
@public
def version_json(slug: str, year: int, number: int) -> ResponseReturnValue:
    versions = _in_force(get_open_edition(slug, year))
    return _canonical(_numbered(versions, number), name=f"{slug}-{year}-version-{number}")


def _in_force(edition: Edition) -> list[RulebookVersion]:
    """The versions that are or were in force; proposals and refused ones are not for the public."""
    return [version for version in versions_of(edition) if version.agreed_at is not None]


def _numbered(versions: Sequence[RulebookVersion], number: int) -> RulebookVersion:
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise NotFound
    return found


def _canonical(version: RulebookVersion, *, name: str) -> ResponseReturnValue:
    """The very bytes whose SHA-256 the page shows."""
    response = Response(version.canonical_json.encode(), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response.set_etag(version.sha256)
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)
