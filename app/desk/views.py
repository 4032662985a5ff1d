"""Each person's desk, the progress of a job, and the main navigation of every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.models import Job
from app.desk import rules
from app.desk.deeds import views as deeds
from app.desk.queries import get_job
from app.desk.tasks import sections

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
    roles = {grant.role for grant in current_user.grants if grant.starts_at <= clock.now() < grant.ends_at}
    links = [(_("Desk"), "desk.home"), (_("Programmes"), "programmes.home"), (_("My entries"), "entries.mine")]
    if "judge" in roles:
        links.append((_("Judging"), "judging.mine"))
    links.append((_("Inbox"), "outbox.inbox"))
    return [Item(label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint in links]


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"nav_items": nav_items()})
    deeds.init_app(app)
