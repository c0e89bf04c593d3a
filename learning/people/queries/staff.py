"""The list of people and everything on a person's page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from learning.people.models import Absence, OneTimeCode, Person, Posting, RecordView, RoleGrant, Unit
from learning.people.queries.units import UnitWords
from learning.people.queries.visible import holds, staff_of, tree_under, visible_people
from learning.people.rules import Viewer

PAGE = 50
MOST_VIEWS = 20
STATES = ("here", "left", "disabled", "all")


@dataclass(frozen=True)
class Wish:
    """What somebody looks for in the list."""

    text: str = ""
    unit_id: int | None = None
    state: str = "here"
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    number: str
    name: str
    name_en: str | None
    position: str | None
    unit: UnitWords | None
    state: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Fifty people at most; ``after`` is where the next page begins, if there is one."""

    rows: list[Row]
    after: str | None


@dataclass(frozen=True)
class View:
    """Somebody opened the record."""

    at: datetime
    page: str
    number: str
    name: str
    name_en: str | None


def people(db: Session, me: Viewer, wish: Wish, *, on: date) -> Page:
    """The people the viewer may see and looks for, by pinyin, in two statements whatever their number."""
    found = select(Person, Posting.position, Unit.name, Unit.name_en).where(visible_people(me, on))
    found = found.outerjoin(Posting, and_(Posting.person_id == Person.id, Posting.kind == "main", holds(Posting, on)))
    found = found.outerjoin(Unit, Unit.id == Posting.unit_id).where(*_wished(wish, on))
    rows = db.execute(found.order_by(Person.sort_key, Person.number).limit(PAGE + 1)).all()
    held = _roles(db, [row[0].id for row in rows[:PAGE]], on)
    shown = [_row(*row, held.get(row[0].id, ()), on) for row in rows[:PAGE]]
    return Page(shown, shown[-1].number if len(rows) > PAGE else None)


def _wished(wish: Wish, on: date) -> Iterable[ColumnElement[bool]]:
    if wish.text:
        yield _matches(wish.text)
    if wish.unit_id is not None:
        yield Person.id.in_(staff_of(tree_under([wish.unit_id], on), on))
    if wish.state != "all":
        yield _in_state(wish.state, on)
    if wish.after:
        last = aliased(Person, name="last_shown")
        key = select(last.sort_key).where(last.number == wish.after).scalar_subquery()
        yield or_(Person.sort_key > key, and_(Person.sort_key == key, Person.number > wish.after))


def _matches(text: str) -> ColumnElement[bool]:
    """Part of the name, the beginning of the number, pinyin with or without spaces, initials."""
    spoken = "".join(text.split()).casefold()
    return or_(
        Person.name.icontains(text, autoescape=True),
        Person.name_en.icontains(text, autoescape=True),
        Person.number.istartswith(text, autoescape=True),
        Person.sort_key.contains(spoken, autoescape=True) if spoken.isascii() else Person.id == -1,
    )


def _in_state(state: str, on: date) -> ColumnElement[bool]:
    if state == "left":
        return Person.left_on <= on
    is_here = or_(Person.left_on.is_(None), Person.left_on > on)
    return and_(is_here, Person.disabled_at.is_not(None) if state == "disabled" else Person.disabled_at.is_(None))


def _row(  # noqa: PLR0913 -- the columns of one row
    person: Person, position: str | None, unit: str | None, unit_en: str | None, roles: tuple[str, ...], on: date
) -> Row:
    words = UnitWords(unit, unit_en) if unit else None
    return Row(person.number, person.name, person.name_en, position, words, state_of(person, on), roles)


def state_of(person: Person, on: date) -> str:
    """``left``, ``disabled``, ``coming`` or ``here``."""
    if person.left_on is not None and person.left_on <= on:
        return "left"
    if person.disabled_at is not None:
        return "disabled"
    return "coming" if person.hired_on > on else "here"


