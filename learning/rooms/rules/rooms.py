"""How a room stands, computed from its rows and the moment; codes; who fits where."""

import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from learning.content.catalogue import Roleplay, Words

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nobody reads a zero for an O, or a one for an I or an L."""
CODE_LENGTH = 6
GATHERS = timedelta(hours=2)
SCORES = timedelta(hours=24)
"""From the start on: whoever has not handed in by then does not any more."""
MOST_TRIES, TRIES_IN = 8, timedelta(minutes=10)
USUAL_MINUTES = 4
MOST_VISITORS = 4
LONGEST_EVIDENCE, LONGEST_COMMENT = 500, 500


class Standing(Protocol):
    """What the state of a room depends on."""

    expires_at: datetime
    started_at: datetime | None
    ends_at: datetime | None
    third_asked_at: datetime | None
    cancelled_at: datetime | None
    closed_at: datetime | None


def phase(room: Standing, at: datetime) -> str:
    """gathering | running | scoring | third | done | cancelled | expired."""
    if room.closed_at is not None:
        return "cancelled" if room.cancelled_at is not None else "done"
    if at >= room.expires_at:
        return "expired"
    if room.started_at is None or room.ends_at is None:
        return "gathering"
    if at < room.ends_at:
        return "running"
    return "third" if room.third_asked_at is not None else "scoring"


OPEN = ("gathering", "running", "scoring", "third")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """As people type it: small letters, full width, a gap in the middle."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(mark for mark in plain if mark.isalnum())[: CODE_LENGTH + 1]


@dataclass(frozen=True)
class Place:
    """A place to be taken. ``who`` is the person of the scene, for those who play; ``number`` tells places of one role apart."""

    role: str
    number: int
    who: Words | None = None

    @property
    def key(self) -> str:
        return f"{self.role}-{self.number}"


def places(scene: Roleplay, observers: int, *, third: bool, visitors: int) -> tuple[Place, ...]:
    """A customer's place for everybody of the scene who has a card (one at least), the employee's, the observers', and one more
    for somebody who sits in."""
    played = [one for one in scene.people if one.plays == "system"]
    carded = [one for one in played if scene.card_for(one.name.zh)] or played[:1]
    customers = [Place("customer", number, one.name) for number, one in enumerate(carded, 1)] or [Place("customer", 1)]
    employee = Place("employee", 1, scene.learner.name if scene.learner else None)
    watching = [Place("observer", number) for number in range(1, observers + 1 + third)]
    sitting_in = [Place("visitor", number) for number in range(1, min(visitors + 1, MOST_VISITORS) + 1)]
    return (*customers, employee, *watching, *sitting_in)


def may_take(role: str, now: str) -> bool:
    """Who plays comes before the start; who watches may come later, since the scene can be seen to the end."""
    return now == "gathering" if role in ("customer", "employee") else now in OPEN


def lacks(taken: Iterable[tuple[str, int]], observers: int) -> bool:
    """Whether somebody is missing before the start: the first customer, the employee, each observer."""
    needed = {("customer", 1), ("employee", 1), *(("observer", number) for number in range(1, observers + 1))}
    return not needed <= set(taken)
