"""The ways a request can be turned down. One handler turns each into its page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.core.verdict import Verdict, _


class ApplicationError(Exception):
    """Something the person can be told about."""

    status = 500


class NotFound(ApplicationError):
    """It does not exist, or not for this person: the answer is the same in both cases."""

    status = 404


class Refused(ApplicationError):
    """The person sees the thing, but a rule says no; the verdict carries the reason.

    `typed`: label and text of what was sent, given back on the page; without it the page shows the texts alone.
    """

    status = 403

    def __init__(self, verdict: Verdict, typed: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(verdict.reason)
        self.verdict, self.typed = verdict, typed


class Conflict(ApplicationError):
    """Somebody was faster. `mine` is what was sent, `theirs` what stands; both are shown.

    `version`: that of what stands, where it may be replaced by what was sent once both have been seen.
    """

    status = 409

    def __init__(
        self,
        reason: str,
        *,
        mine: Mapping[str, Any] | None = None,
        theirs: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.mine, self.theirs, self.version = reason, mine or {}, theirs or {}, version


class Invalid(ApplicationError):
    """Input of the right shape that cannot stand. `faults` maps a field ("" = the whole form) to a verdict."""

    status = 422

    def __init__(self, faults: Mapping[str, Verdict]) -> None:
        super().__init__("; ".join(v.reason for v in faults.values()))
        self.faults = dict(faults)


class Unavailable(ApplicationError):
    """The database cannot be reached, or somebody else has kept it busy for too long: later it will do."""

    status = 503


class TooOften(ApplicationError):
    """Done too often in a short time: later it will do, and how much later is told."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait
        sentence = _("This was done many times just now. Wait %(wait)s, then try again.")
        self.verdict = Verdict(False, sentence, {"wait": wait})

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(math.ceil(self.wait.total_seconds()))}


def enforce(verdict: Verdict) -> None:
    """First line of a service: go on only where the rule says yes."""
    if not verdict:
        raise Refused(verdict)
