"""What becomes of each assignment on a day: who is told of which step, and of everybody else why not. One question, in SQL.

The preview, its counts and the writing of reminders all read ``_outcomes``: they cannot say different things.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, literal, null, or_, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Words
from learning.notices.models import Notice
from learning.people.models import Absence, Person, Posting, RoleGrant, UnitPlace
from learning.people.queries import holds, visible_people
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reminders.rules.ladder import STEPS
from learning.study.models import Assignee, Completion
from learning.study.queries import asks_on

READERS = ("officer", "auditor", "head")
A_PAGE = 50
AT_ONCE = 20_000


@dataclass(frozen=True)
class Outcome:
    """One person's assignment on a day: the step of the ladder that has come (None: none yet), and what becomes of it."""

    person_id: int
    number: str
    name: Words
    requirement: str
    due_on: date | None
    days: int | None
    outcome: str


@dataclass(frozen=True)
class Counted:
    outcome: str
    n: int


def page(  # noqa: PLR0913 -- who asks, for which day, and what they look for
    db: Session, me: Viewer, live: Live, on: date, *, outcome: str = "", number: str = "", after: str = ""
) -> list[Outcome]:
    """Outcomes of the people the viewer may see, by staff number, 50 people's rows and one more; of one person, or of one kind."""
    found = _outcomes(db, live, on).where(visible_people(me, on, READERS)).subquery("outcomes")
    asked = select(found).where(found.c.key > after).order_by(found.c.key).limit(A_PAGE + 1)
    if outcome:
        asked = asked.where(found.c.outcome == outcome)
    if number:
        asked = asked.where(found.c.number == number)
    return [_outcome(row) for row in db.execute(asked)]


def place(one: Outcome) -> str:
    """Where the next page begins: after this one."""
    return f"{one.number}|{one.requirement}"


def counts(db: Session, me: Viewer, live: Live, on: date) -> list[Counted]:
    """How many assignments come to what on that day."""
    found = _outcomes(db, live, on).where(visible_people(me, on, READERS)).subquery("outcomes")
    asked = select(found.c.outcome, func.count()).group_by(found.c.outcome).order_by(func.count().desc(), found.c.outcome)
    return [Counted(*row) for row in db.execute(asked)]


def told(db: Session, live: Live, on: date) -> Iterator[Outcome]:
    """Everybody who is to be told on that day, in the whole bank."""
    found = _outcomes(db, live, on).subquery("outcomes")
    asked = select(found).where(found.c.outcome == "told").order_by(found.c.key)
    return (_outcome(row) for row in db.execute(asked.execution_options(yield_per=AT_ONCE)))


def _outcome(row: Any) -> Outcome:
    return Outcome(row.person_id, row.number, Words(row.name, row.name_en), row.requirement, row.due_on, row.days, row.outcome)


def _outcomes(db: Session, live: Live, on: date) -> Select[Any]:
    """One row a person and course that is assigned: the earliest due day counts, as everywhere."""
    rows = (
        select(
            Assignee.person_id, Assignee.requirement, func.min(Assignee.due_on).label("due_on"),
            func.min(Assignee.from_on).label("from_on"),
        )
        .where(asks_on(on), Assignee.requirement.in_(list(live.catalogue.courses)))
        .group_by(Assignee.person_id, Assignee.requirement)
        .subquery("assigned")
    )  # fmt: skip
    days = case(*((rows.c.due_on <= on - timedelta(days=step.days), step.days) for step in reversed(STEPS)), else_=null())
    kind = case(*((rows.c.due_on <= on - timedelta(days=step.days), step.kind) for step in reversed(STEPS)), else_="")
    key = kind + ":" + rows.c.requirement + ":" + cast(rows.c.due_on, String)
    already = exists().where(Notice.person_id == Person.id, Notice.key == key)
    outcome = case(
        (_complete(rows, live), "complete"),
        (rows.c.due_on.is_(None), "no_due"),
        (_away(on), "away"),
        (Person.disabled_at.is_not(None), "disabled"),
        (kind == "", "not_yet"),
        (_before(db, rows, kind), "before"),
        (already, "already"),
        else_="told",
    )
    return (
        select(
            Person.id.label("person_id"), Person.number, Person.name, Person.name_en, rows.c.requirement, rows.c.due_on,
            days.label("days"), outcome.label("outcome"), (Person.number + "|" + rows.c.requirement).label("key"),
        )
        .join(rows, rows.c.person_id == Person.id)
        .where(Person.hired_on <= on, or_(Person.left_on.is_(None), Person.left_on > on))
    )  # fmt: skip


def _complete(rows: Any, live: Live) -> ColumnElement[bool]:
    asked = {key: course.edition for key, course in live.catalogue.courses.items()}
    enough = case(asked, value=rows.c.requirement, else_=1) if asked else literal(1)
    return exists().where(
        Completion.person_id == rows.c.person_id, Completion.course == rows.c.requirement, Completion.version >= enough
    )


def _away(on: date) -> ColumnElement[bool]:
    return exists().where(Absence.person_id == Person.id, holds(Absence, on))


def _before(db: Session, rows: Any, kind: Any) -> ColumnElement[bool]:
    """The step that has come lay before the day the assignment began."""
    ahead = [step for step in STEPS if step.days < 0]
    return or_(*(and_(kind == step.kind, rows.c.from_on > _shifted(db, rows.c.due_on, step.days)) for step in ahead))


def _shifted(db: Session, day: Any, days: int) -> Any:
    """That many days after a day in a column."""
    if db.get_bind().dialect.name == "sqlite":
        return func.date(day, f"{days} days")
    return day + days


def heads(db: Session, on: date) -> tuple[dict[int, int], dict[int, int | None], dict[int, frozenset[int]]]:
    """Each person's main unit, each unit's unit above, each unit's heads; on that day."""
    posts = select(Posting.person_id, Posting.unit_id).where(Posting.kind == "main", holds(Posting, on))
    places = select(UnitPlace.unit_id, UnitPlace.parent_id).where(holds(UnitPlace, on))
    granted = (
        select(RoleGrant.unit_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == "head", holds(RoleGrant, on))
        .where(or_(Person.left_on.is_(None), Person.left_on > on), Person.disabled_at.is_(None))
    )
    of_units: dict[int, set[int]] = defaultdict(set)
    for unit_id, person_id in db.execute(granted):
        if unit_id is not None:
            of_units[unit_id].add(person_id)
    units = {unit_id: parent_id for unit_id, parent_id in db.execute(places)}
    return {p: u for p, u in db.execute(posts)}, units, {unit: frozenset(ids) for unit, ids in of_units.items()}
