"""The words and the paper of a proof: whose name is shown, what is printed, what is printed again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.base import jobs
from learning.base.ledger import announce
from learning.certificates import rules
from learning.certificates.facts import NameShown, PaperRefused, PrintedNameCorrected
from learning.certificates.models import CertificationPeriod, Proof, ProofPaper
from learning.people.models import Person


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
