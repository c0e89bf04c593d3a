"""Assignments, for branch heads and HR: what stands, what a rule would do, changing it, taking it back, undoing."""

from flask import Response, abort, request, url_for

from learning.base.refusals import Refusal
from learning.publishing import queries as publishing
from learning.study import queries, verbs
from learning.study.forms import AssignmentForm, EndForm
from learning.study.models import Assignment
from learning.study.queries import Assigned
from learning.study.views import ruling
from learning.study.views.blueprint import bp
from learning.web.access import allow
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today
from learning.web.roles import assigner


@bp.get("/assignments/")
@allow(assigner)
def assignments() -> Response:
    ended = request.args.get("ended") == "1"
    live = publishing.live(db())
    before = request.args.get("before", type=int)
    rows, more = queries.assignments(db(), me(), live, on=today(), ended=ended, before=before)
    return show(
        "study/assignments.html", rows=rows, ended=ended, before=before, next=more, positions=live.catalogue.positions,
        courses=live.catalogue.courses,
    )  # fmt: skip


@bp.get("/assignments/new")
@allow(assigner)
def new_assignment() -> Response:
    return ruling.page(ruling.blank(publishing.live(db())))


@bp.post("/assignments/")
@allow(assigner, writes=True)
def assign() -> Response:
    """First what it would do; saved only when that was seen."""
    live = publishing.live(db())
    form = ruling.blank(live)
    return ruling.look_or_save(form, live, None, lambda draft: _assign(form, draft))


def _assign(form: AssignmentForm, draft: queries.Draft) -> Assignment:
    how = {"meant": form.meant.data, "may_wait": True, **draft.terms.columns}
    return verbs.assign(db(), by=me(), at=now(), on=today(), **how)


@bp.get("/assignments/<int:assignment_id>")
@allow(assigner, kind="Assignment")
def assignment(assignment_id: int) -> Response:
    return _page(assignment_id, EndForm())


def _mine(assignment_id: int) -> Assigned:
    return queries.assignment(db(), me(), publishing.live(db()), assignment_id, on=today()) or abort(404)


def _may_end(found: Assigned) -> bool:
    if found.newer or found.is_waiting or found.refusal:
        return False
    return found.by_id == me().id or queries.is_hr_of(db(), me(), found.id, on=today())


def _page(assignment_id: int, form: EndForm, *, status: int = 200, error: str = "") -> Response:
    live = publishing.live(db())
    versions = queries.versions(db(), me(), live, assignment_id, on=today())
    found = next((one for one in versions if one.id == assignment_id), None) or abort(404)
    after = request.args.get("after", "")[:32]
    people, more = queries.assignee_page(db(), me(), found, found.course, on=today(), after=after) if found.course else ([], None)
    return show(
        "study/assignment.html", fragment="study/_assignment.html", assigned=found, people=people, after=after, next=more,
        form=form, versions=versions, may_end=_may_end(found), positions=live.catalogue.positions, courses=live.catalogue.courses,
        error=error, status=status,
    )  # fmt: skip


@bp.get("/assignments/<int:assignment_id>/change")
@allow(assigner, kind="Assignment")
def change_assignment(assignment_id: int) -> Response:
    old = _mine(assignment_id)
    return ruling.page(ruling.filled(publishing.live(db()), old), old)


@bp.post("/assignments/<int:assignment_id>/change")
@allow(assigner, kind="Assignment")
def change(assignment_id: int) -> Response:
    """As with a new one: first what it would do. Whoever may not end the rule may not change it."""
    live, old = publishing.live(db()), _mine(assignment_id)
    form = ruling.filled(live, old)

    def save(draft: queries.Draft) -> Assignment:
        how = {"meant": form.meant.data, "may_wait": True}
        return verbs.change(db(), old.id, draft.terms, by=me(), at=now(), on=today(), **how)

    return ruling.look_or_save(form, live, old, save)


@bp.post("/assignments/<int:assignment_id>/end")
@allow(assigner, kind="Assignment")
def end(assignment_id: int) -> Response:
    found, form = _mine(assignment_id), EndForm()
    if not form.is_sent():
        return _page(found.id, form, status=422)
    verbs.end_assignment(db(), found.id, by=me(), reason=form.reason.data or "", at=now(), on=today(), may_wait=True)
    tell("The assignment has ended. What people had done is kept.")
    return go(url_for("study.assignment", assignment_id=found.id))


@bp.post("/assignments/<int:assignment_id>/undo")
@allow(assigner, kind="Assignment")
def undo(assignment_id: int) -> Response:
    found = _mine(assignment_id)
    try:
        made = verbs.undo(db(), found.id, by=me(), at=now(), on=today(), may_wait=True)
    except Refusal as no:
        db().rollback()
        return _page(found.id, EndForm(), status=no.status, error=say(no.says, **no.gaps))
    tell("Undone. What people had completed is kept.")
    return go(url_for("study.assignment", assignment_id=made.id))
