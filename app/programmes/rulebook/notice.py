"""The public notice (公示) and objections (异议), and the consents asked for on the way there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

import rfc8785
from pydantic import Field, StringConstraints

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint
from app.programmes.rulebook.values import Count, Positive

MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s<>]+@[^@\s<>]+$", max_length=254)]


class Notice(Part):
    """Of whom, and for how many working days."""

    of: Literal["none", "finalists", "winners"] = "none"
    """Whose list it is. `finalists` is refused: only winners are put under notice yet."""
    working_days: Count = 0
    """Its length by the calendar of the State Council; 0 exactly where nobody is put under notice."""

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        if self.of == "none" and self.working_days:
            yield complaint(
                ("of",), _('say who is under notice, of = "winners"; or leave working_days at 0 for none.')
            )
        if self.of != "none" and not self.working_days:
            yield complaint(
                ("working_days",), _("a notice lasts at least one working day; where there is none, it is 0.")
            )
        if self.of == "finalists":
            yield complaint(("of",), _("finalists are not put under public notice yet; only winners are."))


class Objections(Part):
    """Heard for so many working days after the announcement."""

    working_days: Count
    """Counted from the announcement."""
    contact: Annotated[MailAddress | None, Field(exclude_if=lambda address: address is None)] = None
    """Where they are raised. Left out of the canonical text where it is not set: hashes of earlier books stand."""


class ConsentText(Part):
    purpose: Literal["processing", "publication", "transfer"]
    """What it is about; one text for each purpose."""
    version: Positive
    """Counted up where the text changes."""
    text: Text
    """What is agreed to, word for word."""

    @cached_property
    def sha256(self) -> str:
        """Of the text in both languages: what exactly somebody agreed to, whatever its version is called."""
        return hashlib.sha256(rfc8785.dumps(self.text.model_dump())).hexdigest()
