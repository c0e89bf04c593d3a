"""A lesson: reading it, answering in it, and what one leaves in it."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for

from learning.content.catalogue import Question
from learning.content.payloads import payload
from learning.lessons import forms, queries, rules, verbs
from learning.lessons.rules import Leaf
from learning.lessons.verbs import Page
from learning.publishing import queries as publishing
from learning.questions import queries as questions
from learning.questions import rules as questions_rules
from learning.questions.refusals import BadAnswer
from learning.web.access import allow, signed_in
from learning.web.language import lang, say
from learning.web.pages import done, go, show, tell, wants_fragment, wants_json
from learning.web.request import db, me, now

bp = Blueprint("lessons", __name__)


def _page(course: str, step: str) -> Page:
    live = publishing.live(db())
    found = live.catalogue.course(course) or abort(404)
    line = found.step(step) or abort(404)
    lesson = found.lessons.get(line.key) or abort(404)
    return Page(found, line, lesson, live.edition)


@bp.get("/courses/<course>/lessons/<step>")
@allow(signed_in, kind="Course")
def lesson(course: str, step: str) -> Response:
    """The lesson in the reader's language, with live questions in it. Opening it writes nothing."""
    page = _page(course, step)
    return _show(page, queries.leaf(db(), me().id, page.course, page.step, page.lesson))


def _show(page: Page, leaf: Leaf, *, status: int = 200, **more: Any) -> Response:
    toc = page.lesson.toc[lang()] if not page.lesson.body.missing(lang()) else page.lesson.toc["zh"]
    context: dict[str, Any] = {
        "reading": page, "leaf": leaf, "toc": toc, "go_on": rules.go_on_at(leaf, toc), "embeds": _embeds(page, leaf),
        "after": rules.step_after(page.course, page.step.key), "place": page.course.outline.index(page.step) + 1,
        "open": [item for item in page.to_get_right if not _answer(leaf, item).is_right],
        "note_error": None, "note": leaf.note,
    }  # fmt: skip
    return show("lessons/lesson.html", status=status, **(context | more))


def _answer(leaf: Leaf, item: str) -> rules.Answered:
    return leaf.answers.get(item, rules.Answered())


def _embeds(page: Page, leaf: Leaf, wrong: str = "", error: str = "") -> dict[str, dict[str, Any]]:
    """Every question of the lesson as its fragment wants it, a case with its story; what is answered, with feedback and key."""
    return {
        item: {
            "case": questions.case_text(payload(whole), lang()) if whole.parts else None,
            "asked": [_ask(page, one, _answer(leaf, one.id), error=error if one.id == wrong else "") for one in whole.asked],
        }
        for item in page.lesson.question_ids
        if (whole := page.course.questions[item])
    }


def _ask(page: Page, question: Question, answered: rules.Answered, *, error: str = "") -> dict[str, Any]:
    whole = payload(question)
    order = questions_rules.own_order(me().id, question.id, question.revision, whole)
    again = request.args.get("again") == question.id or bool(error)
    is_answered = bool(answered.times) and not again
    see = questions.reviewed if is_answered else questions.shown
    return {
        "id": question.id,
        "url": url_for("lessons.respond", course=page.course.key, step=page.step.key),
        "again_url": url_for(
            "lessons.lesson", course=page.course.key, step=page.step.key, again=question.id, _anchor=f"asked-{question.id}"
        ),
        "ask": see(whole, lang(), order, None if again else answered.value, ident=question.id),
        "is_answered": is_answered,
        "is_right": answered.is_right,
        "counts": question.id in page.to_get_right,
        "error": error,
    }


@bp.post("/courses/<course>/lessons/<step>/reading")
@allow(signed_in, kind="Course", writes=True)
def read(course: str, step: str) -> Response:
    """The reader is here; ``end=1``: at the end."""
    page = _page(course, step)
    place = rules.anchor(request.form.get("place", ""), page.lesson.toc["zh"])
    is_end = forms.is_yes(request.form, "end")
    is_done = verbs.keep_place(db(), me(), page, place=place, percent=forms.percent(request.form), is_end=is_end, at=now())
    if wants_json():
        return jsonify(saved=True, done=is_done)
    if is_done:
        tell("This lesson is done.")
    elif is_end:
        tell("Kept: you have read to the end. Answer the questions in the lesson, then it is done.")
    return go(url_for(".lesson", course=page.course.key, step=page.step.key, _anchor="next"))


@bp.post("/courses/<course>/lessons/<step>/responses")
@allow(signed_in, kind="Course", writes=True)
def respond(course: str, step: str) -> Response:
    """An answer to a question inside the lesson, with its feedback at once."""
    page = _page(course, step)
    item = request.form.get("item", "")
    question = page.asked.get(item) or abort(404)
    try:
        verbs.answer(db(), me(), page, question, request.form.getlist("value"), at=now())
    except BadAnswer as refusal:
        return _again(page, question, say(refusal.says, **refusal.gaps))
    answered = queries.answers(db(), me().id, page.course.key, [item])[item]
    here = url_for(".lesson", course=page.course.key, step=page.step.key, _anchor=f"asked-{item}")
    return done("lessons/_asked.html", go_to=here, asked=_ask(page, question, answered))


def _again(page: Page, question: Question, sentence: str) -> Response:
    """The question once more, with what is wrong with the answer."""
    leaf = queries.leaf(db(), me().id, page.course, page.step, page.lesson)
    if wants_fragment():
        asked = _ask(page, question, _answer(leaf, question.id), error=sentence)
        return show("lessons/_asked.html", status=422, asked=asked)
    return _show(page, leaf, status=422, embeds=_embeds(page, leaf, question.id, sentence))


@bp.post("/courses/<course>/lessons/<step>/note")
@allow(signed_in, kind="Course", writes=True)
def note(course: str, step: str) -> Response:
    """One's own note: nobody else reads it."""
    page = _page(course, step)
    text = request.form.get("text", "")
    if len(text.strip()) > rules.LONGEST_NOTE:
        leaf = queries.leaf(db(), me().id, page.course, page.step, page.lesson)
        sentence = say("A note holds at most %(most)s characters. Shorten it and save again.", most=rules.LONGEST_NOTE)
        return _show(page, leaf, status=422, note=text[: 2 * rules.LONGEST_NOTE], note_error=sentence)
    verbs.write_note(db(), me(), page, text, at=now())
    tell("Your note is kept.")
    return go(url_for(".lesson", course=page.course.key, step=page.step.key, _anchor="note"))


@bp.post("/courses/<course>/lessons/<step>/bookmark")
@allow(signed_in, kind="Course", writes=True)
def bookmark(course: str, step: str) -> Response:
    page = _page(course, step)
    keep = not forms.is_yes(request.form, "off")
    verbs.bookmark(db(), me(), page, keep=keep, at=now())
    if keep:
        tell("Bookmark put on this lesson.")
    else:
        tell("Bookmark taken off.")
    return go(url_for(".lesson", course=page.course.key, step=page.step.key))
