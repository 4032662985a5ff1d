"""Every table at once, for migrations and tests."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

APP = Path(__file__).parents[2]


def import_all_models() -> None:
    """Register the models of every feature and of every noun inside one with the metadata."""
    for path in sorted(APP.rglob("models.py")):
        import_module(".".join(("app", *path.relative_to(APP).with_suffix("").parts)))
