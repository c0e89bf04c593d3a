"""A step is done; the last one completes the course."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Course, Step
from learning.people.models import Person
from learning.publishing import queries as publishing
from learning.study import queries, rules
from learning.study.facts import CourseCompleted
from learning.study.models import Completion, StepFact
from learning.study.verbs.once import insert_once

AT_ONCE = 500


def do_step(  # noqa: PLR0913 -- the columns of one fact
    db: Session, person_id: int, course: Course, step: Step, *, edition: int, source: str, at: datetime, version: int | None = None
) -> bool:
    """A step is done. The last required one completes the course and announces ``CourseCompleted``. Twice is once.

    ``version``: the 版本 of the step that was done, where it may have been raised since the work began; else today's.
    Returns whether this call was the one that did the step.
    """
    # Two last steps at the same moment must see each other, or neither completes the course.
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    row = {
        "person_id": person_id, "course": course.key, "step": step.key, "version": version or rules.asked_version(course, step),
        "kind": step.kind, "source": source, "effective_at": at, "recorded_at": at,
    }  # fmt: skip
    is_new = db.scalar(insert_once(db, StepFact).values(row).returning(StepFact.id)) is not None
    _complete(db, person_id, course, edition=edition, at=at)
    return is_new


def _complete(db: Session, person_id: int, course: Course, *, edition: int, at: datetime) -> None:
    standing = queries.progress(db, person_id, course, on=db.info["clock"].day(at))
    if standing.next_step is not None or standing.state == "complete":
        return
    row = {
        "person_id": person_id, "course": course.key, "version": course.edition, "edition": edition,
        "effective_at": at, "recorded_at": at,
    }  # fmt: skip
    completion_id = db.scalar(insert_once(db, Completion).values(row).returning(Completion.id))
    if completion_id is not None:
        announce(
            db,
            CourseCompleted(
                at=at, by=person_id, completion_id=completion_id, person_id=person_id, course=course.key,
                version=course.edition, edition=edition,
            ),
        )  # fmt: skip


def complete_overlooked(db: Session, *, at: datetime) -> int:
    """Complete the courses of those to whom a new edition left nothing more to do: no step of theirs will ever say so."""
    live, found = publishing.live(db), 0
    for course in live.catalogue.courses.values():
        complete = exists().where(
            Completion.person_id == StepFact.person_id, Completion.course == course.key, Completion.version >= course.edition
        )
        halfway = select(StepFact.person_id).where(StepFact.course == course.key, ~complete).distinct()
        people = list(db.scalars(halfway.order_by(StepFact.person_id)))
        for start in range(0, len(people), AT_ONCE):
            standing = queries.standings(db, people[start : start + AT_ONCE], [course], on=db.info["clock"].day(at))
            for (person_id, _), one in standing.items():
                if one.next_step is None:
                    _complete(db, person_id, course, edition=live.edition, at=at)
                    found += 1
    return found
