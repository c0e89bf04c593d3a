"""What somebody has played, for whoever may see their record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Words
from learning.people.models import Person
from learning.roleplay.models import Run
from learning.roleplay.queries.pages import PAST, Past, told

RECORDED = 200


@dataclass(frozen=True)
class Played:
    """One scene in somebody's record, with every scored run of it that is over."""

    course: str
    roleplay: str
    title: Words
    course_title: Words
    runs: Sequence[Past]


def record(db: Session, person_id: int) -> list[Played]:
    """Every scored run that somebody has ended, the newest scene first, in one query. Practice is nobody's record."""
    mine = Run.person_id == person_id, Run.mode == "scored", Run.ended_at.is_not(None)
    newest = select(*PAST, Run.course, Run.roleplay, Run.terms).where(*mine).order_by(Run.ended_at.desc(), Run.id.desc())
    found: dict[tuple[str, str], list[Row[*tuple[Any, ...]]]] = {}
    for row in db.execute(newest.limit(RECORDED)):
        found.setdefault((row.course, row.roleplay), []).append(row)
    return [
        Played(course, roleplay, Words(**rows[0].terms["title"]), Words(**rows[0].terms["course_title"]), told(rows[::-1]))
        for (course, roleplay), rows in found.items()
    ]


def run_of(db: Session, person: Person, uuid: str) -> Run | None:
    """A scored run that is over, of somebody whose record the caller may see."""
    over = Run.uuid == uuid, Run.person_id == person.id, Run.mode == "scored", Run.ended_at.is_not(None)
    return db.scalars(select(Run).where(*over).options(joinedload(Run.choices))).unique().one_or_none()
