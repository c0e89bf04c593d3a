"""Marking essays: the queue, one answer beside the model answer, and the learner's wish for a second marker.

The learner's name is not on these pages before the mark is given: it belongs to the words, not to whoever wrote them.
"""

from typing import Any
from uuid import UUID

from flask import Response, abort, g, request, url_for

from learning.base.refusals import BadInput
from learning.content.catalogue import Words
from learning.people import queries as people
from learning.questions import queries as questions
from learning.quiz import queries, rules, verbs
from learning.quiz.forms import given_points, question_number
from learning.quiz.models import Marking
from learning.quiz.refusals import MarkedMeanwhile
from learning.quiz.verbs.marking import Given
from learning.quiz.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import lang, say
from learning.web.pages import go, tell
from learning.web.pages import show as show_page
from learning.web.request import db, me, now, today
from learning.web.roles import trainer


def to_mark() -> int:
    """For the desk: how many answers wait for whoever is signed in. Asked once a page."""
    if not me().is_authenticated or not me().has_role("trainer"):
        return 0
    if "to_mark" not in g:
        g.to_mark = queries.waiting_count(db(), me(), today())
    found: int = g.to_mark
    return found


@bp.get("/marking/")
@allow(trainer)
def queue() -> Response:
    """What waits, by course, the oldest first; and what the trainer marked last."""
    return _queue()


def _queue(number: str = "", status: int = 200) -> Response:
    piles, marked = queries.piles(db(), me(), today()), queries.marked_by(db(), me())
    return show_page("quiz/queue.html", status=status, piles=piles, most=queries.QUEUE, marked=marked, number=number)


@bp.get("/marking/learner")
@allow(trainer)
def learner() -> Response:
    """From a staff number to the attempts behind it."""
    number = request.args.get("number", "").replace("\0", "").strip()[:32]
    found = people.person(db(), me(), number, on=today(), roles=("trainer",)) if number else None
    return go(url_for(".record", number=found.number)) if found else _queue(number, 404 if number else 200)


@bp.get("/marking/<int:marking_id>")
@allow(trainer, kind="Marking")
def marking(marking_id: int) -> Response:
    """One answer beside model answer and criteria. Of one's own marks the review tells."""
    found = queries.marking(db(), me(), marking_id, today()) or abort(404)
    if found.waits_for is None:
        raise MarkedMeanwhile
    return _sheet(found)


def _sheet(found: Marking, *, status: int = 200, error: str | None = None) -> Response:
    attempt = found.attempt
    item = next(item for item in attempt.items if item.n == found.n)
    payload = queries.payloads(db(), attempt, [item])[item.n]
    answer = queries.answers(db(), attempt.id)[item.n]
    whole = queries.wholes(db(), attempt, [item])[item.n]
    others = queries.judgements(db(), [found.id])[found.id] if found.waits_for == 3 else []
    return show_page(
        "quiz/marking.html", status=status, marking=found, error=error, typed=request.form,
        title=Words(**attempt.terms["title"]), course_title=Words(**attempt.terms["course_title"]),
        review=questions.reviewed(payload, lang(), item.choice_order, answer.value, ident=str(item.n)),
        case=questions.case_text(whole, lang()) if item.part else None, others=others,
        criteria=[rules.choices(most) for most in rules.scheme(payload)],
    )  # fmt: skip


@bp.post("/marking/<int:marking_id>/judgements")
@allow(trainer, kind="Marking")
def judge(marking_id: int) -> Response:
    """The marks of one marker; then the next answer of the same course."""
    sent = request.form
    given = Given(given_points(sent), sent.get("comment", ""), bool(sent.get("second")), sent.get("why", ""))
    try:
        found = verbs.judge(db(), me(), marking_id, given, at=now(), on=today()) or abort(404)
    except BadInput as refusal:
        found = queries.marking(db(), me(), marking_id, today()) or abort(404)
        return _sheet(found, status=refusal.status, error=say(refusal.says, **refusal.gaps))
    following = queries.next_after(db(), me(), found.attempt.course, today())
    if following is None:
        tell("Marked. Nothing else is waiting.")
        return go(url_for(".queue"))
    tell("Marked. Here is the next answer.")
    return go(url_for(".marking", marking_id=following))


@bp.post("/attempts/<uuid:attempt>/second-markings")
@allow(signed_in, kind="Attempt")
def ask_second(attempt: UUID) -> Any:
    """The learner asks for a second marker of one answer."""
    n = question_number(request.form)
    verbs.ask_second(db(), me(), str(attempt), n, request.form.get("why", ""), at=now()) or abort(404)
    tell("A second marker will read your answer without seeing the first marks. Asking cannot lower them.")
    return go(url_for(".review", attempt=attempt, _anchor=f"review-{n}"))
