"""Each person's desk, and the progress of a job."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.models import Job
from app.desk import rules
from app.desk.audit_log import views as events
from app.desk.navigation import nav_items
from app.desk.queries import get_job
from app.desk.sections import sections_of
from app.desk.tasks import sections

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@guard(nothing, sees=signed_in)
def home(_nothing: None) -> ResponseReturnValue:
    return render_template("desk/home.html", sections=sections(current_person(), clock.now()))


@bp.get("/jobs/<public_id>")
@guard(get_job, sees=rules.sees_job)
def job(job: Job) -> ResponseReturnValue:
    """The page of a job; asked by its own script, the moving part alone, and 304 while nothing has changed."""
    alone = request.headers.get("HX-Request") == "true"
    response: Response = make_response(
        render_template("desk/job_part.html" if alone else "desk/job.html", job=job)
    )
    response.set_etag(f"{job.state}-{job.done}-{job.total}-{int(alone)}")
    return response.make_conditional(request)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"nav_items": nav_items(), "sections_of": sections_of})
    events.init_app(app)
