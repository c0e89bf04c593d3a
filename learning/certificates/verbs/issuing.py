"""Certifying, and taking it back: a period, its numbered proof, and the end of those before it."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from learning.base import jobs
from learning.base.ledger import announce
from learning.base.settings import Settings
from learning.certificates import rules
from learning.certificates.facts import CertificateIssued, CertificateRevoked, CertificateSuperseded
from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof
from learning.certificates.refusals import ReasonMissing
from learning.content.catalogue import Words
from learning.people.models import Person

OWN_NAME = Words("知礼", "Zhili")


def issue(  # noqa: PLR0913 -- who, what, in which version, under which words
    db: Session, person_id: int, certification: str, *, version: int, title: Words, at: datetime, by: int | None = None
) -> Proof:
    """Certify a completion: the period, its proof, and ``superseded`` on the periods of earlier versions.

    One per person and version, whoever asks how often: the constraint decides between parallel claims, and all get the same
    proof. Announces CertificateIssued and wakes the worker, which prints the paper.
    """
    baseline = f"completion:{certification}:{version}"
    if issued := _issued(db, person_id, certification, baseline):
        return issued
    on = db.info["clock"].day(at)
    period = CertificationPeriod(
        person_id=person_id, certification=certification, baseline=baseline, valid_from=on, reason="completion",
        effective_at=at, recorded_at=at,
    )  # fmt: skip
    if not written(db, period):  # whoever was faster has committed by now: their proof is the one
        if issued := _issued(db, person_id, certification, baseline):
            return issued
        raise RuntimeError(f"neither written nor there: {baseline}")
    _supersede(db, period, at=at, on=on)
    return prove(db, period, title, at=at, by=by)


def written(db: Session, period: CertificationPeriod) -> bool:
    """Write a period. False: somebody was faster with the same one; the constraint let only theirs in."""
    try:
        with db.begin_nested():
            db.add(period)
            db.flush()
    except IntegrityError:
        return False
    return True


def _issued(db: Session, person_id: int, certification: str, baseline: str) -> Proof | None:
    return db.scalar(
        select(Proof)
        .join(Proof.period)
        .where(
            CertificationPeriod.person_id == person_id,
            CertificationPeriod.certification == certification,
            CertificationPeriod.baseline == baseline,
        )
    )


def prove(db: Session, period: CertificationPeriod, title: Words, *, at: datetime, by: int | None = None) -> Proof:
    """Give a new period its number and its words. Announces CertificateIssued and wakes the worker, which prints the paper."""
    number = rules.written(secrets.randbits(128))
    person = db.get_one(Person, period.person_id)
    printed = _words(db.info.get("settings"), person, title, number=number, period=period)
    proof = Proof(
        number=number, period=period, issued_at=at, printed=printed, sha256=rules.digest(number, at, printed), shows_name=False
    )
    db.add(proof)
    db.flush()
    announce(
        db,
        CertificateIssued(
            at=at, by=by, proof_number=number, person_id=period.person_id, certification=period.certification, period_id=period.id
        ),
    )
    jobs.ask(db, "print_papers")
    return proof


def _words(settings: Settings | None, person: Person, title: Words, *, number: str, period: CertificationPeriod) -> dict[str, Any]:
    """The words as they will be printed, copied: a later change of a name or a title does not reach them."""
    return {
        "number": number,
        "name": person.name,
        "name_en": person.name_en or "",
        "course": title.zh,
        "course_en": title.in_("en"),
        "bank": (settings.bank_name if settings else "") or OWN_NAME.zh,
        "bank_en": (settings.bank_name_en if settings else "") or (settings.bank_name if settings else "") or OWN_NAME.in_("en"),
        "signatory": settings.signatory if settings else "",
        "signatory_en": settings.signatory_en if settings else "",
        "issued_on": period.valid_from.isoformat(),
        "valid_until": period.valid_until.isoformat() if period.valid_until else None,
    }


def _supersede(db: Session, period: CertificationPeriod, *, at: datetime, on: date) -> None:
    """The periods of earlier versions end here; should a later one stand already, this one is born superseded."""
    others = db.scalars(
        select(CertificationPeriod)
        .where(
            CertificationPeriod.person_id == period.person_id,
            CertificationPeriod.certification == period.certification,
            CertificationPeriod.id != period.id,
        )
        .options(selectinload(CertificationPeriod.events))
        .order_by(CertificationPeriod.id)
    )
    version = rules.version_of(period.baseline)
    for other in others:
        old, new = (other, period) if rules.version_of(other.baseline) < version else (period, other)
        if not any(event.kind == "superseded" for event in old.events):
            follow(db, old, new, on=on, at=at)


def follow(db: Session, old: CertificationPeriod, new: CertificationPeriod, *, on: date, at: datetime) -> None:
    """A period takes the place of another from that day. Announces CertificateSuperseded."""
    happen(db, old, "superseded", reason=new.baseline, by=None, at=at, on=on)
    announce(
        db,
        CertificateSuperseded(
            at=at, period_id=old.id, person_id=old.person_id, certification=old.certification, by_period_id=new.id
        ),
    )


def happen(  # noqa: PLR0913 -- the columns of one row
    db: Session, period: CertificationPeriod, kind: str, *, reason: str, by: int | None, at: datetime, on: date,
    until: date | None = None,
) -> None:  # fmt: skip
    """Something happens to a period: a row beside it."""
    period.events.append(
        PeriodEvent(kind=kind, from_on=on, until_on=until, reason=reason, by_id=by, effective_at=at, recorded_at=at)
    )
    db.flush()


def revoke(db: Session, proof: Proof, *, by: int, reason: str, at: datetime) -> None:
    """Take a certificate back, with a reason the holder will read. Nothing is deleted; a second call changes nothing.

    Announces CertificateRevoked. Refuses an empty reason.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    period = held(db, proof.period_id)
    if any(event.kind == "revoked" for event in period.events):
        return
    happen(db, period, "revoked", reason=reason, by=by, at=at, on=db.info["clock"].day(at))
    announce(
        db,
        CertificateRevoked(
            at=at, by=by, reason=reason, proof_number=proof.number, person_id=period.person_id,
            certification=period.certification, period_id=period.id,
        ),
    )  # fmt: skip


def held(db: Session, period_id: int) -> CertificationPeriod:
    """The period with its events, kept for whoever asked first: two acts at the same moment come one after the other."""
    return db.scalars(
        select(CertificationPeriod)
        .where(CertificationPeriod.id == period_id)
        .with_for_update(of=CertificationPeriod)
        .options(selectinload(CertificationPeriod.events))
        .execution_options(populate_existing=True)
    ).one()
