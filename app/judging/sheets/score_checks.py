"""Whether scores lie on the scales of their criteria, and whether one is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.verdict import Verdict, _, need
from app.programmes.models import Criterion

Scores = Mapping[str, int]
"""Criterion code to hundredths."""


def score_faults(criteria: Sequence[Criterion], scores: Scores, *, whole: bool) -> dict[str, Verdict]:
    """What is wrong with them, by the code of the criterion.

    Of a `whole` sheet also what was not given now: a score of an earlier save does not stand in for a field that the
    judge has emptied.
    """
    known = {criterion.code: criterion for criterion in criteria}
    verdicts = {code: is_on_scale(known.get(code), value) for code, value in scores.items()}
    missing = {code: need(False, _("Give a score.")) for code in known if whole and code not in scores}
    return missing | {code: verdict for code, verdict in verdicts.items() if not verdict}


def is_on_scale(criterion: Criterion | None, value: int) -> Verdict:
    """Whether a score in hundredths lies on the criterion's scale and on one of its steps."""
    if criterion is None:
        return need(False, _("There is no such criterion."))
    limits = {
        "minimum": _points(criterion.minimum),
        "maximum": _points(criterion.maximum),
        "step": _points(criterion.step),
    }
    return need(
        criterion.minimum <= value <= criterion.maximum,
        _("Give %(minimum)s to %(maximum)s points."),
        **limits,
    ) and need(
        (value - criterion.minimum) % criterion.step == 0, _("Give points in steps of %(step)s."), **limits
    )


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:g}"
