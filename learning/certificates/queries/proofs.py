"""Every read of certificates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, selectinload

from learning.base.asking import ask
from learning.certificates import rules
from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof, ProofPaper
from learning.certificates.rules import PeriodState
from learning.content.catalogue import Words
from learning.people import queries as people_queries
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.requirements import queries as requirements
from learning.requirements.rules import Certification

READERS = ("head", "officer", "auditor")
"""Roles that open other people's certificates, each within its units."""
PRINTERS = ("head", "officer")
A_PAGE = 50


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


@dataclass(frozen=True)
class Newest:
    """A certificate in a line of the front page."""

    number: str
    title: Words
    state: PeriodState


def _certificates() -> Any:
    """Proofs with period, events and holder; the PDF itself is never read here."""
    return (
        select(Proof, Person, ProofPaper.pdf.is_not(None), ProofPaper.refusal)
        .join(Proof.period)
        .join(Person, Person.id == CertificationPeriod.person_id)
        .outerjoin(ProofPaper, ProofPaper.proof_id == Proof.id)
        .options(contains_eager(Proof.period).selectinload(CertificationPeriod.events))
    )


def _read(db: Session, rows: Sequence[Any], on: date) -> list[Certificate]:
    known = _terms(db, [row[0].period for row in rows])
    return [
        Certificate(
            proof, holder, _state(known, proof.period, proof.period.events, on),
            "ready" if has_pdf else "refused" if refusal else "making", refusal,
        )
        for proof, holder, has_pdf, refusal in rows
    ]  # fmt: skip


def _terms(db: Session, periods: Iterable[Any]) -> dict[str, Certification]:
    """The certifications, if one of these periods is of one: later terms may ask something of it."""
    return requirements.certifications(db) if any(one.terms for one in periods) else {}


def _state(known: dict[str, Certification], period: Any, events: Iterable[rules.Event], on: date) -> PeriodState:
    cap = rules.cap_of(known.get(period.certification), period.terms, on)
    return rules.period_state(period, events, on, cap)


def certificates_of(db: Session, person_id: int, on: date) -> list[Certificate]:
    """Every certificate of a person whom the caller has looked up, the newest first, with its state on the day."""
    return _read(db, db.execute(OF_PERSON, {"person": person_id}).all(), on)


def newest(db: Session, person_id: int, on: date) -> list[Newest]:
    """What a front page shows of a person's certificates, the newest first, in one query past the mapper."""
    found: dict[str, tuple[Any, list[Any]]] = {}
    for row in ask(db, NEWEST, {"person": person_id}):
        events = found.setdefault(row.number, (row, []))[1]
        if row.kind:
            events.append(row)
    known = _terms(db, [row for row, _ in found.values()])
    return [
        Newest(row.number, Words(row.printed["course"], row.printed.get("course_en")), _state(known, row, events, on))
        for row, events in found.values()
    ]


def _newest() -> Any:
    return (
        select(
            Proof.number, Proof.printed, CertificationPeriod.valid_from, CertificationPeriod.valid_until,
            CertificationPeriod.opens_on, CertificationPeriod.due_on, CertificationPeriod.reason, CertificationPeriod.terms,
            CertificationPeriod.certification,
            PeriodEvent.kind, PeriodEvent.from_on, PeriodEvent.until_on,
        )
        .join(CertificationPeriod, CertificationPeriod.id == Proof.period_id)
        .outerjoin(PeriodEvent, PeriodEvent.period_id == CertificationPeriod.id)
        .where(CertificationPeriod.person_id == bindparam("person"))
        .order_by(Proof.issued_at.desc(), Proof.id.desc(), PeriodEvent.id)
    )  # fmt: skip


NEWEST = _newest()
"""Built once: every desk asks it."""
OF_PERSON = _certificates().where(CertificationPeriod.person_id == bindparam("person"))
OF_PERSON = OF_PERSON.order_by(Proof.issued_at.desc(), Proof.id.desc())


def proof(db: Session, me: Viewer, number: str, on: date, roles: tuple[str, ...] = READERS) -> Certificate | None:
    """The certificate with this number, if it is the viewer's own or they hold one of these roles for its holder."""
    asked = _certificates().where(
        Proof.number == (rules.read_number(number) or rules.NOBODY), people_queries.visible_people(me, on, roles)
    )
    return next(iter(_read(db, db.execute(asked).all(), on)), None)


def own(db: Session, me: Viewer, number: str, on: date) -> Certificate | None:
    """The certificate with this number, if the viewer is its holder."""
    return proof(db, me, number, on, roles=())


def public(db: Session, number: str, on: date) -> Certificate | None:
    """What whoever holds the number may know. A text that cannot be a number is looked up all the same: equal work."""
    asked = _certificates().where(Proof.number == (rules.read_number(number) or rules.NOBODY))
    return next(iter(_read(db, db.execute(asked).all(), on)), None)


def paper(db: Session, found: Certificate) -> bytes | None:
    """The PDF of a certificate that was looked up for the viewer."""
    return db.scalar(select(ProofPaper.pdf).where(ProofPaper.proof_id == found.proof.id))


