"""What somebody has done in quizzes, for whoever may see their record; and one attempt more."""

from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for

from learning.content.catalogue import Course, Quiz, Words
from learning.people import queries as people
from learning.people.models import Person
from learning.publishing import queries as publishing
from learning.quiz import policy, queries, rules, verbs
from learning.quiz.forms import ReasonForm
from learning.quiz.views.blueprint import bp
from learning.web.access import allow
from learning.web.language import lang
from learning.web.pages import go, tell
from learning.web.pages import show as show_page
from learning.web.request import db, leave_trace, me, now, today
from learning.web.roles import attempt_granter, record_reader


def _person(number: str, roles: tuple[str, ...]) -> Person:
    found = people.person(db(), me(), number, on=today(), roles=roles)
    if found is None or not me().has_role(*roles):
        abort(404)
    return found


@bp.get("/people/<number>/attempts")
@allow(record_reader, kind="Person")
def record(number: str) -> Response:
    """Every attempt that somebody has handed in."""
    found = _person(number, policy.RECORD_READERS)
    may_grant = found.id != me().id and people.person(db(), me(), number, on=today(), roles=policy.GRANTERS) is not None
    sat = queries.record(db(), found.id)
    grants = may_grant and me().has_role(*policy.GRANTERS)
    used_up = queries.used_up(db(), found.id, publishing.live(db()).catalogue) if grants else set()
    answer = show_page("quiz/record.html", person=found, sat=sat, used_up=used_up)
    leave_trace(found.id, "quiz.record")
    return answer


@bp.get("/people/<number>/attempts/<uuid:attempt>")
@allow(record_reader, kind="Person")
def record_review(number: str, attempt: UUID) -> Response:
    """One handed-in attempt, to read: with the key where its taker has it, or the viewer is a trainer here."""
    person = _person(number, policy.RECORD_READERS)
    found = queries.attempt_of(db(), person, str(attempt)) or abort(404)
    live = publishing.live(db())
    with_keys = _is_key_reader(number) or rules.shows_keys(
        found.terms["reveal"], handed_in=True, ever_passed=queries.ever_passed(db(), found)
    )
    won, of = queries.score(found)
    reviews = queries.reviewed(db(), found, lang(), live.catalogue) if with_keys else []
    answer = show_page(
        "quiz/record_review.html", person=person, attempt=found, won=won, of=of, with_keys=with_keys,
        reviews=[one | {"is_own": False} for one in reviews],
        title=Words(**found.terms["title"]), course_title=Words(**found.terms["course_title"]),
    )  # fmt: skip
    leave_trace(person.id, "quiz.record_review")
    return answer


def _is_key_reader(number: str) -> bool:
    seen = people.person(db(), me(), number, on=today(), roles=policy.KEY_READERS)
    return seen is not None and seen.id != me().id and bool(me().has_role(*policy.KEY_READERS))


@bp.route("/people/<number>/attempts/<course>/<step>/grant", methods=["GET", "POST"])
@allow(attempt_granter, kind="Person")
def grant(number: str, course: str, step: str) -> Any:
    """One attempt more, with a reason."""
    person = _person(number, policy.GRANTERS)
    found, quiz = _quiz(course, step)
    form = ReasonForm()
    if not form.is_sent():
        status = 422 if request.method == "POST" else 200
        tries = queries.tries(db(), person.id, found, quiz)
        return show_page("quiz/grant.html", status=status, person=person, course=found, quiz=quiz, tries=tries, form=form)
    verbs.grant(db(), me(), person, found, quiz, reason=form.reason.data or "", at=now())
    tell("Granted. The learner is told, with the reason.")
    return go(url_for(".record", number=number))


def _quiz(course: str, step: str) -> tuple[Course, Quiz]:
    found = publishing.live(db()).catalogue.course(course) or abort(404)
    return found, queries.quiz(found, step) or abort(404)
