"""Settings from the environment: typed, frozen, and wrong ones named all at once."""

from __future__ import annotations

import os
import re
import secrets
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
MAX_BODY_BYTES = 16 * 1024 * 1024
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


class Settings(BaseSettings):
    """Each field is an environment variable of the same name in capitals; a secret may come from NAME_FILE."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = ""
    var_dir: Path = ROOT / "var"
    secret_key: SecretStr = SecretStr("")
    port: int = Field(default=8000, ge=1, le=65535)
    base_url: str = Field(default="", validate_default=True)
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    max_body_bytes: int = Field(default=MAX_BODY_BYTES, ge=1024)
    session_longest_hours: int = Field(default=7 * 24, ge=1, le=90 * 24)
    session_idle_minutes: int = Field(default=12 * 60, ge=5, validate_default=True)
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = "awards@localhost"
    contact: str = ""
    signing_key: SecretStr = SecretStr("")
    log_origin: str = "localhost/award-log"
    rate_limits: bool = True
    demonstration: bool = True

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("postgresql+psycopg://", "sqlite:///")):
            raise ValueError("must be empty (SQLite), sqlite:///… or postgresql+psycopg://…")
        return value

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str, known: ValidationInfo) -> str:
        if not value:
            return f"http://127.0.0.1:{known.data.get('port', 8000)}"
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("session_idle_minutes")
    @classmethod
    def _within_the_longest(cls, value: int, known: ValidationInfo) -> int:
        longest = known.data.get("session_longest_hours")
        if longest is not None and value > longest * 60:
            raise ValueError("must not be longer than SESSION_LONGEST_HOURS")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _known_mail(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("must begin with smtp:// or smtps://")
        return value

    @field_validator("contact")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not ADDRESS.fullmatch(value):
            raise ValueError("must be a mail address such as awards@wic.example")
        return value

    @field_validator("log_origin")
    @classmethod
    def _name_in_notes(cls, value: str) -> str:
        """What the signed-note format asks of a name: other readers refuse the rest."""
        if not value or any(char.isspace() or char in "+\ufeff" or not char.isprintable() for char in value):
            raise ValueError("must be a name without blanks and without +, such as awards.wic.example/log")
        return value

    @property
    def contact_address(self) -> str:
        """Where people write to: as set, else the bare address that mails come from."""
        return self.contact or parseaddr(self.mail_from)[1]

    @property
    def database(self) -> str:
        """The address that SQLAlchemy connects to; a file without a folder lies in the project's."""
        if not self.is_sqlite:
            return self.database_url
        path = self.database_url.removeprefix("sqlite:///") or self.var_dir / "awards.sqlite3"
        return f"sqlite:///{ROOT / path}"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite") or not self.database_url

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def read_secret_files(environ: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What stands in the files that NAME_FILE variables name, and which of them could not be read."""
    values, faults = {}, []
    for name in Settings.model_fields:
        if path := environ.get(f"{name.upper()}_FILE"):
            try:
                values[name] = Path(path).read_text().strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{name.upper()}_FILE: {error}")
    return values, faults


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process, or every fault on its own line and exit status 2."""
    values, faults = read_secret_files(dict(os.environ))
    try:
        settings = Settings(**(values | overrides))
    except ValidationError as error:
        # The input itself is not repeated: an address can hold a password.
        faults += [f"{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors()]
    if not faults:
        return settings
    print("\n".join(faults), file=sys.stderr)
    sys.exit(2)


def kept_secret(settings: Settings) -> str:
    """The key that signs cookies: as configured, or made once and kept beside the database."""
    if value := settings.secret_key.get_secret_value():
        return value
    path = settings.var_dir / "secret-key"
    if not path.exists():
        settings.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_secret(path)
    return path.read_text()


def _make_secret(path: Path) -> None:
    """Of several processes that start at once, one makes the key; the file appears whole or not at all."""
    draft = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    with open(draft, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
