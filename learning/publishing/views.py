"""Pictures of courses, readers' flags, and the trainer's page: editions, flags, what is overdue for review."""

from flask import Blueprint, Response, abort, make_response, request, url_for

from learning.people.rules import is_own_path
from learning.publishing import queries, verbs
from learning.web.access import allow, signed_in
from learning.web.language import lang
from learning.web.pages import done, go, show, tell
from learning.web.request import db, me, now, today
from learning.web.roles import content_reader, trainer

bp = Blueprint("publishing", __name__)

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@bp.get("/courses/<course>/assets/<name>")
@allow(signed_in, kind="Course")
def asset(course: str, name: str) -> Response:
    """A picture. SVG is data, not a page: it is served sandboxed."""
    found = queries.asset(db(), course, name, lang()) or abort(404)
    if request.if_none_match.contains(found.sha256):
        return Response(status=304)
    response = make_response(found.bytes)
    response.headers.update({
        "Content-Type": found.mimetype, "Content-Security-Policy": SANDBOX, "Cache-Control": "private, max-age=300",
        "Vary": "Accept-Language, Cookie",
    })  # fmt: skip
    response.set_etag(found.sha256)
    return response


@bp.post("/courses/<course>/flags")
@allow(signed_in, kind="Course")
def flag(course: str) -> Response:
    """Somebody finds a lesson or a question unclear."""
    live = queries.live(db())
    item = live.catalogue.item(course, request.form.get("item", "")) or abort(404)
    text = request.form.get("text", "")
    verbs.flag(db(), me().id, at=now(), text=text, course=course, item=item.id, rev=getattr(item, "revision", ""), lang=lang())
    tell("Thank you. Your sentence is on the trainer's desk.")
    return go(_back(course))


def _back(course: str) -> str:
    asked = request.form.get("next", "")
    home = url_for("study.course", course=course)
    return asked if asked.startswith(home) and is_own_path(asked) and "//" not in asked else home


@bp.get("/publishing/")
@allow(content_reader)
def index() -> Response:
    """Editions, readers' flags, items due for review."""
    live, before = queries.live(db()), request.args.get("before", type=int)
    return show(
        "publishing/index.html", live=live, editions=queries.editions(db(), before=before), before=before,
        flags=queries.flags(db()), most=queries.MOST_FLAGS, overdue=_overdue(live),
    )  # fmt: skip


def _overdue(live: queries.Live) -> list[tuple[object, object]]:
    items = [
        (course, item)
        for course in live.catalogue.courses.values()
        for shelf in (course.lessons, course.quizzes, course.roleplays, course.meetings, course.tasks)
        for item in shelf.values()
    ]
    return [(course, item) for course, item in items if item.review_by and item.review_by < today()]


@bp.post("/publishing/flags/<int:flag_id>/answer")
@allow(trainer, kind="Flag")
def answer(flag_id: int) -> Response:
    """The trainer answers a reader."""
    found = queries.flag(db(), flag_id) or abort(404)
    verbs.answer_flag(db(), me().id, found, request.form.get("text", ""), at=now())
    return done("publishing/_flag.html", go_to=url_for(".index"), flag=found, live=queries.live(db()))
