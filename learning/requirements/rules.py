"""Pure decisions about terms: how long is a month, what fits together, which courses are asked."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from learning.content.catalogue import Words

Unit = Literal["month", "day"]
Rule = Literal["completion", "expiry", "fixed"]
RULES: tuple[Rule, ...] = ("completion", "expiry", "fixed")
LETTERS: dict[Unit, str] = {"month": "M", "day": "D"}
MOST: dict[Unit, int] = {"month": 600, "day": 18_250}
"""Fifty years: longer than anybody works in a bank."""
MOST_GRACE = 366
A_YEAR = date(2001, 1, 1)
"""Spans are compared from here: 12 months are 365 days, and every span has its one place."""


@dataclass(frozen=True)
class Span:
    """So many months or days. Kept as ISO 8601 writes it: ``P12M``, ``P30D``."""

    n: int
    unit: Unit = "month"

    def __str__(self) -> str:
        return f"P{self.n}{LETTERS[self.unit]}"

    @classmethod
    def read(cls, text: str) -> "Span":
        found = re.fullmatch(r"P(\d{1,5})([MD])", text)
        if found is None:
            raise ValueError(text)
        return cls(int(found[1]), "month" if found[2] == "M" else "day")

    @property
    def length(self) -> int:
        """In days, for comparing."""
        return (later(A_YEAR, self) - A_YEAR).days


def later(day: date, span: Span, times: int = 1) -> date:
    """The day so many spans after this one, or before it. What a month does not have is its last day: 31 January + 1 month."""
    if span.unit == "day":
        return day + timedelta(days=span.n * times)
    months = day.year * 12 + day.month - 1 + span.n * times
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Asked:
    """A course that is asked, in this 版本 or a later one."""

    course: str
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How long a certification holds, and how it is renewed.

    ``window``: how long before the end the renewal opens. ``rule``: what the next end is counted from: the day of completion, the
    old end, or a fixed day of the year with a ``minimum`` that everybody gets. ``grace``: days after the end in which it still
    counts and may be renewed as if in time.
    """

    validity: Span
    window: Span
    rule: Rule = "expiry"
    minimum: Span | None = None
    grace: int = 0
    courses: tuple[Asked, ...] = ()
    renewal: tuple[Asked, ...] = ()

    @property
    def path(self) -> tuple[Asked, ...]:
        """What whoever renews in time does: the shorter list, or without one the whole."""
        return self.renewal or self.courses

    @property
    def keys(self) -> frozenset[str]:
        """Every course that matters to this certification."""
        return frozenset(one.course for one in (*self.courses, *self.renewal))


@dataclass(frozen=True)
class Call:
    """Terms that asked holders of earlier ones for the shorter path, until a day."""

    n: int
    asked_on: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Certification:
    """A certification as its ``n``-th terms have it. ``calls``: every change of content so far that holders were asked for."""

    key: str
    n: int
    title: Words
    terms: Terms
    asked_by: date | None
    is_ended: bool
    reason: str | None
    by_id: int | None
    at: datetime
    calls: tuple[Call, ...] = ()

    def call_for(self, n: int | None) -> Call | None:
        """What a period that was opened under the ``n``-th terms is asked for by later ones."""
        return min((call for call in self.calls if n is not None and n < call.n), key=lambda call: call.until, default=None)


def trouble(terms: Terms) -> dict[str, str]:
    """What does not fit together: the field, and which of ``refusals.TROUBLES`` it is."""
    spans = (("validity", terms.validity), ("window", terms.window), ("minimum", terms.minimum))
    found = {name: "span" for name, span in spans if span is not None and not 0 < span.n <= MOST[span.unit]}
    if not 0 <= terms.grace <= MOST_GRACE:
        found["grace"] = "grace"
    if not terms.courses:
        found["courses"] = "courses"
    return found or _misfits(terms)


def _misfits(terms: Terms) -> dict[str, str]:
    found = {"window": "window"} if terms.window.length >= terms.validity.length else {}
    if terms.rule != "fixed":
        return found
    if terms.minimum is None:
        return found | {"minimum": "minimum"}
    if terms.minimum.length > terms.validity.length:
        return found | {"minimum": "minimum-long"}
    return found | ({"minimum": "minimum-short"} if terms.minimum.length < terms.window.length else {})
