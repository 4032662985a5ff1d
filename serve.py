"""`make run` after the set-up: tables, the demonstration where nothing stands yet, then pages and worker together."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.cli import ScriptInfo

from app import create_app
from app.core.db import db
from app.core.http.health import HEAD
from app.core.startup_checks import refuse_bad_start
from app.programmes.models import Edition
from config import ROOT, Settings, load_settings

END_WITHIN_SECONDS = 15
forked = multiprocessing.get_context("fork")


def main() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    settings = load_settings()
    refuse_taken_port(settings.port)
    app = create_app(settings)
    with app.app_context():
        prepare(settings)
        refuse_bad_start(app)
        db.session.close()
        print_sign_ins(app, settings)
        db.engine.dispose()
    print(f"Serving at {settings.base_url} (Ctrl-C ends it)", flush=True)
    run_together(lambda: serve(app), lambda: carry_out(app))


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is in use; choose another, for example: PORT={port + 1} make run")


def prepare(settings: Settings) -> None:
    """The tables of this version, and the demonstration in a database where nothing stands yet."""
    if not is_at_head():
        from app.core.migrations import upgrade

        upgrade(settings.database)
    if settings.demonstration and db.session.scalar(sa.select(Edition.id).limit(1)) is None:
        db.session.rollback()
        play_season(settings)


def play_season(settings: Settings) -> None:
    """On SQLite into a file of its own, so that a season that was interrupted leaves nothing half done."""
    if not settings.is_sqlite:
        flask("demo", "play", on=settings.database)
        return
    path = settings.database.removeprefix("sqlite:///")
    draft = f"{path}-playing"
    for suffix in ("", "-wal", "-shm"):
        Path(draft + suffix).unlink(missing_ok=True)
    flask("migrate", on=f"sqlite:///{draft}")
    flask("demo", "play", on=f"sqlite:///{draft}")
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    Path(draft).replace(path)


def flask(*words: str, on: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words], cwd=ROOT, env={**os.environ, "DATABASE_URL": on}
    )
    if done.returncode:
        sys.exit(done.returncode)


def is_at_head() -> bool:
    try:
        return (
            db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) == HEAD.read_text().strip()
        )
    except sa.exc.DBAPIError:
        return False
    finally:
        db.session.rollback()


def print_sign_ins(app: Flask, settings: Settings) -> None:
    if settings.demonstration:
        app.cli.main(["demo", "sign-ins"], obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def serve(app: Flask) -> None:
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in runpy.run_path(str(ROOT / "gunicorn.conf.py")).items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)
            for moment in ("when_ready", "post_worker_init"):
                self.cfg.set(moment, leave_ctrl_c_to_parent)

        def load(self) -> Any:
            return app

    Site().run()


def leave_ctrl_c_to_parent(_process: object) -> None:
    """A terminal interrupts every process at once; only the first of them ends the others, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def carry_out(app: Flask) -> None:
    app.cli.main(["worker"], obj=ScriptInfo(create_app=lambda: app))


def run_together(*parts: Callable[[], None]) -> None:
    """Run each part in a process of its own, until one of them ends or somebody ends this one."""
    processes = [forked.Process(target=part) for part in parts]
    try:
        for process in processes:
            process.start()
        wait([process.sentinel for process in processes])
        sys.exit("A part of the application ended by itself; its log says why.")
    finally:
        end(processes)


def end(processes: list[BaseProcess]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(END_WITHIN_SECONDS)
        process.kill()


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
