"""The printed sign-ins: one address a role, and the one password of this installation."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from flask import current_app

from app.demo.phases import APPLICANT, JUDGE, MEMBER
from app.demo.season import OFFICES

ROLES = {
    "applicant": APPLICANT.email,
    "member": MEMBER.email,
    "judge": JUDGE.email,
    "officer": OFFICES.officer,
    "approver": OFFICES.approver,
    "auditor": OFFICES.auditor,
    "administrator": OFFICES.administrators[0],
    "administrator (second)": OFFICES.administrators[1],
}


def _path() -> Path:
    return Path(current_app.config["SETTINGS"].var_dir) / "demo-password"


def password() -> str:
    """Made once for this installation and kept beside its database."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write("-".join(secrets.token_hex(3) for _part in range(3)))
    return path.read_text()


def lines() -> list[str]:
    if not _path().exists():
        return []
    width = max(map(len, ROLES))
    return [f"  {role:<{width}}  {email:<34}  {password()}" for role, email in ROLES.items()]
