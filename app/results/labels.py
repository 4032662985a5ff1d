"""How outcomes, links of the tie-break chain and states of a list are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext

from app.core.i18n import points, text
from app.core.verdict import _
from app.programmes.rulebook import DirectionRules, Tier

WHY = {
    "ranked": _("Place %(place)s in “%(stage)s” among those in the running for it."),
    "tie_key": _("Tied at %(score)s with %(over)s, and ahead by: %(key)s."),
    "tie_decision": _("Tied at %(score)s with %(over)s, and ahead by the recorded decision of the panel."),
    "tie_draw": _("Tied at %(score)s with %(over)s, and ahead by the draw."),
    "lost_key": _("Tied at %(score)s with %(ahead)s, and behind by: %(key)s."),
    "lost_decision": _("Tied at %(score)s with %(ahead)s, and behind by the recorded decision of the panel."),
    "lost_draw": _("Tied at %(score)s with %(ahead)s, and behind by the draw."),
    "tie_shared": _("Tied at %(score)s across the last place: all who are tied receive the prize."),
    "winner_collected": _("Winners are collected too."),
    "organisation_cap": _("The organisation has %(most)s prizes already, the most it may have."),
    "organisation_optimal": _("The organisation may have %(most)s prizes; others make the best total."),
    "track_cap": _("The track “%(track)s” has %(most)s places of this prize already, the most it may have."),
    "other_preference": _("It ranks for a prize in “%(kept_track)s” too, which the applicant put first."),
    "below_floor": _("%(score)s is below the minimum of %(floor)s."),
    "below_floor_of": _("%(score)s in “%(measure)s” is below the minimum of %(floor)s."),
    "behind": _("All places went to entries ahead of it."),
    "tied_out": _("Tied at %(score)s across the last place: none of those tied receives it."),
    "barred": _("Not in the running: %(why)s."),
    "waiting": _("A tie ahead of it has not been decided."),
    "undecided": _("Tied at %(score)s for %(places)s places with %(among)s: a decision must be recorded."),
    "vacant_no_candidate": _("No other entry is in the running."),
    "vacant_below_floor": _("The best entry left has %(score)s, below the minimum of %(floor)s."),
    "vacant_below_floor_of": _(
        "The best entry left has %(score)s in “%(measure)s”, below the minimum of %(floor)s."
    ),
    "vacant_capped": _("The entries left were held back by a limit."),
    "vacant_tied_out": _("Those tied for this place all went without it."),
}
BARRED = {
    "not_passed": _("it did not pass the ballot"),
}
KEPT_VACANT = {"vacant_struck": _("The entry that ranked for it was struck.")}
METHODS = {
    "mean": _("Mean of the judges’ totals, rounded half up to hundredths"),
    "trimmed": _("Mean without the highest and the lowest totals, rounded half up to hundredths"),
    "ballot": _("Share of yes among the votes that count, compared as whole numbers"),
}
LIST_STATES = {
    "draft": _("Draft"),
    "proposed": _("Waits for approval"),
    "approved": _("Approved"),
    "returned": _("Sent back"),
    "published": _("Published"),
    "superseded": _("Overtaken"),
}


STRIKE_STATES = {
    "asked": _("Asked for"),
    "proposed": _("Waits for approval"),
    "agreed": _("Struck"),
    "refused": _("Not agreed to"),
}
STRIKE_CAUSES = {
    "withdrawn": _("Withdrawn by the applicant"),
    "ineligible": _("Does not meet the conditions"),
}


def why(reason: Mapping[str, Any], direction: DirectionRules, tier: Tier | None = None) -> str:
    """The reason of an outcome, as the arithmetic gave it; of a `tier`, with the stage whose order decided."""
    words = {name: _written(name, value, direction) for name, value in reason.items() if name != "code"}
    stage = direction.deciding_stage(tier) if tier else direction.stages[-1]
    words.setdefault("stage", text(stage.name))
    return str(gettext((WHY | KEPT_VACANT)[reason["code"]], **words))


def _written(name: str, value: Any, direction: DirectionRules) -> str:
    if name in ("score", "floor") and isinstance(value, int):
        return points(value)
    if name in ("over", "ahead", "among"):
        return ", ".join(number_of(label) for label in (value if isinstance(value, list) else [value]))
    if name in ("key", "measure"):
        return link_name(value, direction)
    if name in ("track", "kept_track"):
        return text(direction.track(value).name)
    return str(gettext(BARRED[value])) if name == "why" else str(value)


def number_of(label: str) -> str:
    """The number of an entry out of the label of its candidacy."""
    return label.rpartition("/")[0] or label


def link_name(link: str, direction: DirectionRules) -> str:
    """A link of the tie-break chain as it stands above a column."""
    kind, _colon, code = link.partition(":")
    if kind in ("stage", "minimum"):
        return text(direction.stage(code).name)
    if kind == "criterion":
        found = (stage.criterion(code) for stage in reversed(direction.stages))
        return next((text(criterion.name) for criterion in found if criterion), code)
    return str(gettext("Mean of all scores"))


def method_name(method: str) -> str:
    return str(gettext(METHODS[method]))


def list_state(state: str) -> str:
    return str(gettext(LIST_STATES[state]))


def strike_state(state: str) -> str:
    return str(gettext(STRIKE_STATES[state]))


def strike_cause(cause: str) -> str:
    return str(gettext(STRIKE_CAUSES[cause]))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        why=why,
        link_name=link_name,
        method=method_name,
        list_state=list_state,
        strike_state=strike_state,
        strike_cause=strike_cause,
    )
