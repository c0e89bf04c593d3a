"""Results: one's own, those of one's people, those that wait for a branch head's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Roleplay, Words
from learning.people import queries as people
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.rooms import policy, rules
from learning.rooms.models import CaseTry, CodeTry, Invited, Result, Room, Seat, Sheet, Word
from learning.rooms.queries.rooms import scene_of, sheets_of
from learning.rooms.rules import Agreement, Marks, Scored

A_PAGE = 50


@dataclass(frozen=True)
class Run:
    """A result with all that its page shows. ``agreement`` is that of the first two sheets, where there are two."""

    result: Result
    scene: Roleplay
    sheets: tuple[Sheet, ...]
    scored: tuple[Scored, ...]
    settled: Scored
    agreement: Agreement | None

    @property
    def level_names(self) -> dict[int, Words]:
        return {level.points: level.name for level in self.scene.rubric.levels}

    @property
    def only_observer(self) -> int | None:
        """Who alone saw it; with more than one, nobody."""
        return self.sheets[0].seat.person_id if len(self.sheets) == 1 else None


def _results() -> Any:
    return (
        select(Result)
        .join(Room, Room.id == Result.room_id)
        .join(Person, Person.id == Result.person_id)
        .options(joinedload(Result.room), joinedload(Result.person), joinedload(Result.word).joinedload(Word.by))
    )


def result(db: Session, me: Viewer, room_id: int, on: date, *, lock: bool = False) -> Result | None:
    """A room's result, for the employee, whoever opened it, who scored it, and whoever may read the employee's record."""
    scored = exists().where(Seat.room_id == Room.id, Seat.person_id == me.id, Seat.role == "observer", Seat.released_at.is_(None))
    theirs = or_(Result.person_id == me.id, Room.opened_by == me.id, scored, _of_my_people(me, on, policy.READERS))
    asked = _results().where(Result.room_id == room_id, theirs)
    found: Result | None = db.scalar(asked.with_for_update(of=Result).execution_options(populate_existing=True) if lock else asked)
    return found


def to_sign(db: Session, me: Viewer, room_id: int, on: date) -> Result | None:
    """A result of somebody whose head the viewer is, locked; one's own is never among them."""
    asked = _results().where(Result.room_id == room_id, *_signable(me, on))
    found: Result | None = db.scalar(asked.with_for_update(of=Result).execution_options(populate_existing=True))
    return found


def _of_my_people(me: Viewer, on: date, roles: tuple[str, ...]) -> ColumnElement[bool]:
    return people.visible_people(me, on, roles)


def _signable(me: Viewer, on: date) -> tuple[ColumnElement[bool], ...]:
    return _of_my_people(me, on, policy.SIGNERS), Person.id != me.id


def may_sign(db: Session, me: Viewer, found: Result, on: date) -> bool:
    """Whether the viewer heads whom the result is about."""
    if not me.has_role(*policy.SIGNERS):
        return False
    return bool(db.scalar(select(exists().where(Person.id == found.person_id, *_signable(me, on)))))


def run(db: Session, found: Result) -> Run:
    """The result with its sheets, each scored, and how far the first two are apart."""
    scene, sheets = scene_of(db, found.room), tuple(sheets_of(db, found))
    scored = tuple(rules.score(scene, sheet.points, sheet.red_lines) for sheet in sheets)
    both = [Marks(tuple(sheet.points), tuple(sheet.red_lines)) for sheet in sheets[:2]]
    apart = rules.agreement(scene, *both) if len(both) > 1 else None
    settled = rules.mean(scene, *scored[:2]) if found.decided_by == "two" else scored[-1]
    return Run(found, scene, sheets, scored, settled, apart)


def waiting(db: Session, me: Viewer, on: date, *, after: int = 0) -> Sequence[Result]:
    """Results that wait for the viewer's word, the longest waiting first, 50 a page (and one more, if there is a next page)."""
    asked = _results().outerjoin(Word, Word.result_id == Result.id).where(Word.id.is_(None), Result.id > after, *_signable(me, on))
    return list(db.scalars(asked.order_by(Result.id).limit(A_PAGE + 1)))


def waiting_count(db: Session, me: Viewer, on: date) -> int:
    """How many results wait for the viewer's word."""
    counted = (
        select(func.count()).select_from(Result).join(Person, Person.id == Result.person_id)
        .outerjoin(Word, Word.result_id == Result.id).where(Word.id.is_(None), *_signable(me, on))
    )  # fmt: skip
    return db.scalar(counted) or 0


def results_of(db: Session, person_id: int) -> Sequence[Result]:
    """Everything that somebody has practised live, the newest first."""
    return list(db.scalars(_results().where(Result.person_id == person_id).order_by(Result.id.desc()).limit(A_PAGE)))


def titles(db: Session, rooms: Sequence[Room]) -> dict[int, Words]:
    """What each role-play is called today; one that is gone keeps its key."""
    live = publishing.live(db).catalogue
    now = {room.id: live.item(room.course, room.roleplay) for room in rooms}
    return {room.id: found.title if (found := now[room.id]) else Words(room.roleplay) for room in rooms}


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of rooms in everything the house knows of a person: seats with their sheets, results, sample cases, codes."""
    return {
        "seats": _seats(db, person_id),
        "results": _own_results(db, person_id),
        "cases": _rows(db, CaseTry, person_id, "course", "case", "points", "red_lines", "passed", "at"),
        "invitations": _rows(db, Invited, person_id, "room_id", "at"),
        "wrong_codes": _rows(db, CodeTry, person_id, "at"),
    }


def _rows(db: Session, table: Any, person_id: int, *columns: str) -> list[dict[str, Any]]:
    chosen = select(*(getattr(table, name) for name in columns)).where(table.person_id == person_id).order_by(table.id)
    return [dict(row) for row in db.execute(chosen).mappings()]


def _seats(db: Session, person_id: int) -> list[dict[str, Any]]:
    kept = []
    seats = select(Seat).where(Seat.person_id == person_id).options(joinedload(Seat.room), joinedload(Seat.sheet))
    for seat in db.scalars(seats.order_by(Seat.id)):
        sheet = seat.sheet
        kept.append({
            "room": seat.room_id, "course": seat.room.course, "roleplay": seat.room.roleplay, "role": seat.role,
            "taken_at": seat.taken_at, "released_at": seat.released_at,
            "sheet": sheet and {
                "points": sheet.points, "red_lines": sheet.red_lines, "evidence": sheet.evidence,
                "handed_in_at": sheet.handed_in_at,
            },
        })  # fmt: skip
    return kept


def _own_results(db: Session, person_id: int) -> list[dict[str, Any]]:
    return [
        {
            "result": one.room_id, "total": f"{one.num}/{one.den}", "passed": one.passed, "at": one.at, "comment": one.comment,
            "word": one.word and {"kind": one.word.kind, "note": one.word.note, "at": one.word.at},
        }
        for one in db.scalars(_results().where(Result.person_id == person_id).order_by(Result.id))
    ]  # fmt: skip
