"""Wires the application: the only module that knows every feature. Explicit tables, read top to bottom."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask_login import current_user
from jinja2 import StrictUndefined

from learning.base.clock import Clock
from learning.base.engines import Sessions, open_engine
from learning.base.keys import secret_key
from learning.base.ledger import merged
from learning.base.settings import Settings, read_settings
from learning.people import queries as people_queries
from learning.people import verbs as people_verbs
from learning.web import access, errors, guard, language, pages, request, sessions
from learning.web.request import Bank

ROOT = Path(__file__).parent.parent

BLUEPRINTS: list[tuple[Blueprint, str]] = []
REACTIONS = merged()
STEP_PAGES: dict[str, str] = {}
COMMANDS: list[Any] = []


class SessionStore:
    """``web.sessions`` over the tables of ``people``."""

    find = staticmethod(people_queries.live_session)
    open = staticmethod(people_verbs.open_session)
    keep = staticmethod(people_verbs.keep_session)
    touch = staticmethod(people_verbs.touch_session)
    end = staticmethod(people_verbs.end_session)


def create_app(settings: Settings | None = None, *, clock: Clock | None = None, is_demo: bool = False, **changes: Any) -> Flask:
    """The application over one bank. ``changes`` replace single settings; tests give their own clock."""
    chosen = replace(settings or read_settings(), **changes)
    app = Flask("learning", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(ROOT=ROOT, SECRET_KEY=chosen.secret_key or secret_key(chosen.data))
    app.config["TRUSTED_HOSTS"] = list(chosen.trusted_hosts) or None
    app.jinja_env.undefined = StrictUndefined
    app.extensions["zhili"] = open_bank(chosen, clock=clock, is_demo=is_demo)
    secure = chosen.https
    request.install(app)
    guard.install(app, https=secure)
    sessions.install(app, sessions.ServerSessions(SessionStore(), app.config["SECRET_KEY"], https=secure))
    language.install(app)
    errors.install(app)
    pages.htmx.init_app(app)
    _register(app)
    access.refuse_undeclared(app)
    return app


def open_bank(settings: Settings, *, clock: Clock | None = None, is_demo: bool = False) -> Bank:
    """The bank without the web: for commands, the worker and tests of verbs."""
    chosen = clock or Clock(settings.timezone)
    engine = open_engine(settings.database)
    return Bank(settings, Sessions(engine, reactions=REACTIONS, clock=chosen, catalogues={}), chosen, is_demo)


def _register(app: Flask) -> None:
    for blueprint, prefix in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.jinja_env.globals.update(step_pages=STEP_PAGES, me=current_user)
