"""Wires the application: the only module that knows every feature. Explicit tables, read top to bottom."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask
from flask_login import current_user
from sqlalchemy import Engine

from learning.base.clock import Clock
from learning.base.engines import Sessions, open_engine
from learning.base.keys import secret_key
from learning.base.ledger import merged
from learning.base.refusals import N_
from learning.base.settings import Settings, read_settings
from learning.certificates import jobs as certificates_jobs
from learning.certificates import queries as certificates_queries
from learning.certificates import reactions as certificates_reactions
from learning.certificates import views as certificates_views
from learning.clauses import queries as clauses_queries
from learning.desk import views as desk_views
from learning.downloads import queries as downloads_queries
from learning.downloads import views as downloads_views
from learning.downloads.jobs import Maker
from learning.lessons import queries as lessons_queries
from learning.lessons import views as lessons_views
from learning.meetings import queries as meetings_queries
from learning.meetings import views as meetings_views
from learning.notices import queries as notices_queries
from learning.notices import reactions as notices_reactions
from learning.notices import views as notices_views
from learning.operations import queue
from learning.operations import views as operations_views
from learning.people import queries as people_queries
from learning.people import rules as people_rules
from learning.people import verbs as people_verbs
from learning.people import views as people_views
from learning.people.models import LoginSession
from learning.publishing import queries as publishing_queries
from learning.publishing import views as publishing_views
from learning.quiz import queries as quiz_queries
from learning.quiz import views as quiz_views
from learning.records import jobs as records_jobs
from learning.records import queries as records_queries
from learning.records import views as records_views
from learning.reminders import queries as reminders_queries
from learning.reminders import views as reminders_views
from learning.reports import jobs as reports_jobs
from learning.reports import queries as reports_queries
from learning.reports import reactions as reports_reactions
from learning.reports import views as reports_views
from learning.roleplay import queries as roleplay_queries
from learning.roleplay import views as roleplay_views
from learning.rooms import queries as rooms_queries
from learning.rooms import views as rooms_views
from learning.roster import queries as roster_queries
from learning.roster import views as roster_views
from learning.study import queries as study_queries
from learning.study import reactions as study_reactions
from learning.study import views as study_views
from learning.tasks import queries as tasks_queries
from learning.tasks import views as tasks_views
from learning.web import access, assets, commands, errors, guard, language, navigation, pages, request, sessions, templates
from learning.web.navigation import Place
from learning.web.request import Bank

ROOT = Path(__file__).parent.parent
THIS_MACHINE = ["127.0.0.1", "localhost", "[::1]"]
DEMONSTRATION = "demonstration"
"""The file in the data folder that marks a demonstration bank."""

BLUEPRINTS: list[tuple[Blueprint, str]] = [
    (desk_views.bp, ""),
    (people_views.bp, ""),
    (roster_views.bp, ""),
    (study_views.bp, ""),
    (lessons_views.bp, ""),
    (reports_views.bp, ""),
    (publishing_views.bp, ""),
    (quiz_views.bp, ""),
    (roleplay_views.bp, ""),
    (certificates_views.bp, ""),
    (tasks_views.bp, ""),
    (meetings_views.bp, ""),
    (rooms_views.bp, ""),
    (notices_views.bp, ""),
    (reminders_views.bp, ""),
    (downloads_views.bp, ""),
    (records_views.bp, ""),
    (operations_views.bp, ""),
]
REACTIONS = merged(
    study_reactions.REACTIONS, certificates_reactions.REACTIONS, notices_reactions.REACTIONS, reports_reactions.REACTIONS
)
MY_DATA = {
    "people": people_queries.own_data,
    "roster": roster_queries.own_data,
    "study": study_queries.own_data,
    "lessons": lessons_queries.own_data,
    "quizzes": quiz_queries.own_data,
    "roleplays": roleplay_queries.own_data,
    "tasks": tasks_queries.own_data,
    "live practice": rooms_queries.own_data,
    "meetings": meetings_queries.own_data,
    "clauses": clauses_queries.own_data,
    "certificates": certificates_queries.own_data,
    "flags": publishing_queries.own_data,
    "notices": notices_queries.own_data,
    "reports": reports_queries.own_data,
    "reminders": reminders_queries.own_data,
    "downloads": downloads_queries.own_data,
    "records": records_queries.own_data,
}
MAKERS: dict[str, Maker] = {
    "certificates": certificates_jobs.BINDING,
    reports_jobs.PEOPLE: reports_jobs.PEOPLE_FILE,
    reports_jobs.BOARD: reports_jobs.BOARD_FILE,
    records_jobs.TRANSCRIPT: records_jobs.TRANSCRIPT_FILE,
    records_jobs.DATA: records_jobs.DATA_FILE,
}
"""Who makes the files of which kind: for the worker, and for the page that hands them out."""
STEP_PAGES: dict[str, str] = {
    "lesson": "lessons.lesson",
    "quiz": "quiz.show",
    "roleplay": "roleplay.show",
    "meeting": "meetings.script",
    "task": "tasks.task",
}
COMMANDS: dict[str, str] = {
    **dict.fromkeys(("init", "serve", "work", "doctor", "settings", "access", "ledger", "backup", "restore", "db"), "operations"),
    **dict.fromkeys(("staff", "person"), "people"),
    "people": "roster",
    "notices": "reminders",
    "content": "publishing",
    "reports": "reports",
    "demo": "demo",
}
"""Which feature's ``cli`` answers ``flask`` followed by this word. Imported when somebody says it: no web process needs them."""

