"""Opening a room, coming in by its code, starting, stopping and cancelling it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Course, Roleplay
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.rooms import queries, rules
from learning.rooms.facts import RoomCancelled, RoomOpened
from learning.rooms.models import CodeTry, Invited, Room, Seat
from learning.rooms.refusals import (
    AlreadyStarted,
    DayAhead,
    EverybodyOnce,
    NoSuchCode,
    NotAnObserver,
    NotComplete,
    NotPractised,
    NotStarted,
    RoomFull,
    RoomOver,
    TooManyCodes,
)
from learning.study.rules import asked_version
from learning.study.verbs import insert_once

CODES_TRIED = 5
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """A role-play of a course, in the edition that is live."""

    course: Course
    roleplay: Roleplay
    edition: int


@dataclass(frozen=True)
class Played:
    """Who did what in a practice on paper."""

    held_on: date
    employee: Person
    customers: Sequence[Person]
    observers: Sequence[Person]


def open_room(db: Session, me: Viewer, scene: Scene, *, observers: int, at: datetime) -> Room:
    """A room under a fresh code, for two hours. Announces RoomOpened."""
    return _open(db, me, scene, observers, at=at, until=at + rules.GATHERS, held_on=None)


def open_paper(db: Session, me: Viewer, scene: Scene, played: Played, *, at: datetime) -> Room:
    """A practice that was held on paper: everybody in their seat, the sheets still to be typed. Announces RoomOpened.

    Refuses somebody in two roles, an observer who has not passed the sample cases, a day to come.
    """
    everybody = [played.employee, *played.customers, *played.observers]
    if len({person.id for person in everybody}) < len(everybody):
        raise EverybodyOnce
    if played.held_on > db.info["clock"].day(at):
        raise DayAhead
    for person in played.observers:
        if not queries.is_qualified(db, person.id):
            raise NotAnObserver(name=person.name)
    room = _open(db, me, scene, len(played.observers), at=at, until=at + rules.SCORES, held_on=played.held_on)
    room.started_at = room.ends_at = at
    seats = [("employee", 1, played.employee)]
    seats += [("customer", number, person) for number, person in enumerate(played.customers, 1)]
    seats += [("observer", number, person) for number, person in enumerate(played.observers, 1)]
    for role, place, person in seats:
        db.add(Seat(room_id=room.id, role=role, place=place, person_id=person.id, taken_at=at))
    db.flush()
    return room


def _open(  # noqa: PLR0913 -- the columns of one row
    db: Session, me: Viewer, scene: Scene, observers: int, *, at: datetime, until: datetime, held_on: date | None
) -> Room:
    if not scene.roleplay.is_practised or not scene.roleplay.playable or scene.roleplay.status != "active":
        raise NotPractised
    step = scene.course.step(scene.roleplay.id)
    room = _under_fresh_code(
        db,
        course=scene.course.key, roleplay=scene.roleplay.id, rev=scene.roleplay.revision, edition=scene.edition,
        version=asked_version(scene.course, step) if step else None,
        seconds=60 * (scene.roleplay.minutes or rules.USUAL_MINUTES), observers=observers,
        held_on=held_on, opened_by=me.id, unit_id=me.unit_id, opened_at=at, expires_at=until, turn=1,
    )  # fmt: skip
    announce(db, RoomOpened(at=at, by=me.id, rev=room.rev, edition=room.edition, observers=observers,
                            on_paper=held_on is not None, **of(room)))  # fmt: skip
    return room


def _under_fresh_code(db: Session, **columns: Any) -> Room:
    """Another open room may have drawn the same code at this moment: the index says so, and we draw again."""
    for _ in range(CODES_TRIED):
        room = Room(code=rules.new_code(), **columns)
        try:
            with db.begin_nested():
                db.add(room)
                db.flush()
        except IntegrityError:
            continue
        return room
    raise LookupError("no free code was found")


def come_in(db: Session, me: Viewer, code: str, *, at: datetime) -> Room:
    """The right code lets anybody of the bank in who is signed in: it was read out to them. Coming in twice is once.

    A wrong one is told by ``NoSuchCode``; the caller notes it with ``note_wrong_code``.
    """
    if queries.wrong_codes(db, me.id, at=at) >= rules.MOST_TRIES:
        raise TooManyCodes
    room = queries.by_code(db, code, at=at)
    if room is None:
        raise NoSuchCode(code=code[: rules.CODE_LENGTH + 1])
    is_known = room.opened_by == me.id or any(seat.person_id == me.id for seat in queries.taken(room))
    if not is_known and not _has_room(db, room, at=at):
        raise RoomFull
    db.execute(insert_once(db, Invited).values(room_id=room.id, person_id=me.id, at=at))
    return room


def _has_room(db: Session, room: Room, *, at: datetime) -> bool:
    """Whether a place is free that can still be taken."""
    taken, now = {(seat.role, seat.place) for seat in queries.taken(room)}, rules.phase(room, at)
    offered = queries.places_of(room, queries.scene_of(db, room))
    return any((one.role, one.number) not in taken and rules.may_take(one.role, now) for one in offered)


def note_wrong_code(db: Session, me: Viewer, *, at: datetime) -> None:
    """Counts against guessing; yesterday's are forgotten."""
    db.execute(delete(CodeTry).where(CodeTry.person_id == me.id, CodeTry.at < at - A_DAY))
    db.add(CodeTry(person_id=me.id, at=at))
    db.flush()


def start(db: Session, room: Room, *, at: datetime) -> None:
    """Everybody is there: the clock runs. Refuses while somebody is missing."""
    refuse_over(room, at=at)
    if rules.phase(room, at) != "gathering":
        raise AlreadyStarted
    if rules.lacks([(seat.role, seat.place) for seat in queries.taken(room)], room.observers):
        raise NotComplete(observers=room.observers)
    room.started_at, room.ends_at = at, at + timedelta(seconds=room.seconds)
    room.expires_at = at + rules.SCORES
    turn(room)


def stop(db: Session, room: Room, *, at: datetime) -> None:
    """The scene is over before its time. Stopping twice is stopping once."""
    refuse_over(room, at=at)
    if room.ends_at is None:
        raise NotStarted
    if at < room.ends_at:
        room.ends_at = at
        turn(room)


def cancel(db: Session, me: Viewer, room: Room, *, at: datetime) -> None:
    """Everybody goes home: drafts are kept and count for nothing. Announces RoomCancelled."""
    refuse_over(room, at=at)
    room.cancelled_at = room.closed_at = at
    turn(room)
    announce(db, RoomCancelled(at=at, by=me.id, **of(room)))


def refuse_over(room: Room, *, at: datetime) -> None:
    if rules.phase(room, at) not in rules.OPEN:
        raise RoomOver


def turn(room: Room) -> None:
    """What the room's page shows has changed: whoever polls is told. The room is locked."""
    room.turn += 1


def of(room: Room) -> dict[str, Any]:
    return {"room_id": room.id, "course": room.course, "roleplay": room.roleplay}
