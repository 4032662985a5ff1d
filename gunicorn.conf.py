"""How many processes and threads answer requests; read by gunicorn wherever it is started in this folder."""

import os
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "app.core.gunicorn_worker.PatientWorker"
workers = 2
threads = 8
timeout = 60
graceful_timeout = 10
max_requests = 20_000
max_requests_jitter = 2_000
preload_app = True
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Where something is wrong that must not be served, such as a lost key, no process is started."""
    from app.core.startup_checks import refuse_bad_start

    refuse_bad_start(server.app.wsgi())
