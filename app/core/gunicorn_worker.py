"""A worker of gunicorn whose threads are given whole requests: whoever sends slowly waits where waiting costs nothing.

The usual worker gives a connection to a thread as soon as it is open. Sixteen that send half a head, or a form a byte
at a time, then keep every thread of a site waiting. Here the poller watches a connection until its head and its form
have come; the kernel wakes it when enough has. Files are read by a thread as they come, within a time limit.
"""

from __future__ import annotations

import errno
import re
import socket
import time
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

LONGEST_HEAD, LONGEST_FORM = 32 * 1024, 64 * 1024
PATIENCE = 15.0  # seconds for a head and its form, and for each answer of the network after that
HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
NOT_NOW = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


def missing(received: bytes) -> int:
    """How many bytes at least have to come before a thread can take the request without waiting."""
    head, gap, body = received.partition(HEAD_ENDS)
    if not gap:
        return 1 if len(received) < LONGEST_HEAD else 0  # too long: the thread says so
    announced = LENGTH.search(head)
    wanted = min(int(announced[1]), LONGEST_FORM) if announced else 0
    return max(0, wanted - len(body))


class Connection(TConn):  # type: ignore[misc]
    wanted = 1
    """So many bytes lie ready when the poller next speaks of it; where they do not, the other side has left."""


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in NOT_NOW:
                raise
            return
        self.nr_conns += 1
        self._watch(Connection(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """The next request on a connection that was kept open."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._watch(conn)

    def _watch(self, conn: Connection) -> None:
        conn.timeout, conn.wanted = time.monotonic() + PATIENCE, 1
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        received = _peek(client)
        lacking = missing(received) if len(received) >= conn.wanted else 0
        conn.wanted = len(received) + lacking
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, conn.wanted if lacking else 1)
        if not lacking:
            super().on_pending_socket_readable(conn, client)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """What is still to be read or sent may take its time, and not for ever."""
        conn.sock.settimeout(PATIENCE)
        return super().handle_request(req, conn)


def _peek(client: socket.socket) -> bytes:
    """What has come, left where it is."""
    try:
        return client.recv(LONGEST_HEAD + LONGEST_FORM, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return b""
