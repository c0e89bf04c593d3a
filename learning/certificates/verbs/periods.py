"""Periods of certifications: the next one opens when the last proof is there. Nothing is reset: a renewal is a new row."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.certificates import queries
from learning.certificates.facts import PeriodOpened
from learning.certificates.models import CertificationPeriod
from learning.certificates.refusals import AlreadyCertified, NoReason, TooFar
from learning.certificates.rules import Days, Holding
from learning.certificates.verbs.issuing import follow, prove, written
from learning.requirements import queries as requirements
from learning.requirements.refusals import CertificationEnded
from learning.requirements.rules import Certification

LONGEST_TEMPORARY = timedelta(days=366)
FRESH = timedelta(days=2)


def consider(
    db: Session, person_id: int, certification: Certification, *, at: datetime, by: int | None = None
) -> CertificationPeriod | None:
    """Open the period that is due to this person, if one is. Safe to repeat: one a day of completion, whoever asks how often.

    The periods before it are superseded from that day. Announces PeriodOpened, and CertificateIssued unless the period was
    over before anybody knew.
    """
    clock = db.info["clock"]
    holding = queries.holding(db, person_id, certification, clock.day(at))
    days = holding.next
    if days is None:
        return None
    evidence = tuple(line.proven.source for line in holding.path.lines if line.proven)
    period = _open(db, holding, person_id, days, reason=holding.path.kind, at=at)
    if period is None:
        return None
    announce(
        db,
        PeriodOpened(
            at=at, by=by, period_id=period.id, person_id=person_id, certification=certification.key, terms=certification.n,
            kind=holding.path.kind, valid_from=days.valid_from, valid_until=days.valid_until, evidence=evidence,
        ),
    )  # fmt: skip
    if days.due_on >= clock.day(at):
        prove(db, period, certification.title, at=at, by=by)
    return period


def _open(  # noqa: PLR0913 -- whose, which days, why
    db: Session, holding: Holding, person_id: int, days: Days, *, reason: str, at: datetime
) -> CertificationPeriod | None:
    certification = holding.certification
    period = CertificationPeriod(
        person_id=person_id, certification=certification.key, terms=certification.n,
        baseline=f"{reason}:{days.valid_from.isoformat()}", opens_on=days.opens_on, due_on=days.due_on,
        valid_from=days.valid_from, valid_until=days.valid_until, baseline_until=days.valid_until, reason=reason,
        effective_at=at, recorded_at=at,
    )  # fmt: skip
    if not written(db, period):
        return None
    for old in db.scalars(
        select(CertificationPeriod).where(
            CertificationPeriod.person_id == person_id, CertificationPeriod.certification == certification.key,
            CertificationPeriod.id != period.id,
        )
    ):  # fmt: skip
        if not {"superseded", "revoked"} & {event.kind for event in old.events}:
            follow(db, old, period, on=days.valid_from, at=at)
    return period


def certify_for_now(  # noqa: PLR0913 -- who, what, until when, why
    db: Session, person_id: int, certification: Certification, *, until: date, reason: str, by: int, at: datetime
) -> CertificationPeriod:
    """Certify somebody until a day although courses are missing, with a reason they read. There is no paper of it.

    Announces PeriodOpened. Refuses whoever is certified, more than a year, a day that is over, and a missing reason.
    """
    on = db.info["clock"].day(at)
    if not reason.strip():
        raise NoReason
    if certification.is_ended:
        raise CertificationEnded
    if queries.holding(db, person_id, certification, on).state.counts:
        raise AlreadyCertified
    if not on <= until <= on + LONGEST_TEMPORARY:
        raise TooFar
    period = CertificationPeriod(
        person_id=person_id, certification=certification.key, terms=certification.n, baseline=f"temporary:{at.isoformat()}",
        valid_from=on, valid_until=until, due_on=until, reason="temporary", effective_at=at, recorded_at=at,
    )  # fmt: skip
    db.add(period)
    db.flush()
    announce(
        db,
        PeriodOpened(
            at=at, by=by, reason=reason.strip(), period_id=period.id, person_id=person_id, certification=certification.key,
            terms=certification.n, kind="temporary", valid_from=on, valid_until=until, evidence=(),
        ),
    )  # fmt: skip
    return period


def certify_overlooked(db: Session, *, at: datetime, after: tuple[str, int] = ("", 0)) -> tuple[str, int] | None:
    """Certify those who had done everything before new terms asked for it: some hundred people, then where to go on.

    Whoever finishes later is certified by what they finish; so only terms of the last two days are looked at.
    """
    key, last = after
    fresh = (one for one in requirements.certifications(db).values() if not one.is_ended and one.at > at - FRESH)
    for certification in sorted(fresh, key=lambda one: one.key):
        if certification.key < key:
            continue
        people = queries.ready(db, certification, after=last if certification.key == key else 0)
        for person_id in people:
            consider(db, person_id, certification, at=at)
        if people:
            return certification.key, people[-1]
    return None
