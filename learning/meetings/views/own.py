"""One's own meetings: the list, catching up, and the script of a step in a course."""

import uuid
from typing import Any

from flask import abort, request, url_for

from learning.base.refusals import N_
from learning.content.payloads import payload
from learning.meetings import queries, verbs
from learning.meetings.queries import Missed
from learning.meetings.queries.mine import A_PAGE
from learning.meetings.views.blueprint import bp
from learning.publishing import queries as publishing
from learning.questions import queries as questions
from learning.questions import rules as questions_rules
from learning.questions.refusals import BadAnswer
from learning.web.access import allow, signed_in
from learning.web.language import lang, say
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today


@bp.get("/meetings/mine")
@allow(signed_in)
def mine() -> Any:
    """Meetings one was at, led, caught up, or still has to catch up."""
    found = queries.mine(db(), me(), before=request.args.get("before", None, type=int))
    more = found[A_PAGE - 1].run.id if len(found) > A_PAGE else None
    asked = queries.around(db(), me(), today())
    return show("meetings/mine.html", rows=found[:A_PAGE], more=more, missed=asked.missed, todo=asked.todo)


@bp.get("/meetings/runs/<uuid:meeting>/catch-up")
@allow(signed_in, kind="meeting")
def catch_up(meeting: uuid.UUID) -> Any:
    """What was said in a meeting one missed, and its question."""
    return _page(_missed(meeting))


def _missed(token: uuid.UUID, *, lock: bool = False) -> Missed:
    return queries.catching_up(db(), me(), token, lock=lock) or abort(404)


def _page(missed: Missed, *, error: str = "") -> Any:
    is_again = bool(error) or request.args.get("again") == "1"
    return show(
        "meetings/catch_up.html", status=422 if error else 200, missed=missed, run=missed.run, error=error,
        ask=_ask(missed, is_again=is_again), is_again=is_again,
    )  # fmt: skip


def _ask(missed: Missed, *, is_again: bool) -> dict[str, Any] | None:
    """The question, or with an answer given, what is right and why."""
    question, response = missed.question, missed.response
    if question is None:
        return None
    whole = payload(question)
    order = questions_rules.own_order(me().id, question.id, question.revision, whole)
    if response is None or is_again:
        return questions.shown(whole, lang(), order, None, ident=question.id)
    return questions.reviewed(whole, lang(), order, response.value, ident=question.id)


@bp.post("/meetings/runs/<uuid:meeting>/catch-up")
@allow(signed_in, kind="meeting", writes=True)
def answer(meeting: uuid.UUID) -> Any:
    """The answer; a wrong one is explained and can be tried again."""
    try:
        is_right = verbs.answer(db(), me(), _missed(meeting, lock=True), request.form.getlist("value"), at=now())
    except BadAnswer as no:
        db().rollback()
        return _page(_missed(meeting), error=say(no.says, **no.gaps))
    tell(N_("Caught up. It stands in your record.") if is_right else N_("Not quite. Read why, then try once more."))
    return go(url_for(".catch_up", meeting=meeting, _anchor="question"))


@bp.get("/courses/<course>/meetings/<step>")
@allow(signed_in, kind="Course")
def script(course: str, step: str) -> Any:
    """The script of a step, to read; and when one's own branch held it."""
    found = publishing.live(db()).catalogue.course(course) or abort(404)
    line = found.step(step) or abort(404)
    meeting = found.meetings.get(line.key) or abort(404)
    held = queries.held_by_my_units(db(), me(), found.key, meeting.id, today())
    missed = {one.run_id for one in queries.around(db(), me(), today()).missed}
    return show("meetings/script.html", course=found, step=line, script=meeting, held=held, missed=missed)
