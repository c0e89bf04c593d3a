"""Every write of certificates."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from learning.base import jobs
from learning.base.ledger import announce
from learning.base.settings import Settings
from learning.certificates import rules
from learning.certificates.facts import (
    CertificateIssued,
    CertificateRevoked,
    CertificateSuperseded,
    NameShown,
    PaperRefused,
    PrintedNameCorrected,
)
from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof, ProofPaper
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
    try:
        with db.begin_nested():
            db.add(period)
            db.flush()
    except IntegrityError:  # somebody was faster, and has committed by now: their proof is the one
        if issued := _issued(db, person_id, certification, baseline):
            return issued
        raise
    proof = _prove(db, period, title, at=at, on=on)
    _supersede(db, period, at=at, on=on)
    announce(
        db,
        CertificateIssued(
            at=at, by=by, proof_number=proof.number, person_id=person_id, certification=certification, period_id=period.id
        ),
    )
    jobs.ask(db, "print_papers")
    return proof


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


def _prove(db: Session, period: CertificationPeriod, title: Words, *, at: datetime, on: date) -> Proof:
    number = rules.written(secrets.randbits(128))
    person = db.get_one(Person, period.person_id)
    printed = _words(db.info.get("settings"), person, title, number=number, on=on)
    proof = Proof(
        number=number, period=period, issued_at=at, printed=printed, sha256=rules.digest(number, at, printed), shows_name=False
    )
    db.add(proof)
    db.flush()
    return proof


def _words(settings: Settings | None, person: Person, title: Words, *, number: str, on: date) -> dict[str, Any]:
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
        "issued_on": on.isoformat(),
        "valid_until": None,
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
            _happen(db, old, "superseded", reason=new.baseline, by=None, at=at, on=on)
            announce(
                db,
                CertificateSuperseded(
                    at=at, period_id=old.id, person_id=old.person_id, certification=old.certification, by_period_id=new.id
                ),
            )


def _happen(  # noqa: PLR0913 -- the columns of one row
    db: Session, period: CertificationPeriod, kind: str, *, reason: str, by: int | None, at: datetime, on: date
) -> None:
    period.events.append(
        PeriodEvent(kind=kind, from_on=on, until_on=None, reason=reason, by_id=by, effective_at=at, recorded_at=at)
    )
    db.flush()


def revoke(db: Session, proof: Proof, *, by: int, reason: str, at: datetime) -> None:
    """Take a certificate back, with a reason the holder will read. Nothing is deleted; a second call changes nothing.

    Announces CertificateRevoked. Refuses an empty reason.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    period = db.scalars(
        select(CertificationPeriod)
        .where(CertificationPeriod.id == proof.period_id)
        .with_for_update(of=CertificationPeriod)
        .options(selectinload(CertificationPeriod.events))
        .execution_options(populate_existing=True)
    ).one()
    if any(event.kind == "revoked" for event in period.events):
        return
    _happen(db, period, "revoked", reason=reason, by=by, at=at, on=db.info["clock"].day(at))
    announce(
        db,
        CertificateRevoked(
            at=at, by=by, reason=reason, proof_number=proof.number, person_id=period.person_id,
            certification=period.certification, period_id=period.id,
        ),
    )  # fmt: skip


def show_name(db: Session, proof: Proof, *, is_shown: bool, by: int, at: datetime) -> None:
    """The holder decides whether the public page shows the whole name. Announces NameShown if that changes."""
    if proof.shows_name == is_shown:
        return
    proof.shows_name = is_shown
    announce(db, NameShown(at=at, by=by, proof_number=proof.number, is_shown=is_shown))


def keep_paper(db: Session, proof_id: int, *, pdf: bytes | None, refusal: str | None = None, at: datetime) -> bool:
    """Keep the paper of a proof, or why there is none. The first one stays: False when there was one already.

    Announces PaperRefused when there is none.
    """
    if db.get(ProofPaper, proof_id) is not None:
        return False
    try:
        with db.begin_nested():
            db.add(ProofPaper(proof_id=proof_id, pdf=pdf, refusal=refusal, made_at=at))
            db.flush()
    except IntegrityError:
        return False
    if refusal:
        proof = db.get_one(Proof, proof_id)
        period = db.get_one(CertificationPeriod, proof.period_id)
        announce(
            db,
            PaperRefused(
                at=at, proof_number=proof.number, person_id=period.person_id, certification=period.certification
            ),
        )  # fmt: skip
    return True


def try_again(db: Session, proof_ids: Sequence[int]) -> None:
    """Forget why these papers could not be printed, and wake the worker."""
    refused = (ProofPaper.proof_id.in_(proof_ids), ProofPaper.pdf.is_(None))
    db.execute(delete(ProofPaper).where(*refused), execution_options={"synchronize_session": "fetch"})
    jobs.ask(db, "print_papers")


def follow_names(db: Session, person_ids: Sequence[int] | Select[int], *, by: int | None, at: datetime) -> None:
    """A corrected name reaches the certificates that could not be printed, and only them: they are tried again.

    Announces PrintedNameCorrected with the digests, never with a name. ``person_ids``: ids, or a query for them.
    """
    unprintable = (
        select(Proof, Person.name, Person.name_en)
        .join(Proof.period)
        .join(ProofPaper, ProofPaper.proof_id == Proof.id)
        .join(Person, Person.id == CertificationPeriod.person_id)
        .where(CertificationPeriod.person_id.in_(person_ids), ProofPaper.pdf.is_(None))
        .order_by(Proof.id)
    )
    waiting = db.execute(unprintable).all()
    for proof, name, name_en in waiting:
        before, printed = proof.sha256, {**proof.printed, "name": name, "name_en": name_en or ""}
        if printed == proof.printed:
            continue
        proof.printed, proof.sha256 = printed, rules.digest(proof.number, proof.issued_at, printed)
        announce(db, PrintedNameCorrected(at=at, by=by, proof_number=proof.number, before=before, after=proof.sha256))
    if waiting:
        try_again(db, [row.Proof.id for row in waiting])
