"""One run, the open one, how many there are, and the scene in the text that a run keeps."""

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Course, Roleplay, Words
from learning.content.roleplays.stored import roleplay_from
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.roleplay.models import Run

KEPT = 200
MINE = select(Run).where(Run.uuid == bindparam("uuid"), Run.person_id == bindparam("person"))
RUN = MINE.options(joinedload(Run.choices))
LOCKED = MINE.with_for_update(of=Run).execution_options(populate_existing=True)


def roleplay(course: Course, step: str) -> Roleplay | None:
    """The role-play behind a step of the live course, also under an id it had before."""
    found = course.item(step)
    return found if isinstance(found, Roleplay) and found.status == "active" else None


def run(db: Session, me: Viewer, uuid: str) -> Run | None:
    """My run with its choices, in one query."""
    return db.scalars(RUN, {"uuid": uuid, "person": me.id}).unique().one_or_none()


def locked(db: Session, me: Viewer, uuid: str) -> Run | None:
    """My run, held until the end of the transaction: of two choices at once the second sees the first."""
    return db.scalars(LOCKED, {"uuid": uuid, "person": me.id}).one_or_none()


def open_run(db: Session, person_id: int, course: str, roleplay_id: str, mode: str) -> Run | None:
    """The run of this person that is not over yet."""
    mine = Run.person_id == person_id, Run.course == course, Run.roleplay == roleplay_id, Run.mode == mode
    return db.scalar(select(Run).where(*mine, Run.ended_at.is_(None)))


def count(db: Session, person_id: int, course: str, roleplay_id: str, mode: str) -> int:
    """How many runs of a mode this person has begun."""
    mine = Run.person_id == person_id, Run.course == course, Run.roleplay == roleplay_id, Run.mode == mode
    return db.scalar(select(func.count()).where(*mine)) or 0


def scene(db: Session, kept: Run) -> Roleplay:
    """The scene in the revision the run keeps, whatever the live edition says. An old one is made once by a worker."""
    found = scene_of(db, kept.course, kept.roleplay, kept.rev, Words(**kept.terms["title"]))
    if found is None:
        raise LookupError("the text of a run is gone")
    return found


def scene_of(db: Session, course_key: str, item: str, rev: str, title: Words | None = None) -> Roleplay | None:
    """A revision of a role-play: the live one, or the stored text drawn by today's renderer."""
    course = publishing.live(db).catalogue.course(course_key)
    live = course.roleplays.get(item) if course else None
    if live is not None and live.revision == rev:
        return live
    made: dict[tuple[str, str, str], Roleplay] = db.info["catalogues"].setdefault("scenes", {})
    key = (course_key, item, rev)
    if key not in made:
        stored = publishing.payloads(db, course_key, [(item, rev)]).get((item, rev))
        if stored is None:
            return None
        if len(made) >= KEPT:
            made.clear()
        facts: dict[str, Any] = {"title": title} if title else {}
        made[key] = roleplay_from(stored, id=item, **facts)
    return made[key]
