"""Each person's desk, the progress of a job, and the main navigation of every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.models import Role
from app.accounts.rules import editions_of, sees_some_people
from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.models import Job
from app.core.verdict import _
from app.desk import rules
from app.desk.deeds import views as deeds
from app.desk.queries import get_job
from app.desk.rooms import rooms_of
from app.desk.tasks import sections
from app.nominations.rules import sees_memberships
from app.programmes.rules import sees_administration

bp = Blueprint("desk", __name__)


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url: str
    current: bool


@bp.get("/desk")
@guard(nothing, sees=signed_in)
def home(_nothing: None) -> ResponseReturnValue:
    return render_template("desk/home.html", sections=sections(current_person(), clock.now()))


@bp.get("/jobs/<public_id>")
@guard(get_job, sees=rules.sees_job)
def job(job: Job) -> ResponseReturnValue:
    """The page of a job; asked by its own script, the moving part alone, and 304 while nothing has changed."""
    alone = request.headers.get("HX-Request") == "true"
    response: Response = make_response(render_template("desk/job_part.html" if alone else "desk/job.html", job=job))
    response.set_etag(f"{job.state}-{job.done}-{job.total}-{int(alone)}")
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


def nav_items() -> list[Item]:
    """What the signed-in person can go to from anywhere."""
    if not current_user.is_authenticated:
        return []
    person, now = current_person(), clock.now()
    links = [
        (_("Desk"), "desk.home", True),
        (_("Programmes"), "programmes.home", True),
        (_("My entries"), "entries.mine", True),
        (_("Judging"), "judging.mine", editions_of(person, Role.JUDGE, now)),
        (_("Nominations"), "nominations.index", editions_of(person, Role.MEMBER, now)),
        (_("Editions"), "programmes.editions", sees_administration(person, None, now)),
        (_("Members"), "nominations.members", sees_memberships(person, None, now)),
        (_("People"), "accounts.invitations", sees_some_people(person, None, now)),
        (_("Audit"), "audit.editions", editions_of(person, Role.AUDITOR, now)),
        (_("Inbox"), "outbox.inbox", True),
    ]
    return [Item(label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint, seen in links if seen]


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"nav_items": nav_items(), "rooms_of": rooms_of})
    deeds.init_app(app)
