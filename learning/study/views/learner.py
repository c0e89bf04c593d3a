"""Courses, and one course."""

from flask import Response, abort, request, url_for

from learning.content.catalogue import Course
from learning.publishing import queries as publishing
from learning.publishing.queries import Live
from learning.study import queries, rules, verbs
from learning.study.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today


def live_course(key: str) -> tuple[Live, Course]:
    """The live edition and one of its courses, or 404."""
    live = publishing.live(db())
    course = live.catalogue.course(key)
    if course is None:
        abort(404)
    return live, course


@bp.get("/courses/")
@allow(signed_in)
def courses() -> Response:
    """Every course, searched and filtered; on top the one to go on with."""
    rows = queries.my_courses(db(), me(), publishing.live(db()), today())
    wanted, state = request.args.get("q", "")[:80].strip(), request.args.get("state", "")
    shown = [row for row in rows if rules.matches(row, wanted, state)]
    return show("study/courses.html", rows=shown, total=len(rows), q=wanted, state=state, current=rules.to_go_on_with(rows))


@bp.get("/courses/<course>/")
@allow(signed_in, kind="Course")
def course(course: str) -> Response:
    """One course: what it is for, its steps with where I am in each, the date, the state with its reasons."""
    _, found = live_course(course)
    return show("study/course.html", standing=queries.progress(db(), me().id, found, on=today()))


@bp.post("/courses/<course>/enrolment")
@allow(signed_in, kind="Course")
def enrolment(course: str) -> Response:
    _, found = live_course(course)
    verbs.enrol(db(), me().id, found.key, at=now(), on=today())
    tell("You have taken up this course. There is no due date.")
    return go(url_for("study.course", course=found.key))
