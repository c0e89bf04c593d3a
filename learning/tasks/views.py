"""Pages of tasks: the learner's own, what waits for a branch head, and signing it."""

import uuid
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, request, send_file, url_for

from learning.base.refusals import Refusal
from learning.publishing import queries as publishing
from learning.tasks import intake, queries, verbs
from learning.tasks.intake import Kept
from learning.tasks.models import Work
from learning.tasks.verbs import Place
from learning.web import roles
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, leave_trace, me, now, today

bp = Blueprint("tasks", __name__)


def _place(course: str, step: str) -> Place:
    found = publishing.live(db()).catalogue.course(course) or abort(404)
    line = found.step(step) or abort(404)
    return Place(found, line, found.tasks.get(line.key) or abort(404))


@bp.get("/courses/<course>/tasks/<step>")
@allow(signed_in, kind="Course")
def task(course: str, step: str) -> Any:
    """The task, and what one has written and shown. Opening it writes nothing."""
    return _page(_place(course, step))


def _page(place: Place, *, wrong: str | None = None, no: Refusal | None = None) -> Any:
    kept = queries.my_work(db(), me(), place.course, place.step)
    pinned = queries.task_of(db(), kept) if kept and kept.signatures else place.task
    return show(
        "tasks/task.html", status=no.status if no else 200, place=place, sheet=queries.sheet(db(), pinned, kept), wrong=wrong,
        error=say(no.says, **no.gaps) if no else "", typed=request.form.get("note", "") if no else None,
    )  # fmt: skip


@bp.post("/courses/<course>/tasks/<step>/notes")
@allow(signed_in, kind="Course", writes=True)
def write(course: str, step: str) -> Any:
    """A note, a file, or both, to one line or to the whole task."""
    place, line = _place(course, step), request.form.get("line", "")
    if line not in _lines(place):
        abort(404)
    try:
        verbs.write(db(), me(), place, line, note=request.form.get("note", ""), file=_file(), at=now())
    except Refusal as no:
        db().rollback()
        return _page(place, wrong=line, no=no)
    tell("Kept.")
    return go(url_for(".task", course=course, step=step, _anchor=f"line-{line or 'whole'}"))


def _lines(place: Place) -> set[str]:
    kept = queries.my_work(db(), me(), place.course, place.step)
    pinned = queries.task_of(db(), kept) if kept and kept.signatures else place.task
    return {"", *(one.id for one in pinned.lines)}


def _file() -> Kept | None:
    sent = request.files.get("file")
    if not sent or not sent.filename:
        return None
    with sent.stream as stream:
        return intake.read_file(sent.filename, stream.read(intake.MOST_BYTES + 1))


@bp.post("/courses/<course>/tasks/<step>/readiness")
@allow(signed_in, kind="Course", writes=True)
def ready(course: str, step: str) -> Any:
    verbs.ready(db(), me(), _place(course, step), at=now())
    tell("Your branch head has been told. Each line is signed, or comes back with what is missing.")
    return go(url_for(".task", course=course, step=step))


@bp.get("/tasks/files/<uuid:file>")
@allow(signed_in, kind="work file")
def file(file: uuid.UUID) -> Any:
    """A picture, or a PDF to save. Nothing in it can run: it stands in a sandbox of its own."""
    found = queries.file(db(), me(), file, today()) or abort(404)
    is_paper = found.mimetype == "application/pdf"
    answer = send_file(
        BytesIO(found.bytes), mimetype=found.mimetype, as_attachment=is_paper, download_name=found.name, etag=False
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post("/tasks/files/<uuid:file>/removal")
@allow(signed_in, kind="work file", writes=True)
def remove(file: uuid.UUID) -> Any:
    found, kept = queries.own_file(db(), me(), file) or abort(404)
    verbs.remove(db(), found, kept)
    tell("The file is removed.")
    return go(url_for(".task", course=kept.course, step=kept.task))


@bp.get("/tasks/")
@allow(roles.head)
def waiting() -> Any:
    """What waits for the viewer's signature."""
    after = request.args.get("after", 0, type=int)
    rows = queries.waiting(db(), me(), today(), after=after)
    more = rows[queries.A_PAGE - 1].id if len(rows) > queries.A_PAGE else None
    return show("tasks/waiting.html", rows=rows[: queries.A_PAGE], titles=queries.titles(db(), rows), more=more)


@bp.get("/tasks/<int:work_id>")
@allow(roles.head, kind="work")
def work(work_id: int) -> Any:
    found = _work(work_id)
    answer = _signing(found)
    leave_trace(found.person_id, "tasks.work")
    return answer


def _work(work_id: int, *, lock: bool = False) -> Work:
    return queries.work(db(), me(), work_id, today(), lock=lock) or abort(404)


def _signing(found: Work, *, wrong: str | None = None, no: Refusal | None = None) -> Any:
    sheet = queries.sheet(db(), queries.task_of(db(), found), found)
    error, typed = (say(no.says, **no.gaps), request.form.get("note", "")) if no else ("", None)
    return show("tasks/work.html", status=no.status if no else 200, sheet=sheet, wrong=wrong, error=error, typed=typed)


@bp.post("/tasks/<int:work_id>/signatures")
@allow(roles.head, kind="work", writes=True)
def sign(work_id: int) -> Any:
    """Sign one line, or give it back."""
    found, line = _work(work_id, lock=True), request.form.get("line", "")
    if line not in {one.id for one in queries.task_of(db(), found).lines}:
        abort(404)
    try:
        _say(found, line)
    except Refusal as no:
        db().rollback()
        return _signing(_work(work_id), wrong=line, no=no)
    return go(url_for(".work", work_id=work_id, _anchor=f"line-{line}"))


def _say(found: Work, line: str) -> None:
    note = request.form.get("note", "")
    if request.form.get("act") == "return":
        verbs.give_back(db(), me(), found, line, note=note, at=now())
        tell("Given back. The learner has been told what is missing.")
    elif verbs.sign(db(), me(), found, line, note=note, file=_file(), at=now()):
        tell("The last line is signed: the task is done, and the learner has been told.")
    else:
        tell("Signed.")
