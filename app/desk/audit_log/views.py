"""What was done in an edition, by whom and when, for its auditors."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from app.audit.key_changes import latest
from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.desk.audit_log.forms import EventsForm
from app.desk.audit_log.labels import event_text
from app.desk.audit_log.queries import actions_of, actors_of, events_of, labels_of
from app.desk.queries import editions
from app.entries.conflicts.queries import reader
from app.people.roles.rules import editions_of, is_auditor
from app.programmes.editions.queries import get_edition
from app.programmes.models import Edition


@guard(nothing, sees=signed_in)
def audited(_nothing: None) -> ResponseReturnValue:
    """The editions whose log this person may read."""
    read = editions(editions_of(current_person(), "auditor", clock.now()))
    return render_template("audit/editions.html", editions=read, sealed=latest() is not None)


@guard(get_edition, sees=is_auditor)
def events(edition: Edition) -> ResponseReturnValue:
    form = EventsForm(request.args)
    form.offer(actions_of(edition))
    form.validate()
    to = reader(current_person(), clock.now())
    page = events_of(edition, form.filter, after=request.args.get("after", ""), to=to)
    return render_template(
        "audit/events.html",
        form=form,
        edition=edition,
        page=page,
        actors=actors_of(page.rows),
        labels=labels_of(page.rows, to=to),
        asked={name: value for name, value in request.args.items() if name in form._fields and value},
    )


def init_app(app: Flask) -> None:
    app.add_url_rule("/audit", "audit.editions", audited)
    app.add_url_rule("/audit/editions/<public_id>", "audit.events", events)
    app.jinja_env.filters["event_text"] = event_text