def _roles(db: Session, ids: Sequence[int], on: date) -> dict[int, tuple[str, ...]]:
    held = select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.person_id.in_(ids), holds(RoleGrant, on)).distinct()
    found: dict[int, tuple[str, ...]] = {}
    for person_id, role in db.execute(held.order_by(RoleGrant.role)):
        found[person_id] = (*found.get(person_id, ()), role)
    return found


def roles_of(db: Session, person_id: int, *, on: date) -> tuple[str, ...]:
    """The roles a person holds today or will hold, wherever."""
    coming = or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > on)
    return tuple(db.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id, coming).distinct()))


def postings(db: Session, person_id: int) -> Sequence[Posting]:
    """All postings ever, the newest first, each with its unit."""
    mine = select(Posting).where(Posting.person_id == person_id).options(joinedload(Posting.unit))
    return db.scalars(mine.order_by(Posting.from_on.desc(), Posting.id.desc())).all()


def main_posting(db: Session, person_id: int, on: date) -> Posting | None:
    """The main posting that holds on the day, with its unit."""
    main = select(Posting).where(Posting.person_id == person_id, Posting.kind == "main", holds(Posting, on))
    return db.scalars(main.options(joinedload(Posting.unit)).order_by(Posting.id.desc()).limit(1)).first()


def posting(db: Session, me: Viewer, number: str, posting_id: int, *, on: date, roles: tuple[str, ...]) -> Posting | None:
    """One posting of somebody the viewer may see in one of these roles."""
    one = select(Posting).join(Person, Person.id == Posting.person_id).options(joinedload(Posting.unit))
    return db.scalar(one.where(Posting.id == posting_id, Person.number == number, visible_people(me, on, roles)))


def absence(db: Session, me: Viewer, number: str, absence_id: int, *, on: date, roles: tuple[str, ...]) -> Absence | None:
    """One absence of somebody the viewer may see in one of these roles."""
    one = select(Absence).join(Person, Person.id == Absence.person_id)
    return db.scalar(one.where(Absence.id == absence_id, Person.number == number, visible_people(me, on, roles)))


def grant(db: Session, me: Viewer, number: str, grant_id: int, *, on: date, roles: tuple[str, ...]) -> RoleGrant | None:
    """One role grant of somebody the viewer may see in one of these roles."""
    one = select(RoleGrant).join(Person, Person.id == RoleGrant.person_id)
    return db.scalar(one.where(RoleGrant.id == grant_id, Person.number == number, visible_people(me, on, roles)))


def absences(db: Session, person_id: int) -> Sequence[Absence]:
    return db.scalars(select(Absence).where(Absence.person_id == person_id).order_by(Absence.from_on.desc(), Absence.id)).all()


def grants(db: Session, person_id: int) -> Sequence[RoleGrant]:
    """All role grants ever, the newest first, each with its unit."""
    mine = select(RoleGrant).where(RoleGrant.person_id == person_id).options(joinedload(RoleGrant.unit))
    return db.scalars(mine.order_by(RoleGrant.id.desc())).all()


def views(db: Session, person_id: int) -> Sequence[View]:
    """Who opened the record lately, the newest first."""
    rows = select(RecordView.at, RecordView.page, Person.number, Person.name, Person.name_en).join(
        Person, Person.id == RecordView.viewer_id
    )
    newest = rows.where(RecordView.person_id == person_id).order_by(RecordView.at.desc(), RecordView.id.desc())
    return [View(*row) for row in db.execute(newest.limit(MOST_VIEWS))]


def open_code_until(db: Session, person_id: int, *, at: datetime) -> datetime | None:
    """Until when a one-time code of the person is good, if there is one."""
    live = select(func.max(OneTimeCode.ends_at)).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None))
    return db.scalar(live.where(OneTimeCode.ends_at > at))


def by_number(db: Session, number: str, *, lock: bool = False) -> Person | None:
    """For the command line only, where nobody is signed in: anybody."""
    one = select(Person).where(Person.number == number)
    return db.scalar(one.with_for_update() if lock else one)


def unit_of_code(db: Session, code: str) -> int | None:
    """For the command line only: the unit with this code."""
    return db.scalar(select(Unit.id).where(Unit.code == code))
