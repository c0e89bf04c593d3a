"""Courses, one course, and why a state is what it is."""

from flask import Response, abort, current_app, request, url_for

from learning.content.catalogue import Course
from learning.publishing import queries as publishing
from learning.publishing.queries import Live
from learning.study import queries, rules, verbs
from learning.study.forms import as_of
from learning.study.policy import ASSIGNERS
from learning.study.queries import Shown
from learning.study.refusals import NoSuchDay
from learning.study.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.pages import go, show, tell
from learning.web.request import db, leave_trace, me, now, today


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


@bp.get("/why/<number>/<requirement>")
@allow(signed_in, kind="Person")
def why(number: str, requirement: str) -> Response:
    """The reasons behind a state, today or as of a day: one's own, or of people in one's units."""
    person = queries.whose_progress(db(), me(), number, on=today()) or abort(404)
    live, found = live_course(requirement)
    on = as_of(request.args.get("as_of", ""), today())
    if on is None:
        raise NoSuchDay
    then = queries.catalogue_on(db(), live, on).course(found.key) or found
    answer = show("study/why.html", person=person, standing=queries.progress(db(), person.id, then, on=on), on=on)
    leave_trace(person.id, "study.why")
    return answer


@bp.app_template_global()
def evidence_url(evidence: str | None, course: Course, person: Shown) -> str | None:
    """Where the row behind a reason can be looked at, if the viewer may."""
    kind, _, name = (evidence or "").partition(":")
    if kind == "assignment" and me().has_role(*ASSIGNERS):
        return url_for("study.assignment", assignment_id=int(name))
    if kind == "attempt" and "quiz.review" in current_app.view_functions:
        if person.id == me().id:
            return url_for("quiz.review", attempt=name)
        return url_for("quiz.record_review", number=person.number, attempt=name)
    if kind == "roleplay" and "roleplay.result" in current_app.view_functions:
        if person.id == me().id:
            return url_for("roleplay.result", run=name)
        return url_for("roleplay.record_result", number=person.number, run=name)
    return None
