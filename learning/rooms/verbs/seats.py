"""Taking a role, giving it back, being ready; and the opener, who may release one."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.rules import Viewer
from learning.rooms import queries, rules
from learning.rooms.facts import SeatReleased
from learning.rooms.models import Room, Seat
from learning.rooms.refusals import CasesFirst, NotOffered, OneRoleOnly, RoleKept, RoleTaken, TooLateToPlay
from learning.rooms.verbs.opening import of, refuse_over, turn


def take(db: Session, me: Viewer, room: Room, role: str, place: int, *, at: datetime) -> Seat:
    """A role for the viewer. Two at the same moment: the database gives it to one, the other gets ``RoleTaken``.

    Taking the role one has is taking it once.
    """
    refuse_over(room, at=at)
    seats = {(seat.role, seat.place): seat for seat in queries.taken(room)}
    mine = next((seat for seat in seats.values() if seat.person_id == me.id), None)
    if mine is not None:
        if (mine.role, mine.place) == (role, place):
            return mine
        raise OneRoleOnly
    _refuse_place(db, me, room, role, place, at=at)
    if (role, place) in seats:
        raise RoleTaken
    seat = Seat(room_id=room.id, role=role, place=place, person_id=me.id, taken_at=at)
    try:
        with db.begin_nested():
            db.add(seat)
            db.flush()
    except IntegrityError:  # somebody else was faster
        raise RoleTaken from None
    turn(room)
    return seat


def _refuse_place(db: Session, me: Viewer, room: Room, role: str, place: int, *, at: datetime) -> None:
    offered = queries.places_of(room, queries.scene_of(db, room))
    if (role, place) not in {(one.role, one.number) for one in offered}:
        raise NotOffered
    if not rules.may_take(role, rules.phase(room, at)):
        raise TooLateToPlay
    if role == "observer" and not queries.is_qualified(db, me.id):
        raise CasesFirst


def be_ready(db: Session, room: Room, seat: Seat, *, at: datetime) -> None:
    """The card is read. Twice is once."""
    refuse_over(room, at=at)
    if seat.ready_at is None:
        seat.ready_at = at
        turn(room)


def give_back(db: Session, me: Viewer, room: Room, seat: Seat, *, at: datetime) -> None:
    """One's own role, for somebody else. Closing the page does not give it back."""
    _release(room, seat, by=me.id, at=at)


def release(db: Session, me: Viewer, room: Room, seat: Seat, *, at: datetime) -> None:
    """The opener makes a place free for somebody else; the draft of an observer who never handed in is kept, and counts for
    nothing. Announces SeatReleased."""
    _release(room, seat, by=me.id, at=at)
    announce(db, SeatReleased(at=at, by=me.id, person_id=seat.person_id, role=seat.role, **of(room)))


def _release(room: Room, seat: Seat, *, by: int, at: datetime) -> None:
    refuse_over(room, at=at)
    if seat.released_at is not None:
        return
    has_begun = room.started_at is not None
    has_handed_in = seat.role == "observer" and seat.sheet is not None and seat.sheet.handed_in_at is not None
    if has_handed_in or (has_begun and seat.role in ("customer", "employee")):
        raise RoleKept
    seat.released_at, seat.released_by = at, by
    turn(room)