NAVIGATION = [
    Place("desk.home", N_("Desk"), "desk", "desk"),
    Place("study.courses", N_("Courses"), "courses", "book"),
    Place("meetings.index", N_("Meetings"), "meetings", "calendar"),
    Place("study.assignments", N_("Assignments"), "assignments", "task", ("head", "officer"), short=N_("Tasks")),
    Place("rooms.index", N_("Live practice"), "practice", "talk", short=N_("Live")),
    Place("reports.completion", N_("Reports"), "reports", "list", ("head", "officer", "auditor")),
    Place("publishing.index", N_("Publishing"), "publishing", "press", ("trainer", "officer", "auditor")),
    Place("quiz.queue", N_("Marking"), "marking", "note", ("trainer",)),
    Place("people.index", N_("People"), "people", "people", ("head", "officer", "auditor", "administrator")),
    Place("operations.index", N_("Settings"), "settings", "key", ("administrator",)),
    Place("people.profile", N_("Me"), "me", "person", is_last=True),
]


BESIDE_SESSION = {
    "live_edition": publishing_queries.NUMBER,
    "unread_notices": notices_queries.unread_of(LoginSession.person_id),
    "privacy_version": records_queries.CURRENT,
    "privacy_read": records_queries.read_of(LoginSession.person_id),
}
"""What every page asks besides who is there. One question costs less than three."""
SESSION_ROWS = people_queries.session_rows(BESIDE_SESSION)


class SessionStore:
    """``web.sessions`` over the tables of ``people``."""

    find = staticmethod(people_queries.live_session)
    open = staticmethod(people_verbs.open_session)
    keep = staticmethod(people_verbs.keep_session)
    touch = staticmethod(people_verbs.touch_session)
    end = staticmethod(people_verbs.end_session)


def create_app(settings: Settings | None = None, *, clock: Clock | None = None, **changes: Any) -> Flask:
    """The application over one bank. ``changes`` replace single settings; tests give their own clock."""
    chosen = replace(settings or read_settings(), **changes)
    app = Flask("learning", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config["LANGUAGE"] = commands.operator_language()
    app.config.update(ROOT=ROOT, SECRET_KEY=chosen.secret_key or secret_key(chosen.data))
    app.config["TRUSTED_HOSTS"] = list(chosen.trusted_hosts or ([] if chosen.proxies or chosen.insecure else THIS_MACHINE)) or None
    templates.install(app, language.lang)
    app.extensions["zhili"] = open_bank(chosen, clock=clock)
    secure = chosen.https
    request.install(app)
    guard.install(app, https=secure)
    sessions.install(app, sessions.ServerSessions(cast(sessions.Store, SessionStore()), app.config["SECRET_KEY"], https=secure))
    language.install(app)
    assets.install(app)
    navigation.install(app, NAVIGATION, idle=people_rules.PROFILES[chosen.password_profile].idle)
    errors.install(app)
    pages.htmx.init_app(app)
    app.extensions["zhili-places"] = {place.endpoint for place in NAVIGATION}
    app.extensions["zhili-trace"] = people_verbs.note_view
    app.extensions["zhili-setup"] = lambda bank: people_verbs.first_code(bank.sessions, at=bank.clock.now())
    _register(app)
    access.refuse_undeclared(app)
    return app


def open_bank(settings: Settings, *, clock: Clock | None = None) -> Bank:
    """The bank without the web: for commands, the worker and tests of verbs."""
    chosen = clock or Clock(settings.timezone)
    engine = open_engine(settings.database)
    sessions_ = Sessions(
        engine, wake=queue.waker(settings), reactions=REACTIONS, clock=chosen, catalogues={}, my_data=MY_DATA,
        makers=MAKERS, speaker=language.speaker, beside_session=BESIDE_SESSION, session_rows=SESSION_ROWS,
        password_profile=settings.password_profile, settings=settings, certificates_held=certificates_queries.held,
    )  # fmt: skip
    return Bank(settings, sessions_, chosen, (settings.data / DEMONSTRATION).exists())


def _open_demo(here: Bank, address: str) -> None:
    """``flask serve --demo`` opens the demonstration bank; a real one is served without it."""
    from learning.demo import cli as demo_cli  # noqa: PLC0415 -- no web process of a real bank needs it

    demo_cli.open_demo(here, address)


def _prepare(settings: Settings, engine: Engine) -> str | None:
    """``serving.prepare``, for ``flask demo``, which stands below it on the ladder."""
    from learning.operations import serving  # noqa: PLC0415 -- no web process prepares a bank

    return serving.prepare(settings, engine)


def _register(app: Flask) -> None:
    for blueprint, prefix in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix)
    app.extensions.update({"zhili-demo": _open_demo, "zhili-prepare": _prepare})
    app.cli = commands.Commands({word: f"learning.{feature}.cli" for word, feature in COMMANDS.items()})
    app.jinja_env.globals.update(step_pages=STEP_PAGES, me=current_user, unread=notices_views.unread, to_mark=quiz_views.to_mark)
