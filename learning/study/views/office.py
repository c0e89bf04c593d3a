"""Assignments, for branch heads and HR: what stands, what a new one would do, and taking one back."""

from flask import Response, abort, request, url_for

from learning.base.refusals import N_
from learning.publishing import queries as publishing
from learning.publishing.queries import Live
from learning.study import queries, verbs
from learning.study.forms import AssignmentForm, EndForm
from learning.study.models import Assignment
from learning.study.queries import Assigned, Draft
from learning.study.views.blueprint import bp
from learning.web.access import allow
from learning.web.language import lang
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today
from learning.web.roles import assigner

INDENT = "\u3000"


@bp.get("/assignments/")
@allow(assigner)
def assignments() -> Response:
    ended = request.args.get("ended") == "1"
    live = publishing.live(db())
    before = request.args.get("before", type=int)
    rows, more = queries.assignments(db(), me(), live, on=today(), ended=ended, before=before)
    return show("study/assignments.html", rows=rows, ended=ended, before=before, next=more, positions=live.catalogue.positions)


@bp.get("/assignments/new")
@allow(assigner)
def new_assignment() -> Response:
    form = _form(publishing.live(db()))
    return show("study/new_assignment.html", form=form, preview=None)


@bp.post("/assignments/")
@allow(assigner, writes=True)
def assign() -> Response:
    """First what it would do; saved only when that was seen."""
    live = publishing.live(db())
    form = _form(live)
    draft = _draft(form, live) if form.is_sent() else None
    if draft is None:
        return show("study/new_assignment.html", form=form, preview=None, status=422)
    preview = queries.preview(db(), draft, on=today())
    if request.form.get("act") != "save":
        return show("study/new_assignment.html", form=form, preview=preview)
    made = _save(form, draft)
    tell("Assigned to %(n)s people. If this was a mistake, end it on this page.", n=preview.people)
    return go(url_for("study.assignment", assignment_id=made.id))


def _form(live: Live) -> AssignmentForm:
    form = AssignmentForm(
        course=request.args.get("course"), whom=request.args.get("whom", "unit"), number=request.args.get("number", "")
    )
    courses = sorted(live.catalogue.courses.values(), key=lambda course: (course.order, course.key))
    form.offer(
        [(course.key, course.title.in_(lang())) for course in courses if course.status == "active"],
        [
            (str(unit.id), INDENT * depth + (unit.name_en if lang() == "en" and unit.name_en else unit.name))
            for unit, depth in queries.unit_choices(db(), me(), on=today())
        ],
        [(position.key, position.name.in_(lang())) for position in live.catalogue.positions.values()],
    )
    return form


def _draft(form: AssignmentForm, live: Live) -> Draft | None:
    """The form with everything it names looked up, or None with a sentence under the field."""
    course = live.catalogue.courses[form.course.data]
    if form.is_for_person:
        person = queries.person_to_assign(db(), me(), (form.number.data or "").strip(), on=today())
        if person is None:
            form.refuse("number", N_("No such staff number among your people."))
            return None
        return Draft(course=course, person=person, due_on=form.due_on.data)
    unit = next(unit for unit, _ in queries.unit_choices(db(), me(), on=today()) if str(unit.id) == form.unit.data)
    return Draft(course=course, unit=unit, position=form.position.data or None, due_on=form.due_on.data)


def _save(form: AssignmentForm, draft: Draft) -> Assignment:
    return verbs.assign(
        db(), by=me(), requirement=draft.course.key, **draft.whom, position=draft.position, due_on=draft.due_on,
        mandatory=form.mandatory.data, reason=(form.reason.data or "").strip() or None, at=now(), on=today(),
    )  # fmt: skip


@bp.get("/assignments/<int:assignment_id>")
@allow(assigner, kind="Assignment")
def assignment(assignment_id: int) -> Response:
    return _page(assignment_id, EndForm())


def _page(assignment_id: int, form: EndForm, *, status: int = 200) -> Response:
    live = publishing.live(db())
    found = queries.assignment(db(), me(), live, assignment_id, on=today()) or abort(404)
    after = request.args.get("after", "")[:32]
    people, more = queries.assignee_page(db(), me(), found, found.course, on=today(), after=after) if found.course else ([], None)
    may_end = found.ended_at is None and (found.by_id == me().id or queries.is_hr_of(db(), me(), found.id, on=today()))
    return show(
        "study/assignment.html", assigned=found, people=people, after=after, next=more, form=form,
        may_end=may_end, positions=live.catalogue.positions, status=status,
    )  # fmt: skip


@bp.post("/assignments/<int:assignment_id>/end")
@allow(assigner, kind="Assignment")
def end(assignment_id: int) -> Response:
    found: Assigned = queries.assignment(db(), me(), publishing.live(db()), assignment_id, on=today()) or abort(404)
    form = EndForm()
    if not form.is_sent():
        return _page(assignment_id, form, status=422)
    verbs.end_assignment(db(), found.id, by=me(), reason=form.reason.data or "", at=now(), on=today())
    tell("The assignment has ended. What people had done is kept.")
    return go(url_for("study.assignment", assignment_id=found.id))
