"""What somebody has done in quizzes, for whoever may see their record; and the attempts they were granted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Catalogue, Course, Quiz, Words
from learning.people.models import Person
from learning.quiz import rules
from learning.quiz.models import Attempt, Grant
from learning.quiz.queries.attempts import Result, attempts, quiz, results

RECORDED = 200


@dataclass(frozen=True)
class Granted:
    """One attempt more: who gave it, why, when."""

    by: Words
    reason: str
    at: datetime


def grants(db: Session, person_id: int, course: str, quiz_id: str, version: int) -> list[Granted]:
    """The attempts this person was granted in the 版本 that counts, the first first."""
    mine = Grant.person_id == person_id, Grant.course == course, Grant.quiz == quiz_id, Grant.version == version
    rows = select(Person.name, Person.name_en, Grant.reason, Grant.at).join(Person, Person.id == Grant.by_id).where(*mine)
    return [Granted(Words(row.name, row.name_en), row.reason, row.at) for row in db.execute(rows.order_by(Grant.id))]


@dataclass(frozen=True)
class Tries:
    """How often somebody sat a quiz in the 版本 that counts, and how often they may. ``left`` None: as often as they like."""

    past: Sequence[Attempt]
    used: int
    granted: Sequence[Granted]
    left: int | None

    @property
    def open(self) -> Attempt | None:
        return next((attempt for attempt in self.past if attempt.handed_in_at is None), None)


def tries(db: Session, person_id: int, course: Course, asked: Quiz) -> Tries:
    """The attempts at a quiz and what is left of them. Whoever passes begins to count anew: certificates are renewed by passing."""
    version = rules.version_of(course, asked)
    past = attempts(db, person_id, course.key, asked.id)
    used, since = rules.used(attempt for attempt in past if attempt.version == version)
    if asked.attempts is None:
        return Tries(past, used, (), None)
    granted = grants(db, person_id, course.key, asked.id, version) if used >= asked.attempts else []
    granted = [one for one in granted if since is None or one.at > since]
    return Tries(past, used, granted, max(0, asked.attempts + len(granted) - used))


def used_up(db: Session, person_id: int, catalogue: Catalogue) -> set[tuple[str, str]]:
    """The quizzes, by course and id, at which this person has nothing left and nothing open: two queries, however many."""
    key = Attempt.course, Attempt.quiz, Attempt.version
    sat: dict[tuple[str, str, int], list[Any]] = defaultdict(list)
    for row in db.execute(select(*key, *COUNTED).where(Attempt.person_id == person_id).order_by(Attempt.number)):
        sat[row.course, row.quiz, row.version].append(row)
    given = select(Grant.course, Grant.quiz, Grant.version, Grant.at).where(Grant.person_id == person_id)
    more: dict[tuple[str, str, int], list[datetime]] = defaultdict(list)
    for grant in db.execute(given):
        more[grant.course, grant.quiz, grant.version].append(grant.at)
    return {
        (course_key, quiz_id)
        for (course_key, quiz_id, version), rows in sat.items()
        if _is_used_up(catalogue.course(course_key), quiz_id, version, rows, more[course_key, quiz_id, version])
    }


COUNTED = Attempt.passed, Attempt.handed_in_at


def _is_used_up(course: Course | None, quiz_id: str, version: int, sat: Sequence[Any], given: Sequence[datetime]) -> bool:
    asked = quiz(course, quiz_id) if course else None
    if not course or not asked or asked.attempts is None or version != rules.version_of(course, asked):
        return False
    used, since = rules.used(sat)
    more = sum(since is None or at > since for at in given)
    return used >= asked.attempts + more and all(row.handed_in_at for row in sat)


@dataclass(frozen=True)
class Sat:
    """One quiz in somebody's record, with every attempt that was handed in."""

    course: str
    quiz: str
    title: Words
    course_title: Words
    results: Sequence[Result]


def record(db: Session, person_id: int) -> list[Sat]:
    """Everything somebody has handed in, the newest quiz first, in one query."""
    mine = select(Attempt).where(Attempt.person_id == person_id, Attempt.handed_in_at.is_not(None))
    found: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in db.scalars(mine.order_by(Attempt.handed_in_at.desc(), Attempt.id.desc()).limit(RECORDED)):
        found.setdefault((attempt.course, attempt.quiz), []).append(attempt)
    return [
        Sat(
            course, sat, Words(**past[0].terms["title"]), Words(**past[0].terms["course_title"]),
            results(sorted(past, key=_number)),
        )
        for (course, sat), past in found.items()
    ]  # fmt: skip


def _number(attempt: Attempt) -> int:
    return attempt.number


def attempt_of(db: Session, person: Person, uuid: str) -> Attempt | None:
    """A handed-in attempt of somebody whose record the caller may see."""
    one = select(Attempt).where(Attempt.uuid == uuid, Attempt.person_id == person.id, Attempt.handed_in_at.is_not(None))
    return db.scalars(one.options(joinedload(Attempt.items))).unique().one_or_none()
