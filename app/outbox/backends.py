"""How a mail leaves: by SMTP where it is configured, else as a file in a folder."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from config import Settings

SECONDS = 8  # for each answer of the server: one that is well takes a fraction of a second


class Backend(Protocol):
    def deliver(self, mail: EmailMessage, name: str) -> None:
        """Hand the mail over; `name` is the same each time the same mail is tried."""


class Folder:
    """One .eml file for each mail; tried again, it is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def deliver(self, mail: EmailMessage, name: str) -> None:
        unfinished = self._folder / f".{name}.part"
        unfinished.write_bytes(mail.as_bytes())
        os.replace(unfinished, self._folder / f"{name}.eml")


class Smtp:
    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def deliver(self, mail: EmailMessage, name: str) -> None:
        self._connection.send_message(mail)


@contextmanager
def open_backend(settings: Settings) -> Iterator[Backend]:
    """The way that mail takes by the settings, held open for many mails."""
    if not (url := settings.smtp_url.get_secret_value()):
        yield Folder(settings.var_dir / "mail")
        return
    with _connect(urlsplit(url)) as connection:
        yield Smtp(connection)


def _connect(url: SplitResult) -> smtplib.SMTP:
    host, context = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, url.port or 25, timeout=SECONDS)
    try:
        _secure(connection, url, context)
    except BaseException:
        connection.close()
        raise
    return connection


def _secure(connection: smtplib.SMTP, url: SplitResult, context: ssl.SSLContext) -> None:
    """Encrypt where the server can, and never say the password in the clear to another machine."""
    connection.ehlo_or_helo_if_needed()
    encrypted = url.scheme == "smtps"
    if not encrypted and connection.has_extn("starttls"):
        connection.starttls(context=context)
        encrypted = True
    if url.username:
        if not (encrypted or _is_here(url.hostname or "localhost")):
            raise smtplib.SMTPNotSupportedError("the mail server offers no encryption for the password")
        connection.login(unquote(url.username), unquote(url.password or ""))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
