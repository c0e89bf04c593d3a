"""Answering for somebody: what a form would send for the right answer, and for a wrong one."""

from typing import Any

from sqlalchemy.orm import Session

from learning.content.showing import PLACING, sides
from learning.people.models import Person, Posting
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.questions.rules import LETTERS
from learning.quiz import queries, verbs
from learning.quiz.models import Attempt

EXAM = "/courses/greeting/quizzes/greeting-exam"


def viewer(db: Session, person: Person, *grants: tuple[str, int | None]) -> Viewer:
    """The person as ``me`` in a verb, with these roles."""
    unit = db.query(Posting.unit_id).filter_by(person_id=person.id).scalar()
    return Viewer(id=person.id, number=person.number, name=person.name, unit_id=unit, grants=grants)


def begin(db: Session, live: Live, me: Viewer, at: Any, quiz: str = "greeting-exam", course: str = "greeting") -> Attempt:
    found = live.catalogue.courses[course]
    return verbs.start(db, me, found, found.quizzes[quiz], edition=live.edition, lang="zh", at=at)


def right(payload: dict[str, Any], order: list[int]) -> list[str]:
    kind = payload["kind"]
    if kind in PLACING:
        rows, options = sides(payload, order)
        return [str(row + 1) if kind == "order" else LETTERS[options.index(_fits(payload, row))] for row in rows]
    if kind == "essay":
        return [payload["zh"]["model"]]
    if kind in ("single", "multiple"):
        return [LETTERS[order.index(place)] for place, mark in enumerate(payload["marks"]) if mark == [1, 1]]
    if kind == "truefalse":
        return ["true" if payload["answer"] else "false"]
    if kind == "gaps":
        return [texts[0] for texts in payload["zh"]["gaps"]]
    return [str(payload["low"][0] // payload["low"][1])]


def _fits(payload: dict[str, Any], row: int) -> int:
    return payload["classes"][row] if payload["kind"] == "classify" else row


def wrong(payload: dict[str, Any], order: list[int]) -> list[str]:
    kind = payload["kind"]
    if kind == "order":
        return [str(len(order) - row) for row in order]
    if kind in PLACING:
        rows, options = sides(payload, order)
        return [LETTERS[options.index((_fits(payload, row) + 1) % len(options))] for row in rows]
    if kind == "essay":
        return ["不知道"]
    if kind in ("single", "multiple"):
        return [LETTERS[order.index(place)] for place, mark in enumerate(payload["marks"]) if mark == [0, 1]][:1]
    if kind == "truefalse":
        return ["false" if payload["answer"] else "true"]
    return ["999"] * (len(payload["zh"]["gaps"]) if kind == "gaps" else 1)


def answers(db: Session, attempt: Attempt, hand: Any = right) -> dict[int, list[str]]:
    """What to send for every question."""
    stored = queries.payloads(db, attempt, attempt.items)
    return {item.n: hand(stored[item.n], item.choice_order) for item in attempt.items}


def answer_all(db: Session, me: Viewer, attempt: Attempt, at: Any, hand: Any = right) -> None:
    for n, texts in answers(db, attempt, hand).items():
        verbs.answer(db, me, attempt.uuid, n, verbs.Given(texts), at=at)
