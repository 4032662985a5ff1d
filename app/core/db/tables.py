"""Every table at once, for migrations and tests."""

from __future__ import annotations

from importlib import import_module

FEATURES = (
    "core",
    "audit",
    "outbox",
    "people",
    "programmes",
    "invitations",
    "consents",
    "nominations",
    "entries",
    "judging",
    "results",
)


def import_all_models() -> None:
    """Register the models of every room with the metadata."""
    for room in FEATURES:
        import_module(f"app.{room}.models")
