"""Playing a role-play alone. Everything here is one's own: somebody else's run is not found."""

from typing import Any
from uuid import UUID

from flask import Response, abort, redirect, request, url_for

from learning.base.refusals import Refusal
from learning.content.catalogue import Course, Roleplay, Words
from learning.publishing import queries as publishing
from learning.roleplay import policy, queries, verbs
from learning.roleplay.forms import line_number, shown_place
from learning.roleplay.models import Run
from learning.roleplay.refusals import Withdrawn
from learning.roleplay.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import lang, say
from learning.web.pages import go, refuse, wants_fragment, wants_json
from learning.web.pages import show as show_page
from learning.web.request import db, me, now


@bp.get("/courses/<course>/roleplays/<step>")
@allow(signed_in, kind="Course")
def show(course: str, step: str) -> Any:
    """What to expect, who is there, what is looked at, and the earlier runs. A withdrawn scene is played to its end."""
    if open_ := _open_of_withdrawn(course, step):
        return redirect(url_for(".line", run=open_.uuid))
    found, roleplay = scene(course, step)
    return show_page(
        "roleplay/show.html", course=found, roleplay=roleplay, past=queries.past(db(), me().id, found.key, roleplay.id),
        open=queries.open_run(db(), me().id, found.key, roleplay.id, "scored"), reads_lines=me().has_role(*policy.LINE_READERS),
    )  # fmt: skip


def _open_of_withdrawn(course: str, step: str) -> Run | None:
    found = publishing.live(db()).catalogue.course(course) or abort(404)
    return None if queries.roleplay(found, step) else queries.open_run(db(), me().id, found.key, step, "scored")


def scene(course: str, step: str) -> tuple[Course, Roleplay]:
    """The live course and its role-play. One that is gone is told so to those who played it, and to nobody else."""
    found = publishing.live(db()).catalogue.course(course) or abort(404)
    roleplay = queries.roleplay(found, step)
    if roleplay is None and queries.count(db(), me().id, found.key, step, "scored"):
        raise Withdrawn
    return found, roleplay or abort(404)


@bp.post("/courses/<course>/roleplays/<step>/runs")
@allow(signed_in, kind="Course")
def begin(course: str, step: str) -> Any:
    """A new run, or the open one."""
    found, roleplay = scene(course, step)
    edition = publishing.live(db()).edition
    run = verbs.begin(db(), me(), found, roleplay, edition=edition, lang=lang(), at=now())
    return go(url_for(".line", run=run.uuid))


@bp.get("/runs/<uuid:run>")
@allow(signed_in, kind="Run")
def line(run: UUID) -> Any:
    """The line the scene stands at. A run that is over leads to its result, a practice that was left to the scene."""
    found = _run(run)
    if found.ended_at is not None:
        return redirect(_over(found))
    return _page(found)


def _run(run: UUID) -> Run:
    found: Run = queries.run(db(), me(), str(run)) or abort(404)
    return found


def _over(found: Run) -> str:
    if found.end is None:
        return url_for(".show", course=found.course, step=found.roleplay)
    return url_for(".result", run=found.uuid)


def _page(found: Run, *, error: str = "", status: int = 200) -> Response:
    return show_page(
        "roleplay/line.html", fragment="roleplay/_scene.html", status=status, now=queries.now(db(), found), error=error,
        **titles(found),
    )  # fmt: skip


def titles(found: Run) -> dict[str, Any]:
    """The names of scene and course as they were when the run began."""
    return {"title": Words(**found.terms["title"]), "course_title": Words(**found.terms["course_title"])}


@bp.post("/runs/<uuid:run>/choices")
@allow(signed_in, kind="Run")
def choose(run: UUID) -> Any:
    """Answer a line. What cannot be taken is said above the place where the run is now; nothing is lost by it."""
    try:
        found = verbs.choose(db(), me(), str(run), line_number(request.form), shown_place(request.form), at=now()) or abort(404)
    except Refusal as no:
        return _where_it_is(run, no)
    if found.ended_at is not None:
        return go(url_for(".result", run=found.uuid))
    return _page(found) if wants_fragment() else go(url_for(".line", run=found.uuid))


def _where_it_is(run: UUID, no: Refusal) -> Response:
    db().rollback()
    found = _run(run)
    if wants_json() or (found.ended_at is not None and (wants_fragment() or found.end is None)):
        return refuse(no)
    sentence = say(no.says, **no.gaps)
    if found.ended_at is None:
        return _page(found, error=sentence, status=no.status)
    return _result(found, error=sentence, status=no.status)


@bp.get("/runs/<uuid:run>/result")
@allow(signed_in, kind="Run")
def result(run: UUID) -> Any:
    """What the run came to; one that is still open leads back into the scene."""
    found = _run(run)
    if found.end is None:
        return redirect(url_for(".line", run=found.uuid))
    return _result(found)


def _result(found: Run, *, error: str = "", status: int = 200) -> Response:
    live = publishing.live(db()).catalogue
    return show_page(
        "roleplay/result.html", status=status, result=queries.result(db(), found), clauses=live.clauses,
        course=live.course(found.course), past=queries.past(db(), me().id, found.course, found.roleplay), error=error,
        **titles(found),
    )  # fmt: skip


@bp.post("/runs/<uuid:run>/practice")
@allow(signed_in, kind="Run")
def practise(run: UUID) -> Any:
    """Play on from a line of a finished run; it does not count."""
    found = verbs.practise(db(), me(), str(run), line_number(request.form), lang=lang(), at=now()) or abort(404)
    return go(url_for(".line", run=found.uuid))
