"""Where objections to a list are raised."""

from __future__ import annotations

from flask import current_app

from app.programmes.rulebook import RuleBook


def contact_of(book: RuleBook) -> str:
    """Where objections are raised: as the rule-book says, else at the address of the installation."""
    fallback: str = current_app.config["SETTINGS"].contact_address
    return book.objections.contact or fallback
