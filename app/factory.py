"""Put the application together from its features."""

from __future__ import annotations

from importlib import import_module
from inspect import iscoroutinefunction

import structlog
from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import commands
from app.core.db import WRITER, db, prepare
from app.core.db.tables import import_all_models
from app.core.http.assets import init_assets
from app.core.http.error_pages import init_pages
from app.core.http.outage import init_outage
from app.core.http.request import Request
from app.core.i18n import init_i18n
from app.core.idempotency import idempotency_key
from app.core.templates import SharedGlobals, init_templates
from config import Settings, kept_secret

FEATURES = (
    "audit",
    "outbox",
    "people",
    "programmes",
    "invitations",
    "consents",
    "nominations",
    "entries",
    "judging",
    "results",
    "exchange",
    "desk",
    "demo",
)
PARTS = ("views", "commands", "jobs")


def build(settings: Settings) -> Flask:
    app = Flask("app")
    app.request_class, app.jinja_environment = Request, SharedGlobals
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=kept_secret(settings),
        SQLALCHEMY_ENGINES=_engines(settings),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=settings.session_idle_minutes * 60,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    _init_core(app)
    import_all_models()
    for feature in FEATURES:
        _install(app, feature)
    return app


def _engines(settings: Settings) -> dict[str, dict[str, object]]:
    settings.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.is_sqlite:
        return {"default": {"url": settings.database}, WRITER: {"url": settings.database}}
    options = "-c lock_timeout=10000 -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"
    pool = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 10}
    connect = {"options": options, "connect_timeout": 5}
    return {"default": {"url": settings.database, **pool, "connect_args": connect}}


def _init_core(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    db.init_app(app)
    # The library also closes asynchronous sessions after every request, in an event loop made for that; we have none.
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    with app.app_context():
        for engine in db.engines.values():
            prepare(engine)
        db.sessionmaker.configure(info={WRITER: db.engines.get(WRITER)})
    CSRFProtect(app)
    init_i18n(app)
    init_templates(app)
    init_assets(app)
    init_pages(app)
    init_outage(app)
    commands.init_app(app)
    app.jinja_env.globals["idempotency_key"] = idempotency_key
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _install(app: Flask, feature: str) -> None:
    """Register what a feature has: its blueprint `bp`, its command group `group`, its hook `init_app`."""
    for part in PARTS:
        name = f"app.{feature}.{part}"
        try:
            module = import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            continue
        if bp := getattr(module, "bp", None):
            app.register_blueprint(bp)
        if group := getattr(module, "group", None):
            app.cli.add_command(group)
        if hook := getattr(module, "init_app", None):
            hook(app)
