"""Which roles exclude each other: in one edition, and beside the administrator of the installation."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.people.models import Person, Role

# Roles that one person never holds together in one edition: two people decide, and an auditor changes nothing.
APART = (
    frozenset({"officer", "approver"}),
    frozenset({"auditor", "officer"}),
    frozenset({"auditor", "approver"}),
    frozenset({"auditor", "judge"}),
    frozenset({"auditor", "member"}),
)
READS_DOSSIERS = frozenset({"officer", "approver", "auditor"})


def goes_with_roles(person: Person, role: Role | str, *, edition_id: int | None, now: datetime) -> Verdict:
    """Whether the role goes together with those that the person holds or is going to hold."""
    live = [(grant.role, grant.edition_id) for grant in person.grants if now < grant.ends_at]
    beside = {held for held, where in live if where == edition_id and held != role}
    reads = role in READS_DOSSIERS and any(held == "administrator" for held, _where in live)
    would_read = role == "administrator" and any(held in READS_DOSSIERS for held, _where in live)
    return need(
        not any({role, held} == pair for held in beside for pair in APART),
        _("One person cannot hold these two roles in one edition. Give up the other one first."),
    ) and need(
        not (reads or would_read),
        _("The administrator of the installation reads no dossiers. Let somebody else have this role."),
    )
