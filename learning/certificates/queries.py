"""Every read of certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from learning.certificates import rules
from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof, ProofPaper
from learning.certificates.rules import PeriodState
from learning.content.catalogue import Words
from learning.people import queries as people_queries
from learning.people.models import Person
from learning.people.rules import Viewer

READERS = ("head", "officer", "auditor")
"""Roles that open other people's certificates, each within its units."""


@dataclass(frozen=True)
class Certificate:
    """A proof with what a page says about it on a day. ``paper`` is ready | making | refused."""

    proof: Proof
    holder: Person
    state: PeriodState
    paper: str
    refusal: str | None

    @property
    def number(self) -> str:
        return self.proof.number

    @property
    def grouped(self) -> str:
        return rules.grouped(self.proof.number)

    @property
    def title(self) -> Words:
        return self._printed("course")

    @property
    def name(self) -> Words:
        """The name as printed; for the public page see ``public_name``."""
        return self._printed("name")

    @property
    def bank(self) -> Words:
        return self._printed("bank")

    @property
    def public_name(self) -> Words:
        """Masked, unless the holder shows it."""
        if self.proof.shows_name:
            return self.name
        return Words(rules.masked(self.name.zh), rules.masked(self.name.in_("en")))

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.proof.printed["issued_on"])

    @property
    def revocation(self) -> PeriodEvent | None:
        return next((event for event in self.proof.period.events if event.kind == "revoked"), None)

    @property
    def is_intact(self) -> bool:
        """Whether the words still are what was printed."""
        return self.proof.sha256 == rules.digest(self.proof.number, self.proof.issued_at, self.proof.printed)

    def _printed(self, key: str) -> Words:
        return Words(self.proof.printed[key], self.proof.printed.get(f"{key}_en") or None)


def _certificates() -> Any:
    """Proofs with period, events and holder; the PDF itself is never read here."""
    return (
        select(Proof, Person, ProofPaper.pdf.is_not(None), ProofPaper.refusal)
        .join(Proof.period)
        .join(Person, Person.id == CertificationPeriod.person_id)
        .outerjoin(ProofPaper, ProofPaper.proof_id == Proof.id)
        .options(contains_eager(Proof.period).selectinload(CertificationPeriod.events))
    )


def _read(rows: Sequence[Any], on: date) -> list[Certificate]:
    return [
        Certificate(
            proof, holder, rules.period_state(proof.period, proof.period.events, on),
            "ready" if has_pdf else "refused" if refusal else "making", refusal,
        )
        for proof, holder, has_pdf, refusal in rows
    ]  # fmt: skip


def certificates_of(db: Session, person_id: int, on: date) -> list[Certificate]:
    """Every certificate of a person whom the caller has looked up, the newest first, with its state on the day."""
    return _read(db.execute(OF_PERSON, {"person": person_id}).all(), on)


OF_PERSON = _certificates().where(CertificationPeriod.person_id == bindparam("person"))
OF_PERSON = OF_PERSON.order_by(Proof.issued_at.desc(), Proof.id.desc())
"""Built once: every desk asks it."""


def proof(db: Session, me: Viewer, number: str, on: date, roles: tuple[str, ...] = READERS) -> Certificate | None:
    """The certificate with this number, if it is the viewer's own or they hold one of these roles for its holder."""
    asked = _certificates().where(
        Proof.number == (rules.read_number(number) or rules.NOBODY), people_queries.visible_people(me, on, roles)
    )
    return next(iter(_read(db.execute(asked).all(), on)), None)


def own(db: Session, me: Viewer, number: str, on: date) -> Certificate | None:
    """The certificate with this number, if the viewer is its holder."""
    return proof(db, me, number, on, roles=())


def public(db: Session, number: str, on: date) -> Certificate | None:
    """What whoever holds the number may know. A text that cannot be a number is looked up all the same: equal work."""
    asked = _certificates().where(Proof.number == (rules.read_number(number) or rules.NOBODY))
    return next(iter(_read(db.execute(asked).all(), on)), None)


def paper(db: Session, found: Certificate) -> bytes | None:
    """The PDF of a certificate that was looked up for the viewer."""
    return db.scalar(select(ProofPaper.pdf).where(ProofPaper.proof_id == found.proof.id))


def unprinted(db: Session, limit: int) -> list[Proof]:
    """Proofs that have neither a paper nor a reason why not, the oldest first."""
    without = select(Proof).outerjoin(ProofPaper, ProofPaper.proof_id == Proof.id).where(ProofPaper.proof_id.is_(None))
    return list(db.scalars(without.order_by(Proof.id).limit(limit)))


def own_data(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The part of certificates in everything the house knows of a person."""
    return [
        {
            "number": found.number,
            "issued_at": found.proof.issued_at,
            "printed": found.proof.printed,
            "shows_name": found.proof.shows_name,
            "valid_from": found.proof.period.valid_from,
            "valid_until": found.proof.period.valid_until,
            "events": [
                {"kind": event.kind, "from_on": event.from_on, "reason": event.reason} for event in found.proof.period.events
            ],
        }
        for found in certificates_of(db, person_id, date.max)
    ]
