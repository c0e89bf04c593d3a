"""The front page of each person, the help, and what anybody may read: about, privacy, accessibility, health."""

from flask import Blueprint, Response, abort

from learning.desk import queries
from learning.web.access import allow, anyone, signed_in
from learning.web.language import lang
from learning.web.pages import show
from learning.web.request import bank, db, me, now, today

bp = Blueprint("desk", __name__)

HELP = ("learner", "head", "trainer", "officer", "auditor", "administrator")


@bp.get("/")
@allow(signed_in)
def home() -> Response:
    return show("desk/home.html", desk=queries.desk(db(), me(), on=today(), at=now()))


@bp.get("/help/")
@allow(anyone)
def help() -> Response:
    return show("desk/help.html", roles=HELP)


@bp.get("/help/<role>")
@allow(anyone, kind="help page")
def help_for(role: str) -> Response:
    if role not in HELP:
        abort(404)
    return show("desk/help_for.html", role=role, roles=HELP, text=f"desk/help/{role}.{lang()}.html")


@bp.get("/about")
@allow(anyone)
def about() -> Response:
    return show("desk/about.html")


@bp.get("/privacy")
@allow(anyone)
def privacy() -> Response:
    return show("desk/privacy.html", text=f"desk/help/privacy.{lang()}.html")


@bp.get("/accessibility")
@allow(anyone)
def accessibility() -> Response:
    return show("desk/accessibility.html", text=f"desk/help/accessibility.{lang()}.html")


@bp.get("/robots.txt")
@allow(anyone)
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@bp.get("/healthz")
@allow(anyone)
def healthz() -> Response:
    """The process answers; the database is not asked."""
    return Response("ok\n", mimetype="text/plain")
