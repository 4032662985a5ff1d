"""Judges become members of its panels, and leave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from app.core.access import current_person, guard
from app.core.http.actions import run_action, run_form
from app.core.i18n import locale, text
from app.core.verdict import _
from app.judging import impartiality
from app.judging.blueprint import bp
from app.judging.judges.forms import LANGUAGES
from app.judging.judges.queries import profiles_of
from app.judging.models import JudgeProfile, Panel
from app.judging.panels import rules, service
from app.judging.panels.forms import PanelMemberForm
from app.judging.panels.queries import get_panel, judges_of, panels_of
from app.judging.stages import rules as stages_rules
from app.judging.stages.queries import get_stage
from app.judging.stages.views import stage_url
from app.people.employments.queries import employers_of
from app.people.models import Person
from app.programmes.models import Stage, Track


@bp.route("/stages/<public_id>/panel-members", methods=["GET", "POST"])
@guard(get_stage, sees=stages_rules.sees_stage, may=impartiality.impartial(stages_rules.may_prepare_stage))
def panel_members(stage: Stage) -> ResponseReturnValue:
    form, judges = PanelMemberForm(), {judge.public_id: judge for judge in judges_of(stage.edition)}
    tracks = {t.code: t for t in stage.edition.tracks if t.direction_id == stage.direction_id}
    _offer(form, stage, tracks)
    form.judges.choices = _named(stage, judges)

    def add_members() -> Panel:
        track = tracks[form.track.data] if form.track else None
        chosen = [judges[key] for key in form.judges.data or []]
        return service.add_panel_member(stage=stage, track=track, judges=chosen, by=current_person())

    return run_form(
        form,
        "judging/panel_members.html",
        stage=stage,
        judges=judges,
        verb=add_members,
        employers=_employers(judges),
        then=lambda _panel: stage_url(stage),
        success_message=_("The judges are on the panel."),
    )


def _offer(form: PanelMemberForm, stage: Stage, tracks: Mapping[str, Track]) -> None:
    """The tracks, none of them chosen yet; a committee judges all of them."""
    if stage.kind == "ballot":
        del form.track
        return
    choices = [SelectChoice(code, text(track.name)) for code, track in tracks.items()]
    form.track.choices = (
        choices if len(choices) == 1 else [SelectChoice("", gettext("Choose a track")), *choices]
    )


def _named(stage: Stage, judges: Mapping[str, Person]) -> list[SelectChoice]:
    """Beside the name stands what the judge can judge, and where they sit in the stage already."""
    profiles = profiles_of(judges.values())
    places: defaultdict[int, list[str]] = defaultdict(list)
    for panel in panels_of(stage):
        for member in panel.members:
            places[member.judge_id].append(text(panel.track.name) if panel.track else gettext("Committee"))

    def label(judge: Person) -> str:
        name, held = _described(judge, profiles.get(judge.id)), gettext(", ").join(places[judge.id])
        return gettext("%(name)s (sits in: %(tracks)s)", name=name, tracks=held) if held else name

    return [SelectChoice(key, label(judge)) for key, judge in judges.items()]


def _described(judge: Person, profile: JudgeProfile | None) -> str:
    if profile is None:
        return judge.name_in(locale())
    languages = gettext(", ").join(str(LANGUAGES[code]) for code in profile.languages)
    parts = (gettext(", ").join(profile.fields), gettext("reads %(languages)s", languages=languages))
    known = gettext("; ").join(part for part in parts if part)
    return gettext("%(name)s (%(known)s)", name=judge.name_in(locale()), known=known)


def _employers(judges: Mapping[str, Person]) -> list[tuple[Person, str]]:
    """Where each of them works and has worked, as they say; of whom says nothing, that they do not."""
    places: defaultdict[int, list[str]] = defaultdict(list)
    for each in employers_of([judge.id for judge in judges.values()]):
        years = f" ({each.from_year or ''}–{each.until_year})" if each.until_year else ""
        places[each.person_id].append(text({"zh": each.name_zh, "en": each.name_en}) + years)
    silent = gettext("No employer named yet.")
    return [(judge, gettext(", ").join(places[judge.id]) or silent) for judge in judges.values()]


@bp.post("/panels/<public_id>/members/<judge_id>/remove")
@guard(get_panel, sees=rules.sees_panel_member, may=impartiality.impartial(rules.may_remove_panel_member))
def remove_panel_member(place: tuple[Panel, Person]) -> ResponseReturnValue:
    panel, judge = place
    return run_action(
        lambda: service.remove_panel_member(panel=panel, judge=judge, by=current_person()),
        then=lambda _nothing: stage_url(panel.stage),
    )
