"""What somebody has to do for a certification, and which of it is done: from the periods, the proofs and the day alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

from learning.certificates.rules.periods import Days, next_days
from learning.certificates.rules.states import Cap, Event, Period, PeriodState, Standing, days_of, period_state, standing
from learning.requirements.rules import Asked, Certification

Kind = Literal["first", "closed", "renewal", "content", "again"]
"""Never held it | held, and the renewal is not open yet | open | the content changed | lost: the whole list anew."""


class Held(Period, Protocol):
    """A period with what happened to it, and the number of its terms."""

    @property
    def id(self) -> int: ...
    @property
    def terms(self) -> int | None: ...
    @property
    def events(self) -> Sequence[Event]: ...


@dataclass(frozen=True)
class Proven:
    """A course was completed in a 版本, or its exam was passed (version 0); ``source`` names the row."""

    version: int
    on: date
    source: str


@dataclass(frozen=True)
class Line:
    """One course of a path, and what proves it; nothing yet: it is still to be done."""

    asked: Asked
    proven: Proven | None


@dataclass(frozen=True)
class Path:
    """The courses to do now, since which day their proofs count."""

    kind: Kind
    since: date | None
    lines: tuple[Line, ...]

    @property
    def done_on(self) -> date | None:
        """The day of the last proof, once there are all."""
        days = [line.proven.on for line in self.lines if line.proven]
        return max(days) if days and len(days) == len(self.lines) else None


def cap_of(certification: Certification | None, terms: int | None, on: date) -> Cap | None:
    """What later terms that were made by then ask of a period of these."""
    call = certification.call_for(terms) if certification else None
    return Cap(call.asked_on, call.until) if call and call.asked_on <= on else None


def proof_of(asked: Asked, proofs: Iterable[Proven], since: date | None) -> Proven | None:
    """The first proof that counts: the course completed in the 版本 asked, or, by whoever has completed it, its exam passed again.

    Before ``since`` nothing counts; without it a completion of any day does, and no exam is asked twice.
    """
    rows = sorted(proofs, key=lambda row: row.on)
    done = [row for row in rows if row.version >= asked.version]
    counting = [row for row in done if since is None or row.on >= since]
    if since is not None and done:
        counting += [row for row in rows if not row.version and row.on >= max(since, done[0].on)]
    return min(counting, key=lambda row: row.on, default=None)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One person and one certification on one day: everything a page about it shows.

    ``periods``: the oldest first. ``proofs``: by course. ``due_on``: until when it was asked of them, if it was.
    """

    certification: Certification
    periods: tuple[Held, ...]
    proofs: Mapping[str, Sequence[Proven]]
    on: date
    is_asked: bool = False
    due_on: date | None = None

    @property
    def states(self) -> list[PeriodState]:
        return [period_state(one, one.events, self.on, self.cap(one)) for one in self.periods]

    def cap(self, period: Held) -> Cap | None:
        return cap_of(self.certification, period.terms, self.on)

    @property
    def current(self) -> Held | None:
        """The period that speaks for the person."""
        place = standing(self.states)
        return None if place is None else self.periods[place]

    @property
    def state(self) -> PeriodState:
        place = standing(self.states)
        return PeriodState("none", self.on) if place is None else self.states[place]

    @property
    def days(self) -> Standing | None:
        """The days of the current period as they stand, with what later terms ask."""
        one = self.current
        return days_of(one, one.events, self.on, self.cap(one)) if one else None

    @property
    def former(self) -> Held | None:
        """The period that a renewal follows: the newest that is not temporary."""
        return next((one for one in reversed(self.periods) if one.reason != "temporary"), None)

    @property
    def path(self) -> Path:
        """What is to be done now."""
        terms, before = self.certification.terms, self.former
        if before is None:
            return self._path("first", None, terms.courses)
        events = _resumed(before.events, self.on)
        if revoked := next(
            (event.from_on for event in before.events if event.kind == "revoked" and event.from_on <= self.on), None
        ):
            return self._path("again", revoked, terms.courses)
        days, fresh = days_of(before, events, self.on), before.valid_from + timedelta(days=1)
        opens = max(days.opens_on or fresh, fresh)
        if days.due_on is not None and self.on > days.due_on:
            return self._path("again", opens, terms.courses)
        if self.cap(before):
            return self._path("content", fresh, terms.path)
        return self._path("renewal" if self.on >= opens else "closed", opens, terms.path)

    def _path(self, kind: Kind, since: date | None, asked: tuple[Asked, ...]) -> Path:
        return Path(kind, since, tuple(Line(one, proof_of(one, self.proofs.get(one.course, ()), since)) for one in asked))

    @property
    def next(self) -> Days | None:
        """The period that is due: every course of the path is proven, and it has not been opened."""
        path, before = self.path, self.former
        if path.done_on is None or path.kind == "closed" or self.certification.is_ended:
            return None
        if before is None or path.kind == "again" and _is_revoked(before):
            return next_days(self.certification.terms, path.done_on, due_on=self.due_on if before is None else None)
        days = days_of(before, _resumed(before.events, path.done_on), path.done_on)
        if days.opens_on is None or days.until is None or days.due_on is None:
            return None
        return next_days(self.certification.terms, path.done_on, old=Old(days.opens_on, days.until, days.due_on))

    def as_of(self, on: date) -> "Holding":
        return replace(self, on=on)


@dataclass(frozen=True)
class Old:
    opens_on: date
    until: date
    due_on: date


@dataclass(frozen=True)
class _Back:
    kind: str
    from_on: date
    until_on: date | None = None


def _resumed(events: Sequence[Event], on: date) -> list[Event]:
    """The events, and whoever rests is back that day: where the clock would go on."""
    return [*events, _Back("resumed", on)]


def _is_revoked(period: Held) -> bool:
    return any(event.kind == "revoked" for event in period.events)
