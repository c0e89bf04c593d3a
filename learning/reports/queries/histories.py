"""Reckoning the histories of units from the rows: who worked there when, what they were asked, what they completed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course
from learning.people.models import Person, Posting
from learning.publishing.queries import Live
from learning.reports import rules
from learning.reports.queries.tree import offered
from learning.reports.rules import Asked, History, Stay, Tree
from learning.study.models import Assignee, Completion

AT_ONCE = 200
"""The people of so many units stand in memory together."""
Key = tuple[int, str]
NOTHING: dict[str, Any] = {}
Row = dict[str, Any]


def histories(db: Session, live: Live, units: Sequence[int], *, until: date) -> dict[int, dict[str, History]]:
    """Of each of these units by position, from everybody who ever had their main post there."""
    found: dict[int, defaultdict[str, History]] = {unit: defaultdict(History) for unit in units}
    courses, last = _courses(live), until.toordinal()
    asked, done = _asked(db, courses, units), _done(db, courses, units)
    wanted = {course.key: course.edition for course in courses.values()}
    for person, stays in _stays(db, units).items():
        tasks, proofs = asked.get(person, NOTHING), done.get(person, NOTHING)
        lines = {key: rules.line(tasks.get(key, ()), proofs.get(key, ()), wanted[key]) for key in tasks.keys() | proofs.keys()}
        whole = rules.with_heads(lines)
        for stay in stays:
            rules.live_through(found[stay.unit][stay.position], stay, whole, last)
    return {unit: dict(by_position) for unit, by_position in found.items()}


def _courses(live: Live) -> dict[str, Course]:
    """By every key under which rows may stand: courses are renamed, rows are not."""
    return {name: course for course in offered(live) for name in (course.key, *course.former)}


def _stays(db: Session, units: Sequence[int]) -> dict[int, list[Stay]]:
    columns = Posting.person_id, Posting.unit_id, Posting.position, Posting.from_on, Posting.until_on
    rows: Any = select(*columns, Person.hired_on, Person.left_on).join(Person, Person.id == Posting.person_id)
    found: defaultdict[int, list[Stay]] = defaultdict(list)
    for person, unit, position, start, end, hired, left in _rows(db, rows.where(*_main(units))):
        if one := rules.stay(unit, position, (start, end), (hired, left)):
            found[person].append(one)
    return found


def _asked(db: Session, courses: dict[str, Course], units: Sequence[int]) -> Mapping[int, Mapping[str, list[Asked]]]:
    """By person and course. Many are asked alike: what their rows say is made once."""
    rows: Any = select(Assignee.person_id, Assignee.requirement, Assignee.from_on, Assignee.until_on, Assignee.due_on)
    alike: dict[Any, Asked] = {}
    found: defaultdict[int, defaultdict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for person, name, *days in _rows(db, rows.where(Assignee.requirement.in_(courses), _was_here(Assignee.person_id, units))):
        one = alike.get(key := tuple(days))
        if one is None:
            one = alike[key] = tuple(day and day.toordinal() for day in days)
        found[person][courses[name].key].append(one)
    return found


def _done(db: Session, courses: dict[str, Course], units: Sequence[int]) -> Mapping[int, Mapping[str, list[tuple[int, int]]]]:
    rows: Any = select(Completion.person_id, Completion.course, Completion.effective_at, Completion.version)
    found: defaultdict[int, defaultdict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    day = db.info["clock"].day
    for person, name, at, version in _rows(db, rows.where(Completion.course.in_(courses), _was_here(Completion.person_id, units))):
        found[person][courses[name].key].append((day(at).toordinal(), version))
    return found


def _main(units: Sequence[int]) -> tuple[Any, Any]:
    return Posting.kind == "main", Posting.unit_id.in_(units)


def _was_here(person_id: Any, units: Sequence[int]) -> Any:
    return person_id.in_(select(Posting.person_id).where(*_main(units)))


def _rows(db: Session, rows: Any) -> Any:
    """Past the mapper, and at once: there are a million in all."""
    return db.connection().execute(rows).all()


def all_rows(db: Session, live: Live, tree: Tree, *, until: date) -> Iterator[Row]:
    """What is to be kept of the whole bank. What comes together above a unit waits only until all below it are reckoned."""
    missing = {unit: len(parts) for unit, parts in tree.parts().items() if len(parts) > 1}
    waiting: dict[int, defaultdict[str, History]] = {unit: defaultdict(History) for unit in missing}
    own: dict[Key, str] = {}
    units = _deepest_first(db, tree)
    for start in range(0, len(units), AT_ONCE):
        for unit, found in histories(db, live, units[start : start + AT_ONCE], until=until).items():
            own |= {(unit, position): history.as_text() for position, history in found.items()}
            if unit not in missing:
                yield from (_row(unit, position, own, None) for position in found)
            for above in missing.keys() & {unit, *tree.above(unit)}:
                for position, history in found.items():
                    waiting[above][position].add(history)
                missing[above] -= 1
                if not missing[above]:
                    yield from (_row(above, position, own, whole) for position, whole in waiting.pop(above).items())


def _row(unit: int, position: str, own: dict[Key, str], whole: History | None) -> Row:
    texts = {"own": own.pop((unit, position), ""), "whole": whole.as_text() if whole else None}
    return {"unit_id": unit, "position": position, **texts}


def _deepest_first(db: Session, tree: Tree) -> list[int]:
    """Every unit that ever held somebody, and every one above: those below before those above, branches of an area together."""
    walked = [node.id for node, _ in tree.walk()][::-1]
    held = db.scalars(select(Posting.unit_id).where(Posting.kind == "main").distinct())
    return [*sorted({*tree.nodes, *held} - {*walked}), *walked]
