"""Idempotency: a request that seemed to fail may have been committed, so forms can safely be sent again."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import IO

import sqlalchemy as sa
from flask import request
from flask_login import current_user

from app.core import clock
from app.core.db import bulk_insert, db
from app.core.models import IdempotencyKey

FIELD = "_key"
HEADER = "Idempotency-Key"


def idempotency_key() -> str:
    """A fresh key for a form that is about to be shown."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class SentForm:
    """One sending of one form by one person."""

    person_id: int
    endpoint: str
    key: str
    body_sha256: str

    @classmethod
    def of_request(cls, *, secret: bool = False) -> SentForm | None:
        """The key of the present request; `secret` leaves out what was sent, as for a ballot."""
        key = request.form.get(FIELD) or request.headers.get(HEADER) or ""
        if not 16 <= len(key) <= 64:
            return None
        person_id = current_user.id if current_user.is_authenticated else 0
        body = "" if secret else _hash_of_body()
        return cls(person_id, _place(), key, body)

    def find(self) -> str | None:
        """Where the earlier answer led, if this very form was carried out before."""
        return db.session.scalar(
            sa.select(IdempotencyKey.location).where(
                IdempotencyKey.person_id == self.person_id,
                IdempotencyKey.endpoint == self.endpoint,
                IdempotencyKey.key == self.key,
                IdempotencyKey.body_sha256 == self.body_sha256,
            )
        )

    def keep(self, location: str) -> None:
        """Remember the answer, inside the transaction."""
        at = clock.now() if self.body_sha256 else None
        bulk_insert(IdempotencyKey, {**asdict(self), "location": location, "at": at})


def _place() -> str:
    """Which form of which thing; the path as a hash, since a mailed link has its token in it."""
    return f"{request.endpoint} {hashlib.sha256(request.path.encode()).hexdigest()[:32]}"[-96:]


def _hash_of_file(stream: IO[bytes]) -> bytes:
    stream.seek(0)  # a view may have read it already
    digest = hashlib.file_digest(stream, "sha256").digest()  # type: ignore[arg-type]
    stream.seek(0)
    return digest


def earlier_answer() -> str | None:
    """Where the present form led when it was carried out before, with its content or (a ballot) without."""
    if request.method != "POST":
        return None
    sent_forms = (SentForm.of_request(secret=secret) for secret in (False, True))
    return next((found for sent_form in sent_forms if sent_form and (found := sent_form.find())), None)


def _hash_of_body() -> str:
    digest = hashlib.sha256()
    for name, value in sorted(request.form.items(multi=True)):
        if name not in (FIELD, "csrf_token"):
            digest.update(f"{len(name)}:{name}={len(value)}:{value}".encode())
    for name, upload in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        digest.update(f"{name}:{upload.filename}".encode() + _hash_of_file(upload.stream))
    return digest.hexdigest()
