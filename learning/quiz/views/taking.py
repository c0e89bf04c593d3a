"""Taking a quiz. Everything here is one's own: somebody else's attempt is not found."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, abort, jsonify, redirect, request, url_for

from learning.content.catalogue import Words
from learning.publishing import queries as publishing
from learning.questions import queries as questions
from learning.questions.refusals import BadAnswer
from learning.quiz import queries, rules, verbs
from learning.quiz.forms import AnswerForm
from learning.quiz.models import Attempt
from learning.quiz.refusals import AttemptsUsedUp, TimeIsUp
from learning.quiz.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import hour, lang, say
from learning.web.pages import go, refuse, wants_fragment, wants_json
from learning.web.pages import show as show_page
from learning.web.request import db, me, now, today


@bp.get("/courses/<course>/quizzes/<step>")
@allow(signed_in, kind="Course")
def show(course: str, step: str) -> Response:
    """What to expect, and the earlier attempts."""
    found, quiz, _live = _quiz(course, step)
    tries = queries.tries(db(), me().id, found, quiz)
    count, points = rules.size(quiz, found.questions)
    return show_page(
        "quiz/show.html", course=found, quiz=quiz, count=count, points=points, results=queries.results(tries.past),
        open=tries.open, left=tries.left, granted=tries.granted,
        whom=queries.whom_to_ask(db(), me().unit_id, today()) if tries.left == 0 else None,
    )  # fmt: skip


def _quiz(course: str, step: str) -> tuple[Any, Any, Any]:
    live = publishing.live(db())
    found = live.catalogue.course(course) or abort(404)
    return found, queries.quiz(found, step) or abort(404), live


@bp.post("/courses/<course>/quizzes/<step>/attempts")
@allow(signed_in, kind="Course")
def start(course: str, step: str) -> Any:
    """A new attempt, or the open one."""
    found, quiz, live = _quiz(course, step)
    try:
        attempt = verbs.start(db(), me(), found, quiz, edition=live.edition, lang=lang(), at=now())
    except AttemptsUsedUp:
        db().commit()  # the one that ran out of time stays handed in
        raise
    return go(url_for(".item", attempt=attempt.uuid, n=1))


@bp.get("/attempts/<uuid:attempt>/<int:n>")
@allow(signed_in, kind="Attempt")
def item(attempt: UUID, n: int) -> Any:
    """One question. An attempt that is over leads to its review; one whose time is over, to handing in."""
    found = _attempt(attempt)
    if found.handed_in_at is not None:
        return redirect(url_for(".review", attempt=found.uuid))
    if _is_over(found):
        return redirect(url_for(".hand_in", attempt=found.uuid))
    sitting = queries.sitting(db(), found, n, lang()) or abort(404)
    return show_page("quiz/item.html", sitting=sitting, error=None, **_titles(found))


@bp.get("/attempts/<uuid:attempt>/paper")
@allow(signed_in, kind="Attempt")
def paper(attempt: UUID) -> Response:
    """Every question of an open attempt in one piece: the script keeps it, so that a lost network stops nobody."""
    found = _attempt(attempt)
    if found.handed_in_at is not None or _is_over(found) or rules.locks_answers(found.terms["reveal"]):
        abort(404)
    return show_page("quiz/_paper.html", sittings=queries.paper(db(), found, lang()), **_titles(found))


def _attempt(attempt: UUID) -> Attempt:
    found: Attempt = queries.attempt(db(), me(), str(attempt)) or abort(404)
    return found


def _titles(found: Attempt) -> dict[str, Any]:
    """The names of quiz and course as they were when the attempt began."""
    return {"title": Words(**found.terms["title"]), "course_title": Words(**found.terms["course_title"])}


def _is_over(found: Attempt) -> bool:
    return rules.is_over(found.deadline_at, found.late_seen_at, now())


@bp.post("/attempts/<uuid:attempt>/answers")
@allow(signed_in, kind="Attempt")
def answer(attempt: UUID) -> Any:
    """Save an answer. JSON to a script; a browser without one goes on to the question it asked for."""
    sent = AnswerForm.read(request.form)
    try:
        saved = _save(attempt, sent)
    except BadAnswer as refusal:
        return _once_more(attempt, sent, refusal)
    if wants_json():
        return _acknowledged(saved)
    return go(_after(attempt, sent))


def _once_more(attempt: UUID, sent: AnswerForm, refusal: BadAnswer) -> Response:
    """The question again, with what was typed and what is wrong with it; a script is only told."""
    sitting = queries.sitting(db(), _attempt(attempt), sent.n, lang())
    if wants_json() or wants_fragment() or sitting is None:
        return refuse(refusal)
    typed = replace(sitting, question=questions.as_typed(sitting.question, sent.given.texts))
    sentence = say(refusal.says, **refusal.gaps)
    return show_page("quiz/item.html", status=refusal.status, sitting=typed, error=sentence, **_titles(sitting.attempt))


def _save(attempt: UUID, sent: AnswerForm) -> verbs.Saved:
    try:
        saved: verbs.Saved = verbs.answer(db(), me(), str(attempt), sent.n, sent.given, at=now()) or abort(404)
    except TimeIsUp:
        db().commit()  # handed in for good, though this answer is refused
        raise
    return saved


def _acknowledged(saved: verbs.Saved) -> Response:
    """``saved`` is said only of what this transaction stores; it is sent after the commit."""
    told: dict[str, Any] = {"saved": saved.is_stored, "question": saved.n, "seq": saved.seq, "at": hour(saved.at)}
    if saved.is_stale:
        told |= {"stale": True, "message": say("A newer answer from another window counts. Open the question again to see it.")}
    if saved.is_late:
        told |= {"late": True, "message": say("This answer arrived late. It is kept, and a trainer decides whether it counts.")}
    response = jsonify(told)
    response.status_code = 200 if saved.is_stored else 409
    return response


def _after(attempt: UUID, sent: AnswerForm) -> str:
    found = _attempt(attempt)
    n = rules.goal(sent.go, sent.n, len(found.items))
    return url_for(".item", attempt=attempt, n=n) if n else url_for(".hand_in", attempt=attempt)


@bp.post("/attempts/<uuid:attempt>/bookmarks")
@allow(signed_in, kind="Attempt")
def bookmark(attempt: UUID) -> Any:
    """Mark a question to look at again (``marked`` empty takes the mark away); what the form holds of an answer is saved, too."""
    sent = AnswerForm.read(request.form)
    try:
        if sent.given.texts:
            _save(attempt, sent)
    except BadAnswer as refusal:
        return _once_more(attempt, sent, refusal)
    try:
        marked = verbs.bookmark(db(), me(), str(attempt), sent.n, wanted=bool(request.form.get("marked")), at=now())
    except TimeIsUp:
        db().commit()
        raise
    if marked is None:
        abort(404)
    return go(url_for(".item", attempt=attempt, n=sent.n))


@bp.get("/attempts/<uuid:attempt>/hand-in")
@allow(signed_in, kind="Attempt")
def hand_in(attempt: UUID) -> Any:
    """Before handing in: what is still open."""
    found = _attempt(attempt)
    if found.handed_in_at is not None:
        return redirect(url_for(".review", attempt=found.uuid))
    answered = queries.answered_of(queries.answers(db(), found.id))
    return show_page("quiz/hand_in.html", attempt=found, answered=answered, is_over=_is_over(found), **_titles(found))


@bp.post("/attempts/<uuid:attempt>/hand-in")
@allow(signed_in, kind="Attempt")
def handed_in(attempt: UUID) -> Any:
    """Hand in; once is enough."""
    found = verbs.hand_in(db(), me(), str(attempt), at=now()) or abort(404)
    return go(url_for(".review", attempt=found.uuid))


@bp.get("/attempts/<uuid:attempt>/review")
@allow(signed_in, kind="Attempt")
def review(attempt: UUID) -> Any:
    """The result, and as much of the answers as 公布答案 allows."""
    found = _attempt(attempt)
    if found.handed_in_at is None:
        return redirect(url_for(".item", attempt=found.uuid, n=1))
    live = publishing.live(db())
    reveal = found.terms["reveal"]
    with_keys = rules.shows_keys(reveal, handed_in=True, ever_passed=reveal == "passed" and queries.ever_passed(db(), found))
    course = live.catalogue.course(found.course)
    won, of = queries.score(found)
    reviews = queries.reviewed(db(), found, lang(), live.catalogue)
    return show_page(
        "quiz/review.html", attempt=found, won=won, of=of, with_keys=with_keys, course=course,
        results=queries.results(queries.attempts(db(), me().id, found.course, found.quiz)),
        reviews=_with_asking(found, reviews if with_keys else [one for one in map(_without_key, reviews) if one["judgements"]]),
        lessons=queries.lessons_after(db(), found, course), late=queries.late_of(db(), found), **_titles(found),
    )  # fmt: skip


def _with_asking(found: Attempt, reviews: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where a second marker may be asked for, until when."""
    if found.marked_at is None or not rules.may_ask_again(found.marked_at, now()):
        return reviews
    asking = {"asked_url": url_for(".ask_second", attempt=found.uuid), "asked_until": rules.until(found.marked_at)}
    return [review | asking if review["may_ask"] else review for review in reviews]


def _without_key(review: dict[str, Any]) -> dict[str, Any]:
    """What a marker said of an essay belongs to its writer, also where no key is shown."""
    return review | {"model": None, "criteria": (), "explanation": None, "reference": None, "clauses": (), "lessons": ()}
