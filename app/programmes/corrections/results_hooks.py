"""Hooks that results, which stand above, fill in: what corrections have to ask of them."""

from __future__ import annotations

from collections.abc import Callable

Answer = Callable[[int], bool]
"""Of the edition of an id."""

_answers: dict[str, Answer] = {}


def answers(question: str) -> Callable[[Answer], Answer]:
    """Register what answers "published" or "names_struck"."""

    def register(answer: Answer) -> Answer:
        _answers[question] = answer
        return answer

    return register


def is_published(edition_id: int) -> bool:
    """Whether anything of it was published."""
    return _answers["published"](edition_id)


def names_struck(edition_id: int) -> bool:
    """Whether the latest that was published still names an entry that was struck since."""
    return _answers["names_struck"](edition_id)
