"""What HR does to a period that runs: it is prolonged, it rests, it goes on, it is taken back. Rows beside it, with a reason."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.certificates import rules
from learning.certificates.facts import PeriodChanged
from learning.certificates.models import CertificationPeriod
from learning.certificates.refusals import (
    AlreadyRests,
    BeforePeriod,
    EndsBeforeItBegins,
    NoReason,
    NotLater,
    NotRunning,
    RestsNot,
    TooFar,
)
from learning.certificates.rules import PeriodState, Standing
from learning.certificates.verbs.issuing import happen, held

LONGEST = timedelta(days=366)
"""More than a year more is not an extension but another certification."""


def extend(  # noqa: PLR0913 -- which, until when, why
    db: Session, period_id: int, *, until: date, reason: str, by: int, at: datetime
) -> None:
    """Let this period count until a later day. The next one is counted from the old end.

    Announces PeriodChanged. Refuses a period that is over, rests or never ends, a day that is not later, and more than a year.
    """
    period, state, days = _running(db, period_id, reason, at)
    if days.last_on is None or state.kind == "suspended":
        raise NotRunning
    if until <= days.last_on:
        raise NotLater
    if until > days.last_on + LONGEST:
        raise TooFar
    _write(db, period, "extended", on=db.info["clock"].day(at), until=until, reason=reason, by=by, at=at)


def suspend(  # noqa: PLR0913 -- which, from when until when, why
    db: Session, period_id: int, *, from_on: date, until: date | None, reason: str, by: int, at: datetime
) -> None:
    """Let the clock of this period stand during a long leave; without ``until`` until somebody resumes it.

    Announces PeriodChanged. Refuses a period that is over, a second rest, and days that do not fit.
    """
    period, _, days = _running(db, period_id, reason, at)
    if until is not None and until < from_on:
        raise EndsBeforeItBegins
    if any(_share_a_day(rest, from_on, until) for rest in _rests(period)):
        raise AlreadyRests
    if from_on < period.valid_from:
        raise BeforePeriod
    if days.last_on is not None and from_on > days.last_on:
        raise NotRunning
    if abs(from_on - db.info["clock"].day(at)) > LONGEST:
        raise TooFar
    _write(db, period, "suspended", on=from_on, until=until, reason=reason, by=by, at=at)


def _rests(period: CertificationPeriod) -> list[tuple[date, date | None]]:
    """The rests of a period, each from when until when."""
    found: list[tuple[date, date | None]] = []
    for event in sorted(period.events, key=lambda event: (event.from_on, event.id)):
        if event.kind == "suspended":
            found.append((event.from_on, event.until_on))
        if event.kind == "resumed" and found:
            first, last = found[-1]
            back = event.from_on - timedelta(days=1)
            found[-1] = first, min(last or back, back)
    return found


def _share_a_day(rest: tuple[date, date | None], from_on: date, until: date | None) -> bool:
    first, last = rest
    return first <= (until or date.max) and from_on <= (last or date.max)


def resume(db: Session, period_id: int, *, back_on: date, reason: str, by: int, at: datetime) -> None:
    """The holder is back since that day: the clock goes on, and the end has moved by the days of rest.

    Announces PeriodChanged. Refuses a period that does not rest, and a day before the rest or after today.
    """
    if not reason.strip():
        raise NoReason
    period = held(db, period_id)
    today = db.info["clock"].day(at)
    state = rules.period_state(period, period.events, today)
    if state.kind != "suspended":
        raise RestsNot
    if back_on < state.since:
        raise EndsBeforeItBegins
    if back_on > today:
        raise TooFar
    _write(db, period, "resumed", on=back_on, until=None, reason=reason, by=by, at=at)


def withdraw(db: Session, period_id: int, *, reason: str, by: int, at: datetime) -> None:
    """Take back a period that has no paper: a temporary one. A second call is refused, as of every period that is over."""
    period, _, _ = _running(db, period_id, reason, at)
    _write(db, period, "revoked", on=db.info["clock"].day(at), until=None, reason=reason, by=by, at=at)


def _running(db: Session, period_id: int, reason: str, at: datetime) -> tuple[CertificationPeriod, PeriodState, Standing]:
    if not reason.strip():
        raise NoReason
    period, on = held(db, period_id), db.info["clock"].day(at)
    state = rules.period_state(period, period.events, on)
    if not state.counts and state.kind != "suspended":
        raise NotRunning
    return period, state, rules.days_of(period, period.events, on)


def _write(  # noqa: PLR0913 -- the columns of one row
    db: Session, period: CertificationPeriod, kind: str, *, on: date, until: date | None, reason: str, by: int, at: datetime
) -> None:
    happen(db, period, kind, reason=reason.strip(), by=by, at=at, on=on, until=until)
    announce(
        db,
        PeriodChanged(
            at=at, by=by, reason=reason.strip(), period_id=period.id, person_id=period.person_id,
            certification=period.certification, kind=kind, from_on=on, until_on=until,
        ),
    )  # fmt: skip
