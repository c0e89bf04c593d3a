"""Sample cases: which there are, which somebody has passed."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.publishing import queries as publishing
from learning.rooms import rules
from learning.rooms.models import CaseTry
from learning.rooms.rules import Case


@dataclass(frozen=True)
class Stood:
    """A case, how often somebody tried it, and whether once it was passed."""

    case: Case
    tries: int
    passed: bool


def cases(db: Session) -> tuple[Case, ...]:
    return rules.cases(publishing.live(db).catalogue)


def case(db: Session, course: str, key: str) -> Case | None:
    return next((one for one in cases(db) if one.key == (course, key)), None)


def stood(db: Session, person_id: int) -> list[Stood]:
    """Every case of the bank, with where somebody stands in it."""
    counted = select(CaseTry.course, CaseTry.case, func.count()).where(CaseTry.person_id == person_id)
    tries = {(course, key): n for course, key, n in db.execute(counted.group_by(CaseTry.course, CaseTry.case))}
    done = passed(db, person_id)
    return [Stood(one, tries.get(one.key, 0), one.key in done) for one in cases(db)]


def passed(db: Session, person_id: int) -> set[tuple[str, str]]:
    found = select(CaseTry.course, CaseTry.case).where(CaseTry.person_id == person_id, CaseTry.passed.is_(True)).distinct()
    return {(course, key) for course, key in db.execute(found)}


def is_qualified(db: Session, person_id: int) -> bool:
    """Whether somebody's sheets count."""
    return rules.is_qualified(len(cases(db)), passed(db, person_id))


def last_try(db: Session, person_id: int, case: Case) -> CaseTry | None:
    """The newest try at a case as it stands today, if the rubric still has the levels that were given."""
    mine = (CaseTry.person_id == person_id, CaseTry.course == case.course.key, CaseTry.case == case.sample.id)
    newest = select(CaseTry).where(*mine, CaseTry.rev == case.sample.revision).order_by(CaseTry.id.desc()).limit(1)
    found = db.scalar(newest)
    offered = {level.points for level in case.scene.rubric.levels}
    fits = found is not None and len(found.points) == len(case.scene.rubric.rows) and set(found.points) <= offered
    return found if fits else None