def unprinted(db: Session, limit: int, *, among: Sequence[int] | None = None) -> list[Proof]:
    """Proofs that have neither a paper nor a reason why not, the oldest first."""
    without = select(Proof).outerjoin(ProofPaper, ProofPaper.proof_id == Proof.id).where(ProofPaper.proof_id.is_(None))
    if among is not None:
        without = without.where(Proof.id.in_(among))
    return list(db.scalars(without.order_by(Proof.id).limit(limit)))


def lacking_glyphs(db: Session) -> Sequence[Proof]:
    """Proofs whose paper waits for a character."""
    refused = select(Proof).join(ProofPaper, ProofPaper.proof_id == Proof.id)
    return db.scalars(refused.where(ProofPaper.refusal.startswith("MissingGlyphs")).order_by(Proof.id)).all()


@dataclass(frozen=True)
class InUnit:
    """A page of the certificates of a course that are valid in a unit; ``after`` is the staff number to go on after."""

    rows: list[Certificate]
    count: int
    unprintable: int
    after: str | None


def in_unit(db: Session, me: Viewer, course: str, unit_id: int, on: date, *, after: str = "") -> InUnit:
    """The certificates of a course that are valid in a unit and below it on the day, by staff number, 50 a page."""
    valid = _valid_in(db, me, course, unit_id, on)
    page = _certificates().where(*valid, Person.number > after).order_by(Person.number).limit(A_PAGE + 1)
    rows = _read(db, db.execute(page).all(), on)
    counted = select(func.count(), func.count(ProofPaper.refusal)).select_from(Proof).join(Proof.period)
    counted = counted.join(Person, Person.id == CertificationPeriod.person_id)
    count, unprintable = db.execute(counted.outerjoin(ProofPaper, ProofPaper.proof_id == Proof.id).where(*valid)).one()
    return InUnit(rows[:A_PAGE], count, unprintable, rows[A_PAGE - 1].holder.number if len(rows) > A_PAGE else None)


def valid_in(db: Session, me: Viewer, course: str, unit_id: int, on: date) -> Sequence[int]:
    """Ids of the proofs that ``in_unit`` lists, all of them, in its order."""
    chosen = select(Proof.id).join(Proof.period).join(Person, Person.id == CertificationPeriod.person_id)
    return db.scalars(chosen.where(*_valid_in(db, me, course, unit_id, on)).order_by(Person.number)).all()


def papers(db: Session, proof_ids: Sequence[int]) -> list[bytes]:
    """The PDFs of these proofs, in this order; what could not be printed is left out."""
    rows = db.execute(select(ProofPaper.proof_id, ProofPaper.pdf).where(ProofPaper.proof_id.in_(proof_ids)))
    kept = {proof_id: pdf for proof_id, pdf in rows if pdf}
    return [kept[proof_id] for proof_id in proof_ids if proof_id in kept]


def _valid_in(db: Session, me: Viewer, certification: str, unit_id: int, on: date) -> tuple[ColumnElement[bool], ...]:
    """``rules.period_state(…).counts`` in SQL, for the staff of a unit whom the viewer may print for."""
    return (
        CertificationPeriod.certification == certification, counts_on(db, certification, on),
        Person.id.in_(people_queries.staff_of(people_queries.tree_under([unit_id], on), on)),
        or_(Person.left_on.is_(None), Person.left_on > on),
        people_queries.visible_people(me, on, PRINTERS),
    )  # fmt: skip


def held(person_id: Any, certification: Any, on: date) -> Any:
    """The last days of the certificates of columns' person and certification that count on the day, for rules of assignments."""
    period, over = CertificationPeriod, ("revoked", "superseded", "suspended")
    return select(period.valid_until).where(
        period.person_id == person_id, period.certification == certification, period.valid_from <= on,
        or_(period.valid_until.is_(None), period.valid_until >= on), ~_happened(over, true(), on),
    )  # fmt: skip


def counts_on(db: Session, certification: str, on: date) -> ColumnElement[bool]:
    """Which periods count on the day. The few that ever rested have another end; the rule itself says which of them do."""
    period, rested = CertificationPeriod, _happened("suspended", true(), on)
    days = or_(
        period.valid_until.is_(None), period.valid_until >= on, period.due_on >= on,
        _happened("extended", PeriodEvent.until_on >= on, on),
    )  # fmt: skip
    of_rested = select(period).where(period.certification == certification, rested).options(selectinload(period.events))
    found = requirements.certification(db, certification)
    known = {certification: found} if found else {}
    counting = [row.id for row in db.scalars(of_rested) if _state(known, row, row.events, on).counts]
    answered = [period.terms >= call.n for call in found.calls if call.until < on] if found else []
    plain = and_(period.valid_from <= on, days, ~_happened(("revoked", "superseded"), true(), on), ~rested, *answered)
    return or_(plain, period.id.in_(counting)) if counting else plain


def _happened(kinds: str | tuple[str, ...], further: ColumnElement[bool], on: date) -> ColumnElement[bool]:
    named = (kinds,) if isinstance(kinds, str) else kinds
    mine = (PeriodEvent.period_id == CertificationPeriod.id, PeriodEvent.kind.in_(named), PeriodEvent.from_on <= on)
    return exists().where(*mine, further)


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
