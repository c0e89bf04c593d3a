"""What a rule may say: for whom, until when, and what of it does not fit together. Values in, values out."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from learning.study import refusals

DUE_FROM = ("hire", "posting", "publication", "expiry")
"""What a relative date is reckoned from: the first day at the bank, of the post by which the rule holds, of the course's 版本
asked now, the last day of the certificate."""
CERTIFICATE_STATES = ("holds", "lacks", "expires")
"""Who joins: whoever holds the certificate, does not, or whose certificate ends before a day. It sends nobody away again."""
MOST_DAYS = 3650


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A rule as it is written down: everything that two versions of it may differ in."""

    requirement: str
    person_id: int | None = None
    unit_id: int | None = None
    position: str | None = None
    hired_from: date | None = None
    hired_until: date | None = None
    certificate: str | None = None
    certificate_state: str | None = None
    certificate_before: date | None = None
    due_on: date | None = None
    due_from: str | None = None
    due_days: int | None = None
    mandatory: bool = True
    reason: str | None = None

    @classmethod
    def of(cls, row: Any) -> "Terms":
        """Of an assignment's row."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    @property
    def columns(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def due(self) -> tuple[date | None, str | None, int | None]:
        """What the date is made from: as long as it is the same, people keep theirs."""
        return self.due_on, self.due_from, self.due_days

    @property
    def is_narrowed(self) -> bool:
        """Whether it holds for less than a whole unit."""
        return any((self.position, self.hired_from, self.hired_until, self.certificate_state))

    def refuse(self, on: date) -> None:
        """Refuses what does not fit together, a date in the past, and an offer with a date."""
        if self.due_on is not None and self.due_on < on:
            raise refusals.DueInPast
        if not self.mandatory and (self.due_on or self.due_from):
            raise refusals.OfferHasDate
        if self.hired_from and self.hired_until and self.hired_until < self.hired_from:
            raise refusals.HiredBackwards
        if self.due_from and (self.due_days is None or abs(self.due_days) > MOST_DAYS):
            raise refusals.DaysMissing(most=MOST_DAYS)
        if self.certificate_state == "expires" and self.certificate_before is None:
            raise refusals.CertificateDayMissing

    def differences(self, other: "Terms") -> tuple[str, ...]:
        """Which columns are others there."""
        return tuple(name for name, value in self.columns.items() if value != getattr(other, name))
