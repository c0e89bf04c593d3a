"""Tables of reminders. A reminder itself is a notice (the bell's row); a message is the digest in which notices left the house."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.notices.models import Notice
from learning.people.models import Person

OPEN = text("state IN ('waiting', 'sending')")


class PersonChannel(Table):
    """By which way a person wants the digest. No row: by mail, if there is an address."""

    __tablename__ = "person_channel"
    __table_args__ = (CheckConstraint("channel IN ('mail', 'wecom', 'dingtalk', 'feishu', 'bell')", name="channel"),)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


class Message(Table):
    """One digest to one person on one day. ``sending`` is written before it leaves: who dies then, sends no second one."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("person_id", "on"),
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed', 'unsure')", name="state"),
        Index("ix_message_open", "next_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_message_day", "on", "state", "id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(254))  # where it goes: a mail address, a mobile number for a bot
    lang: Mapped[str] = mapped_column(String(8))
    letter_id: Mapped[str] = mapped_column(String(80), unique=True)  # Message-ID: a mail server knows a second one by it
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]  # not before
    tries: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(String(300), default="")
    person: Mapped[Person] = relationship()
    items: Mapped[list["MessageItem"]] = relationship(order_by="MessageItem.notice_id")


class MessageItem(Table):
    """Which notices a digest holds; each leaves the house once."""

    __tablename__ = "message_item"
    notice_id: Mapped[int] = mapped_column(ForeignKey(Notice.id), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey(Message.id), index=True)
    notice: Mapped[Notice] = relationship()
