"""The digests: what waits to be put into one, what waits to be sent, what became of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learning.notices.models import Notice
from learning.people.models import Person
from learning.people.queries import visible_people
from learning.people.rules import Viewer
from learning.reminders.models import Message, MessageItem, PersonChannel
from learning.reminders.queries.outcomes import A_PAGE, READERS
from learning.reminders.rules import KEPT_BACK

LOST = timedelta(minutes=10)
"""A message that has been leaving for so long has lost its worker."""


@dataclass(frozen=True)
class Pending:
    """Somebody to be written to: by which way (None: their choice is the bell, or there is no address), with which notices."""

    person_id: int
    channel: str | None
    address: str
    lang: str
    notice_ids: tuple[int, ...]


def pending(db: Session, ways: Sequence[str], on: date, *, at: datetime) -> Iterator[Pending]:
    """Everybody with unread notices of the last days that no digest holds, and who has none of that day yet."""
    is_in_one = exists().where(MessageItem.notice_id == Notice.id)
    has_one = exists().where(Message.person_id == Notice.person_id, Message.on == on)
    here = (Person.disabled_at.is_(None), or_(Person.left_on.is_(None), Person.left_on > on))
    rows = (
        select(
            Notice.id, Notice.person_id, Person.email, Person.mobile, Person.language,
            func.coalesce(PersonChannel.channel, "mail").label("channel"),
        )
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(PersonChannel, PersonChannel.person_id == Notice.person_id)
        .where(Notice.read_at.is_(None), Notice.at > at - timedelta(days=KEPT_BACK), ~is_in_one, ~has_one, *here)
        .order_by(Notice.person_id, Notice.id)
    )  # fmt: skip
    whose: Any = None
    ids: list[int] = []
    for row in db.execute(rows):
        if whose is not None and row.person_id != whose.person_id:
            yield _pending(whose, ids, ways)
            ids = []
        whose = row
        ids.append(row.id)
    if whose is not None:
        yield _pending(whose, ids, ways)


def _pending(row: Any, ids: list[int], ways: Sequence[str]) -> Pending:
    address = (row.email if row.channel == "mail" else row.mobile) or ""
    channel = row.channel if row.channel in ways and address else None
    return Pending(row.person_id, channel, address, row.language or "zh", tuple(ids))


def next_waiting(db: Session, *, at: datetime, most: int) -> Sequence[Message]:
    """Messages whose time has come, the longest waiting first; locked, others skip them."""
    asked = (
        select(Message).where(Message.state == "waiting", Message.next_at <= at).order_by(Message.next_at, Message.id).limit(most)
    )
    asked = asked.options(joinedload(Message.person), selectinload(Message.items).joinedload(MessageItem.notice))
    return db.scalars(asked.with_for_update(skip_locked=True, of=Message)).all()


def lost(db: Session, *, at: datetime) -> Sequence[Message]:
    """Messages that were leaving when their worker died: nobody knows whether they arrived."""
    return db.scalars(select(Message).where(Message.state == "sending", Message.taken_at < at - LOST).with_for_update()).all()


def messages(db: Session, me: Viewer, on: date, *, state: str = "", after: int = 0) -> list[Message]:
    """A day's digests to people the viewer may see, fifty and one more."""
    asked = select(Message).join(Person, Person.id == Message.person_id).where(Message.on == on, visible_people(me, on, READERS))
    asked = asked.where(Message.id > after, *([Message.state == state] if state else []))
    return list(db.scalars(asked.options(joinedload(Message.person)).order_by(Message.id).limit(A_PAGE + 1)))


def day_counts(db: Session, me: Viewer, on: date) -> dict[str, int]:
    """How many of a day's digests are in which state."""
    counted = select(Message.state, func.count()).join(Person, Person.id == Message.person_id)
    counted = counted.where(Message.on == on, visible_people(me, on, READERS)).group_by(Message.state).order_by(Message.state)
    return {state: n for state, n in db.execute(counted)}


def message(db: Session, me: Viewer, message_id: int, on: date, *, lock: bool = False) -> Message | None:
    """A digest to somebody the viewer may see as an officer."""
    asked = select(Message).join(Person, Person.id == Message.person_id).where(Message.id == message_id)
    asked = asked.where(visible_people(me, on, ("officer",)))
    return db.scalar(asked.with_for_update(of=Message) if lock else asked)


def unsure(db: Session) -> int:
    """How many messages nobody knows of whether they arrived; for the doctor."""
    return db.scalar(select(func.count()).select_from(Message).where(Message.state.in_(("unsure", "failed")))) or 0


def channel_of(db: Session, person_id: int) -> str:
    """The way a person has chosen; by mail if they have not."""
    return db.scalar(select(PersonChannel.channel).where(PersonChannel.person_id == person_id)) or "mail"


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of reminders in everything the house knows of a person."""
    rows = db.scalars(select(Message).where(Message.person_id == person_id).order_by(Message.id))
    columns = ("on", "channel", "address", "state", "sent_at")
    return {"channel": channel_of(db, person_id), "messages": [{name: getattr(row, name) for name in columns} for row in rows]}
