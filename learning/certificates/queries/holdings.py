"""Who is certified: the periods of people, what proves their courses, what they have to do."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, selectinload

from learning.certificates.models import CertificationPeriod, Proof
from learning.certificates.queries.proofs import counts_on
from learning.certificates.rules import Holding, Proven
from learning.content.catalogue import Words
from learning.people import queries as people_queries
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.quiz.models import Attempt
from learning.requirements import queries as requirements
from learning.requirements.rules import Asked, Certification, Terms
from learning.study import queries as study
from learning.study.models import Assignee, Completion
from learning.study.queries import Shown

READERS = ("head", "officer", "auditor")
A_PAGE = 50
EXAMPLES = 20
AT_ONCE = 500


def holding(db: Session, person_id: int, certification: Certification, on: date) -> Holding:
    """Where somebody whom the caller has looked up stands in a certification on a day."""
    return holdings(db, [person_id], [certification], on)[person_id, certification.key]


def holdings(
    db: Session, people: Collection[int], certifications: Collection[Certification], on: date
) -> dict[tuple[int, str], Holding]:
    """Where each of these people stands in each of these: four queries, whatever their number."""
    keys = [one.key for one in certifications]
    periods, due = _periods(db, people, keys, on), _due(db, people, keys, on)
    proofs = _proofs(db, people, {course for one in certifications for course in one.terms.keys}, on)
    return {
        (person, one.key): Holding(
            certification=one, periods=tuple(periods[person, one.key]), proofs=proofs[person], on=on,
            is_asked=(person, one.key) in due, due_on=due.get((person, one.key)),
        )
        for person in people for one in certifications
    }  # fmt: skip


def _periods(db: Session, people: Collection[int], keys: Collection[str], on: date) -> Any:
    found: dict[tuple[int, str], list[CertificationPeriod]] = defaultdict(list)
    asked = select(CertificationPeriod).where(
        CertificationPeriod.person_id.in_(people), CertificationPeriod.certification.in_(keys), CertificationPeriod.valid_from <= on
    )
    ordered = asked.options(selectinload(CertificationPeriod.events))
    for row in db.scalars(ordered.order_by(CertificationPeriod.valid_from, CertificationPeriod.id)):
        found[row.person_id, row.certification].append(row)
    return found


def _due(db: Session, people: Collection[int], keys: Collection[str], on: date) -> dict[tuple[int, str], date | None]:
    """Of whom it is asked, and until when at the earliest."""
    asked = (
        select(Assignee.person_id, Assignee.requirement, func.min(Assignee.due_on))
        .where(Assignee.person_id.in_(people), Assignee.requirement.in_(keys), study.holds_on(on))
        .group_by(Assignee.person_id, Assignee.requirement)
    )
    return {(person, key): due_on for person, key, due_on in db.execute(asked)}


def _proofs(db: Session, people: Collection[int], courses: Iterable[str], on: date) -> dict[int, dict[str, list[Proven]]]:
    """Completions, and exams passed, of these courses under any name they had, until the end of the day."""
    clock, names = db.info["clock"], _names(db, courses)
    end = clock.end_of(on)
    done = select(Completion.person_id, Completion.course, Completion.version, Completion.effective_at, Completion.id).where(
        Completion.person_id.in_(people), Completion.course.in_(names), Completion.effective_at < end
    )
    passed = select(Attempt.person_id, Attempt.course, Attempt.handed_in_at, Attempt.uuid).where(
        Attempt.person_id.in_(people), Attempt.course.in_(names), Attempt.purpose == "exam", Attempt.passed.is_(True),
        Attempt.handed_in_at < end,
    )  # fmt: skip
    found: dict[int, dict[str, list[Proven]]] = defaultdict(lambda: defaultdict(list))
    for person, course, version, at, row_id in db.execute(done):
        found[person][names[course]].append(Proven(version, clock.day(at), f"completion:{row_id}"))
    for person, course, handed_in_at, uuid in db.execute(passed):
        found[person][names[course]].append(Proven(0, clock.day(handed_in_at), f"attempt:{uuid}"))
    return found


def _names(db: Session, courses: Iterable[str]) -> dict[str, str]:
    """Every name these courses have or had, and the key that terms call them by."""
    catalogue = publishing.live(db).catalogue
    found: dict[str, str] = {}
    for key in courses:
        course = catalogue.course(key)
        found |= dict.fromkeys((key, *((course.key, *course.former) if course else ())), key)
    return found


def mine(db: Session, person_id: int, on: date) -> list[Holding]:
    """The certifications that somebody holds, held, or is asked for: those that end, not the courses."""
    every = requirements.certifications(db)
    if not every:
        return []
    found = holdings(db, [person_id], list(every.values()), on)
    return [one for one in found.values() if one.periods or one.is_asked]


def asking(db: Session, course: str) -> list[Certification]:
    """The certifications to which this course matters, as they are now."""
    names = {course} | ({found.key, *found.former} if (found := publishing.live(db).catalogue.course(course)) else set())
    return [one for one in requirements.certifications(db).values() if not one.is_ended and names & one.terms.keys]


def whose(db: Session, me: Viewer, number: str, on: date, roles: tuple[str, ...] = READERS) -> Shown | None:
    """Oneself, or somebody in the viewer's units."""
    columns = select(Person.id, Person.number, Person.name, Person.name_en)
    row = db.execute(columns.where(Person.number == number, people_queries.visible_people(me, on, roles))).first()
    return Shown(row.id, row.number, Words(row.name, row.name_en)) if row else None


