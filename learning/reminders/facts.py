"""What happened to reminders."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class PeopleReminded(Fact):
    """A day's reminders were written: how many of each step of the ladder. Who got which stands in the notices."""

    subject: ClassVar[tuple[str, str]] = ("reminders", "on")
    on: date
    steps: dict[str, int]
    heads: int


@dataclass(frozen=True, kw_only=True)
class MessageSentAgain(Fact):
    """Nobody knows whether a digest arrived, and somebody decided to send it once more."""

    subject: ClassVar[tuple[str, str]] = ("message", "message_id")
    message_id: int
    person_id: int
