"""The front page of each person, the help, and what anybody may read: about, accessibility, health."""

from datetime import date

from flask import Blueprint, Response, abort
from flask_babel import format_date

from learning.desk import queries, rules
from learning.web.access import allow, anyone, signed_in
from learning.web.language import lang
from learning.web.pages import show
from learning.web.request import bank, db, me, now, today

bp = Blueprint("desk", __name__)

HELP = ("learner", "head", "trainer", "officer", "auditor", "administrator")


@bp.get("/")
@allow(signed_in)
def home() -> Response:
    hour = now().astimezone(bank().clock.zone).hour
    return show("desk/home.html", desk=queries.desk(db(), me(), on=today(), at=now()), greeting=rules.part_of_day(hour))


@bp.get("/help/")
@allow(anyone)
def help() -> Response:
    return show("desk/help.html", roles=HELP)


@bp.get("/help/<role>")
@allow(anyone, kind="help")
def help_for(role: str) -> Response:
    if role not in HELP:
        abort(404)
    return show("desk/help_for.html", role=role, roles=HELP, text=f"desk/help/{role}.{lang()}.html")


@bp.get("/about")
@allow(anyone)
def about() -> Response:
    return show("desk/about.html", version=queries.version(), edition=queries.edition(db()), libraries=queries.libraries())


@bp.get("/accessibility")
@allow(anyone)
def accessibility() -> Response:
    return show("desk/words.html", text=f"desk/words/accessibility.{lang()}.html")


@bp.get("/robots.txt")
@allow(anyone)
def robots() -> Response:
    """A bank's own school is nothing for search engines."""
    return _plain("User-agent: *\nDisallow: /\n")


@bp.get("/healthz")
@allow(anyone)
def healthz() -> Response:
    """The process answers; the database is not asked."""
    return _plain("ok\n")


@bp.get("/readyz")
@allow(anyone)
def readyz() -> Response:
    """Visitors may come: the database answers, its tables are of this version, an edition is live."""
    missing = queries.unready(db())
    return _plain(f"not ready: {missing}\n", 503) if missing else _plain("ok\n")


@bp.app_template_filter("weekday")
def weekday(value: date) -> str:
    """3月2日 星期一 · Monday 2 March."""
    return str(format_date(value, "M月d日 EEEE" if lang() == "zh" else "EEEE d MMMM"))


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status, mimetype="text/plain")
