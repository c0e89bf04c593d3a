"""What a room shows to one person: the places, their own card, their own sheet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learning.content.catalogue import Card, Roleplay
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.rooms import rules
from learning.rooms.models import Room, Seat
from learning.rooms.queries.cases import is_qualified
from learning.rooms.queries.rooms import scene_of
from learning.rooms.rules import Place


@dataclass(frozen=True)
class Taken:
    """A place, and who has it."""

    place: Place
    seat: Seat | None


@dataclass(frozen=True)
class Hall:
    """``card`` is the viewer's own: another's is never in here. ``seat``: the one the viewer has."""

    room: Room
    scene: Roleplay
    phase: str
    places: tuple[Taken, ...]
    seat: Seat | None
    card: Card | None
    is_opener: bool
    may_observe: bool  # asked only of who has no role yet
    is_pinned: bool  # the text has changed, or is gone, since the room was opened

    @property
    def is_complete(self) -> bool:
        taken = [(one.seat.role, one.seat.place) for one in self.places if one.seat]
        return not rules.lacks(taken, self.room.observers)

    def may_take(self, place: Place) -> bool:
        """Whether the viewer could have this free place now."""
        return self.seat is None and rules.may_take(place.role, self.phase)

    def may_release(self, seat: Seat) -> bool:
        """Whether the opener can still make it free: players until the start, observers until they hand in."""
        if self.phase not in rules.OPEN or not self.is_opener:
            return False
        has_handed_in = seat.sheet is not None and seat.sheet.handed_in_at is not None
        return self.phase == "gathering" if seat.role in ("customer", "employee") else not has_handed_in

    @property
    def writes(self) -> bool:
        """Whether the viewer has a sheet to fill in now."""
        return self.seat is not None and may_write(self.seat, self.phase)


def may_write(seat: Seat, phase: str) -> bool:
    """The sheet is open while the scene is played and until the result; a third observer's only when one is asked."""
    has_handed_in = seat.sheet is not None and seat.sheet.handed_in_at is not None
    return seat.role in ("observer", "visitor") and phase in ("running", "scoring", "third") and not has_handed_in


def taken(room: Room) -> list[Seat]:
    return [seat for seat in room.seats if seat.released_at is None]


def hall(db: Session, me: Viewer, room: Room, *, at: datetime) -> Hall:
    scene = scene_of(db, room)
    seats = {(seat.role, seat.place): seat for seat in taken(room)}
    mine = next((seat for seat in seats.values() if seat.person_id == me.id), None)
    course = publishing.live(db).catalogue.course(room.course)
    now = course.roleplays.get(room.roleplay) if course else None
    found = places_of(room, scene)
    return Hall(
        room=room,
        scene=scene,
        phase=rules.phase(room, at),
        places=tuple(Taken(place, seats.get((place.role, place.number))) for place in found),
        seat=mine,
        card=_card(scene, found, mine),
        is_opener=room.opened_by == me.id,
        may_observe=mine is None and is_qualified(db, me.id),
        is_pinned=now is None or now.revision != room.rev,
    )


def places_of(room: Room, scene: Roleplay) -> tuple[Place, ...]:
    visitors = max((seat.place for seat in taken(room) if seat.role == "visitor"), default=0)
    return rules.places(scene, room.observers, third=room.third_asked_at is not None, visitors=visitors)


def _card(scene: Roleplay, places: tuple[Place, ...], mine: Seat | None) -> Card | None:
    """The viewer's own card and nobody else's."""
    place = next((one for one in places if mine and (one.role, one.number) == (mine.role, mine.place)), None)
    if place is None:
        return None
    return scene.card_for(place.who.zh if place.who else None)
