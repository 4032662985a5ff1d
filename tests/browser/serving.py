"""A real server in a process of its own, under a clock that the test moves by writing to a file.

Run as `python -m tests.browser.serving VAR_DIR PORT`: pages in threads, and the worker beside them.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from app.core import clock
from app.core.db import db
from app.core.jobs import run_all
from app.factory import build
from config import Settings

PAUSE = 0.1


class UnderClock:
    """Answers every request at the instant that stands in the file."""

    def __init__(self, application: Callable[..., Iterable[bytes]], file: Path) -> None:
        self._application, self._file = application, file

    def now(self) -> datetime:
        return datetime.fromisoformat(self._file.read_text())

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with clock.held_at(self.now()):
            return list(self._application(environ, start_response))


def main(var_dir: Path, port: int) -> None:
    settings = Settings(var_dir=var_dir, rate_limits=False, base_url=f"http://127.0.0.1:{port}")
    app = build(settings)
    under_clock = UnderClock(app.wsgi_app, var_dir / "now")
    app.wsgi_app = under_clock  # type: ignore[method-assign]

    def work() -> None:
        while True:
            with clock.held_at(under_clock.now()), app.app_context():
                run_all()
                db.session.rollback()
            time.sleep(PAUSE)

    threading.Thread(target=work, daemon=True).start()
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
