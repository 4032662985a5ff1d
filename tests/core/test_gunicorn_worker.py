"""Whoever sends slowly keeps nobody else waiting, and whole requests come through as they were sent."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.core.gunicorn_worker import LONGEST_FORM, LONGEST_HEAD, missing
from config import ROOT
from tests.databases import Databases
from tests.outbox.server import free_port

HEAD = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("received", "lacking"),
    [
        (b"", 1),
        (b"GET / HT", 1),
        (GET[:-1], 1),
        (GET, 0),
        (HEAD, 10),
        (HEAD + b"a=1", 7),
        (HEAD + b"a=12345678", 0),
        (HEAD + b"a=12345678 and more", 0),
        (HEAD.replace(b"Content-Length: 10", b"content-length:10"), 10),
        (HEAD.replace(b"Content-Length: 10", b"Content-Length: ten"), 0),
        (HEAD.replace(b"Content-Length: 10", b"X-Content-Length: 10"), 0),
        (HEAD.replace(b"10", b"999999999"), LONGEST_FORM),
        (b"x" * LONGEST_HEAD, 0),
    ],
)
def test_so_much_has_to_come_before_a_thread_takes_it(received: bytes, lacking: int) -> None:
    assert missing(received) == lacking


@pytest.fixture
def served(databases: Databases, tmp_path: Path) -> Iterator[int]:
    """The port of the site, served as the documents say."""
    port = free_port()
    environ = {
        **os.environ,
        "DATABASE_URL": databases.copy("sqlite"),
        "VAR_DIR": str(tmp_path),
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError("the server has ended")


def ask(port: int, method: str = "GET", path: str = "/healthz", body: bytes | None = None) -> int:
    """Far more time than an answer takes, so that only one that never comes fails."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(
            method, path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        )
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.sqlite_only
def test_half_open_connections_hold_no_thread(served: int) -> None:
    assert ask(served) == 200
    with ExitStack() as ends:
        for sent in (b"", GET[:20], HEAD + b"a="):
            for _ in range(16):
                slow = ends.enter_context(socket.create_connection(("127.0.0.1", served)))
                slow.sendall(sent)
        assert [ask(served) for _ in range(8)] == [200] * 8
        assert ask(served, "POST", "/sign-in", b"a=1") == 400  # whole, and refused for its missing token


@pytest.mark.sqlite_only
def test_what_comes_in_pieces_comes_through_and_the_connection_serves_again(served: int) -> None:
    body = b"a=" + b"x" * (3 * LONGEST_FORM)
    head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    request = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with socket.create_connection(("127.0.0.1", served), timeout=30) as connection:
        for begin in range(0, len(request), 4000):
            connection.sendall(request[begin : begin + 4000])
        answer = http.client.HTTPResponse(connection, method="POST")
        answer.begin()
        assert answer.status == 400 and b"csrf" not in answer.read().lower()
        connection.sendall(GET[:10])
        connection.sendall(GET[10:])
        again = http.client.HTTPResponse(connection)
        again.begin()
        assert again.status == 200
