"""The page of a rule-book: what it says, section by section, in the reader's language."""

from __future__ import annotations

from app.programmes.rulebook import RuleBook
from app.programmes.rulebook_page.applying import applications, eligibility
from app.programmes.rulebook_page.blocks import PageSection
from app.programmes.rulebook_page.judging import judging
from app.programmes.rulebook_page.prizes import prizes
from app.programmes.rulebook_page.publishing import publication


def sections_of(book: RuleBook) -> list[PageSection]:
    """Applications; of each direction who may apply, how entries are judged, what can be won; publication."""
    directions = [
        section(book, direction)
        for direction in book.directions
        for section in (eligibility, judging, prizes)
    ]
    return [applications(book), *directions, publication(book)]
