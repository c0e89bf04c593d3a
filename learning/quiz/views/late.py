"""Answers that were given in time and arrived late: a trainer decides."""

from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for

from learning.base.refusals import BadInput
from learning.quiz import queries, verbs
from learning.quiz.views.blueprint import bp
from learning.web.access import allow
from learning.web.language import say
from learning.web.pages import go, tell
from learning.web.pages import show as show_page
from learning.web.request import db, me, now
from learning.web.roles import trainer


@bp.get("/late-answers/")
@allow(trainer)
def late_answers() -> Response:
    """Answers that were given in time and arrived late, with their times, but not what was answered: the times decide."""
    return _page(refused=None, typed={})


def _page(status: int = 200, **said: Any) -> Response:
    waiting = queries.late_waiting(db(), me())
    return show_page("quiz/late_answers.html", status=status, waiting=waiting, most=queries.MOST_LATE, **said)


@bp.post("/late-answers/<uuid:attempt>/decision")
@allow(trainer, kind="late answers")
def decide_late(attempt: UUID) -> Any:
    """Accept or decline, with a reason."""
    reason, accepted = request.form.get("reason", ""), request.form.get("decision") == "accept"
    try:
        verbs.decide_late(db(), me(), str(attempt), accepted=accepted, reason=reason, at=now()) or abort(404)
    except BadInput as refusal:
        return _page(422, refused={str(attempt): say(refusal.says, **refusal.gaps)}, typed={str(attempt): reason})
    if accepted:
        tell("Accepted. The mark and the result have followed, and the learner is told.")
    else:
        tell("Declined. The learner is told why.")
    return go(url_for(".late_answers"))
