"""Turn a message into words: `mail/<kind>.txt` is a subject, an empty line, and the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g
from flask_babel import force_locale

from app.core.i18n import LANGUAGES
from app.outbox import link_labels
from app.outbox.models import Message

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str

    @property
    def title(self) -> str:
        """The subject as it stands on a page: where it breaks, a dot stays with the words before it."""
        return self.subject.replace(" · ", "\N{NO-BREAK SPACE}· ")

    @property
    def paragraphs(self) -> list[list[str]]:
        """The body's lines, by paragraph."""
        return [block.splitlines() for block in self.body.split("\n\n") if block.strip()]


def letter(message: Message, language: str | None = None) -> Letter:
    """The words of a message in the receiver's language, or in another."""
    return render(message.kind, message.params, language or message.locale)


def framed(message: Message) -> Letter:
    """The words as they are mailed: with a greeting and a foot."""
    inner = letter(message)
    with speaking(message.locale):
        frame = current_app.jinja_env.get_template("mail/layout.txt")
        return Letter(inner.subject, frame.render(person_name=message.name, body=inner.body).strip() + "\n")


def render(kind: str, params: Mapping[str, Any], language: str) -> Letter:
    with speaking(language):
        text = current_app.jinja_env.get_template(f"mail/{kind}.txt").render(**params)
    subject, _, body = text.strip().partition("\n")
    return Letter(one_line(subject)[:LONGEST_SUBJECT], body.strip())


def one_line(text: str) -> str:
    """Without line ends and control characters, so that nothing typed can become a header of its own."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let texts, dates and numbers be written in `language`, in a request or outside of one."""
    spoken = language if language in LANGUAGES else "zh"
    before = g.get("locale")
    g.locale = spoken
    try:
        with force_locale(LANGUAGES[spoken]):
            yield
    finally:
        g.locale = before


def link_to(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as it is configured and not as some request named the host."""
    return link_labels.places().build(endpoint, values, force_external=True)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["link_to"] = link_to
    app.jinja_env.filters["parsed"] = datetime.fromisoformat
    link_labels.init_app(app)
