"""How a scene is played, for those who write it: which lines are chosen, where people fail, how long they take.

Scored runs that are over, of people the viewer may see, first runs and later ones alike; counted in the database. The number of
questions is the same for one run and for a hundred thousand.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Node, Reply, Roleplay
from learning.content.roleplays.scoring import best_reply
from learning.people.models import Person
from learning.people.queries import visible_people
from learning.people.rules import Viewer
from learning.roleplay.models import Choice, Run
from learning.roleplay.policy import LINE_READERS
from learning.roleplay.queries.runs import scene_of


@dataclass(frozen=True)
class Revision:
    """One text of a scene and how often it was played to an end."""

    rev: str
    runs: int
    since: datetime


@dataclass(frozen=True)
class Line:
    """A reply at a node: how many chose it, of how many who stood there."""

    reply: Reply
    times: int
    of: int
    is_best: bool


@dataclass(frozen=True)
class Figures:
    """One revision in figures. ``seconds``: half of the runs took no longer; None without runs."""

    roleplay: Roleplay
    rev: str
    revisions: Sequence[Revision]
    runs: int
    people: int
    passed: int
    ends: Counter[str | None]
    crossed: int
    floors: Counter[int]
    seconds: int | None
    moments: Sequence[tuple[Node, int, Sequence[Line]]]

    @property
    def failed(self) -> int:
        return self.runs - self.passed


@dataclass(frozen=True)
class Scene:
    """A scene in the list of all: how often it was played to an end, and passed."""

    course: str
    roleplay: str
    runs: int
    passed: int


def _counted(me: Viewer, on: date) -> tuple[ColumnElement[bool], ...]:
    return Run.mode == "scored", Run.end.is_not(None), visible_people(me, on, LINE_READERS)


def scenes(db: Session, me: Viewer, on: date) -> dict[tuple[str, str], Scene]:
    """Every scene that was ever played to an end, by course and id, in one query."""
    passed = func.sum(case((Run.passed.is_(True), 1), else_=0))
    asked = select(Run.course, Run.roleplay, func.count(), passed).join(Person, Person.id == Run.person_id)
    rows = db.execute(asked.where(*_counted(me, on)).group_by(Run.course, Run.roleplay))
    return {(course, item): Scene(course, item, runs, int(won or 0)) for course, item, runs, won in rows}


def figures(db: Session, me: Viewer, live: tuple[str, Roleplay], on: date, *, rev: str | None = None) -> Figures | None:
    """The figures of one revision: the one asked for, else the live one; None when there is no such text."""
    course, now = live
    here = (Run.course == course, Run.roleplay == now.id, *_counted(me, on))
    revisions = _revisions(db, here)
    wanted = rev or now.revision
    if wanted != now.revision and wanted not in {one.rev for one in revisions}:
        return None
    scene = scene_of(db, course, now.id, wanted)
    if scene is None:
        return None
    these = (*here, Run.rev == wanted)
    people, ends, floors, passed, crossed = _ends(db, these)
    return Figures(
        scene, wanted, revisions, sum(ends.values()), people, passed, ends, crossed, floors, _middle(db, these),
        _moments(scene, _chosen(db, these)),
    )  # fmt: skip


def _revisions(db: Session, here: tuple[Any, ...]) -> list[Revision]:
    asked = select(Run.rev, func.count(), func.min(Run.started_at)).join(Person, Person.id == Run.person_id).where(*here)
    rows = db.execute(asked.group_by(Run.rev).order_by(func.min(Run.id).desc()))
    return [Revision(rev, runs, since) for rev, runs, since in rows]


def _ends(db: Session, these: tuple[Any, ...]) -> tuple[int, Counter[str | None], Counter[int], int, int]:
    """People, ends, floors missed, passed runs and runs with a red line, out of one small table of kinds of result."""
    kinds = (Run.end, Run.passed, Run.red_lines > 0, Run.floors_missed)
    joined = Person, Person.id == Run.person_id
    rows = db.execute(select(*kinds, func.count()).join(*joined).where(*these).group_by(*kinds)).all()
    people = db.scalar(select(func.count(Run.person_id.distinct())).join(*joined).where(*these)) or 0
    ends: Counter[str | None] = Counter()
    floors: Counter[int] = Counter()
    passed = crossed = 0
    for end, is_passed, is_red, missed, runs in rows:
        ends[end] += runs
        passed += runs if is_passed else 0
        crossed += runs if is_red else 0
        floors.update({int(place): runs for place in (missed or "").split()})
    return people, ends, floors, passed, crossed


def _middle(db: Session, these: tuple[Any, ...]) -> int | None:
    """The median of the seconds from start to end: the middle row, of an even number the mean of the two, in the database."""
    place, size = func.row_number().over(order_by=(Run.seconds, Run.id)), func.count().over()
    rows = select(Run.seconds, place.label("place"), size.label("size")).join(Person, Person.id == Run.person_id).where(*these)
    ranked = rows.subquery()
    around = ranked.c.place * 2  # of 5 rows the 3rd; of 6 the 3rd and the 4th
    found = db.scalar(select(func.avg(ranked.c.seconds)).where(around.between(ranked.c.size, ranked.c.size + 2)))
    return None if found is None else round(found)


def _chosen(db: Session, these: tuple[Any, ...]) -> dict[tuple[str, int], int]:
    asked = select(Choice.node, Choice.place, func.count()).join(Run, Run.id == Choice.run_id)
    rows = db.execute(asked.join(Person, Person.id == Run.person_id).where(*these).group_by(Choice.node, Choice.place))
    return {(node, place): times for node, place, times in rows}


def _moments(scene: Roleplay, chosen: dict[tuple[str, int], int]) -> list[tuple[Node, int, list[Line]]]:
    """Every node with replies, in the author's order: how many stood there, and what they said."""
    found = []
    for node in scene.nodes:
        if not node.replies:
            continue
        times = [chosen.get((node.id, place), 0) for place in range(len(node.replies))]
        best = best_reply(scene, node)
        lines = [Line(reply, times[place], sum(times), place == best) for place, reply in enumerate(node.replies)]
        found.append((node, sum(times), lines))
    return found