def proof_numbers(db: Session, period_ids: Collection[int]) -> Mapping[int, str]:
    """The numbers of the certificates of these periods."""
    rows = db.execute(select(Proof.period_id, Proof.number).where(Proof.period_id.in_(period_ids)))
    return {period_id: number for period_id, number in rows}


@dataclass(frozen=True)
class Holders:
    """People in a certification: fifty of them, how many stand in which state, and the number to go on after."""

    rows: list[tuple[Shown, Holding]]
    counts: dict[str, int]
    after: str | None


def holders(
    db: Session, me: Viewer, certification: Certification, on: date, *, state: str = "", after: str = ""
) -> Holders:  # fmt: skip
    """Those who hold, held or are asked for a certification, of the viewer's people, by staff number."""
    people = db.execute(_concerned(me, certification.key, on).order_by(Person.number)).all()
    counts: dict[str, int] = defaultdict(int)
    rows: list[tuple[Shown, Holding]] = []
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        found = holdings(db, [row.id for row in some], [certification], on)
        for row in some:
            one = found[row.id, certification.key]
            counts[one.state.kind] += 1
            if len(rows) <= A_PAGE and row.number > after and state in ("", one.state.kind):
                rows.append((Shown(row.id, row.number, Words(row.name, row.name_en)), one))
    return Holders(rows[:A_PAGE], dict(counts), rows[A_PAGE - 1][0].number if len(rows) > A_PAGE else None)


def _concerned(me: Viewer, key: str, on: date) -> Any:
    held = exists().where(CertificationPeriod.person_id == Person.id, CertificationPeriod.certification == key)
    asked = exists().where(Assignee.person_id == Person.id, Assignee.requirement == key, study.holds_on(on))
    here = Person.left_on.is_(None) | (Person.left_on > on)
    columns = select(Person.id, Person.number, Person.name, Person.name_en)
    return columns.where(held | asked, here, people_queries.visible_people(me, on, READERS))


@dataclass(frozen=True)
class Effects:
    """What saving terms would do, among the viewer's people: who has done it all is certified, who holds it keeps it."""

    ready: int
    examples: tuple[Shown, ...]
    holding: int


def effects(db: Session, me: Viewer, key: str, terms: Terms, on: date) -> Effects:
    """Counted before anything is saved; twenty examples of those who would be certified."""
    mine = people_queries.visible_people(me, on, READERS)
    held = exists().where(CertificationPeriod.person_id == Person.id, CertificationPeriod.certification == key)
    done = (Person.left_on.is_(None), mine, ~held, *(_completed(db, asked) for asked in terms.courses))
    some = select(Person.id, Person.number, Person.name, Person.name_en).where(*done).order_by(Person.number).limit(EXAMPLES)
    counting = exists().where(
        CertificationPeriod.person_id == Person.id, CertificationPeriod.certification == key, counts_on(db, key, on)
    )
    return Effects(
        db.scalar(select(func.count()).select_from(Person).where(*done)) or 0,
        tuple(Shown(row.id, row.number, Words(row.name, row.name_en)) for row in db.execute(some)),
        db.scalar(select(func.count()).select_from(Person).where(counting, mine)) or 0,
    )


def ready(db: Session, certification: Certification, *, after: int = 0, most: int = AT_ONCE) -> Sequence[int]:
    """Ids of people who may be overlooked: who completed it all and never held it, or answered a call before it was made."""
    period = CertificationPeriod
    held = exists().where(period.person_id == Person.id, period.certification == certification.key)
    here = (Person.left_on.is_(None), Person.id > after)
    done = [_completed(db, asked) for asked in certification.terms.courses]
    chosen: Any = select(Person.id).where(*here, ~held, *done)
    if certification.calls:
        followed = held.where(period.terms >= certification.n)
        answered = [_completed(db, asked) for asked in certification.terms.path]
        chosen = chosen.union(select(Person.id).where(*here, held, ~followed, *answered))
    ids = chosen.subquery()
    return db.scalars(select(ids.c.id).order_by(ids.c.id).limit(most)).all()


def _completed(db: Session, asked: Asked) -> ColumnElement[bool]:
    return exists().where(
        Completion.person_id == Person.id, Completion.course.in_(_names(db, [asked.course])), Completion.version >= asked.version
    )
