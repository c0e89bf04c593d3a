"""A room, for whoever opened it or came in by its code; everybody else finds nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learning.content.catalogue import Roleplay
from learning.content.roleplays.stored import roleplay_from
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.rooms import rules
from learning.rooms.models import CodeTry, Invited, Result, Room, Seat, Sheet

STANDING = (
    Room.turn, Room.expires_at, Room.started_at, Room.ends_at, Room.third_asked_at, Room.cancelled_at, Room.closed_at,
)  # fmt: skip


def _mine(me: Viewer) -> ColumnElement[bool]:
    came_in = exists().where(Invited.room_id == Room.id, Invited.person_id == me.id)
    return or_(Room.opened_by == me.id, came_in)


def _whole() -> Any:
    seats = selectinload(Room.seats)
    return select(Room).options(seats.joinedload(Seat.person), seats.joinedload(Seat.sheet), joinedload(Room.opener))


def room(db: Session, me: Viewer, room_id: int, *, lock: bool = False) -> Room | None:
    """The room with its seats and sheets."""
    asked = _whole().where(Room.id == room_id, _mine(me))
    found: Room | None = db.scalar(asked.with_for_update(of=Room).execution_options(populate_existing=True) if lock else asked)
    return found


def seat(db: Session, me: Viewer, room_id: int, seat_id: int, *, lock: bool = False) -> Seat | None:
    """A seat whose sheet the viewer writes: their own; of a practice on paper any, for whoever opened it."""
    found = room(db, me, room_id, lock=lock)
    seats = found.seats if found else []
    one = next((seat for seat in seats if seat.id == seat_id and seat.role in ("observer", "visitor")), None)
    if one is None or found is None:
        return None
    return one if one.person_id == me.id or (found.held_on is not None and found.opened_by == me.id) else None


def standing(db: Session, me: Viewer, room_id: int) -> Any:
    """What the state of a room depends on, and its turn: all that a poll asks."""
    return db.execute(select(*STANDING).where(Room.id == room_id, _mine(me))).first()


def by_code(db: Session, code: str, *, at: datetime) -> Room | None:
    """The room that is open under a code."""
    found: Room | None = db.scalar(_whole().where(Room.code == code, Room.closed_at.is_(None), Room.expires_at > at))
    return found


def wrong_codes(db: Session, person_id: int, *, at: datetime) -> int:
    """How many codes of theirs opened nothing lately."""
    counted = select(func.count()).where(CodeTry.person_id == person_id, CodeTry.at > at - rules.TRIES_IN)
    return db.scalar(counted) or 0


def scene_of(db: Session, room: Room) -> Roleplay:
    """The role-play in the revision that the room keeps, whatever the live edition says."""
    course = publishing.live(db).catalogue.course(room.course)
    now = course.roleplays.get(room.roleplay) if course else None
    if now is not None and now.revision == room.rev:
        return now
    key = room.roleplay, room.rev
    return roleplay_from(publishing.payloads(db, room.course, [key])[key], id=room.roleplay)


def open_rooms(db: Session, me: Viewer, *, at: datetime) -> Sequence[Room]:
    """Rooms that the viewer opened or came into, and that are not over."""
    asked = select(Room).where(Room.closed_at.is_(None), Room.expires_at > at, _mine(me))
    return db.scalars(asked.options(joinedload(Room.opener)).order_by(Room.id.desc()).limit(50)).all()


def sheets_of(db: Session, result: Result) -> list[Sheet]:
    """Every counting sheet of a result's room that was handed in, in the order of the places."""
    asked = (
        select(Sheet).join(Seat, Seat.id == Sheet.seat_id).where(
            Seat.room_id == result.room_id, Seat.role == "observer", Sheet.handed_in_at.is_not(None)
        ).options(joinedload(Sheet.seat).joinedload(Seat.person)).order_by(Seat.place)
    )  # fmt: skip
    return list(db.scalars(asked))
