"""How the lines of a scene are chosen, for those who write scenes."""

from flask import Response, abort, request

from learning.publishing import queries as publishing
from learning.roleplay import queries
from learning.roleplay.views.blueprint import bp
from learning.roleplay.views.playing import scene
from learning.web.access import allow
from learning.web.pages import show as show_page
from learning.web.request import db, me, today
from learning.web.roles import content_reader


@bp.get("/roleplays/")
@allow(content_reader)
def scenes() -> Response:
    """Every scene of the live edition, with how often it was played to an end."""
    live = publishing.live(db()).catalogue
    courses = sorted((one for one in live.courses.values() if one.roleplays), key=lambda one: (one.order, one.key))
    return show_page("roleplay/scenes.html", courses=courses, scenes=queries.scenes(db(), me(), today()))


@bp.get("/courses/<course>/roleplays/<step>/lines")
@allow(content_reader, kind="Course")
def lines(course: str, step: str) -> Response:
    """One revision in figures: the live one, or the one asked for."""
    found, roleplay = scene(course, step)
    figures = queries.figures(db(), me(), (found.key, roleplay), today(), rev=request.args.get("rev")) or abort(404)
    return show_page("roleplay/lines.html", course=found, roleplay=roleplay, figures=figures)
