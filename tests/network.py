"""Tests talk to this machine alone."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

LOCAL_NAMES = ("localhost", "")


def refuse_strangers(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook of the interpreter: whatever opens a connection, whoever's code it is, comes past here."""
    if event == "socket.connect" and isinstance(args[1], tuple) and not _is_local(args[1][0]):
        raise PermissionError(f"a test tried to reach {args[1][0]}")
    if event == "socket.getaddrinfo" and args[0] is not None and not _is_local(args[0]):
        raise PermissionError(f"a test tried to look up {args[0]}")


def _is_local(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOCAL_NAMES:
        return True
    try:
        return ip_address(name).is_loopback or ip_address(name).is_unspecified
    except ValueError:
        return False
