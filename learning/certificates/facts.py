"""What happens to certificates."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Fact):
    """A proof was issued for a new period."""

    subject: ClassVar[tuple[str, str]] = ("certificate", "proof_number")
    proof_number: str
    person_id: int
    certification: str
    period_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateSuperseded(Fact):
    """A period of a later version took the place of this one."""

    subject: ClassVar[tuple[str, str]] = ("period", "period_id")
    period_id: int
    person_id: int
    certification: str
    by_period_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Fact):
    """An officer took a certificate back, with a reason. The number stays, and says so."""

    subject: ClassVar[tuple[str, str]] = ("certificate", "proof_number")
    proof_number: str
    person_id: int
    certification: str
    period_id: int


@dataclass(frozen=True, kw_only=True)
class PaperRefused(Fact):
    """The paper of a certificate cannot be printed; it waits until somebody mends the cause."""

    subject: ClassVar[tuple[str, str]] = ("certificate", "proof_number")
    proof_number: str
    person_id: int
    certification: str


@dataclass(frozen=True, kw_only=True)
class PrintedNameCorrected(Fact):
    """The words of a certificate that was never printed follow the corrected name: digests before and after."""

    subject: ClassVar[tuple[str, str]] = ("certificate", "proof_number")
    proof_number: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class NameShown(Fact):
    """The holder let the public page show the whole name, or hid it again."""

    subject: ClassVar[tuple[str, str]] = ("certificate", "proof_number")
    proof_number: str
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class PeriodOpened(Fact):
    """Somebody is certified, for these days. ``kind``: first, renewal, content, again, temporary. ``evidence``: what proves it."""

    subject: ClassVar[tuple[str, str]] = ("period", "period_id")
    period_id: int
    person_id: int
    certification: str
    terms: int
    kind: str
    valid_from: date
    valid_until: date
    evidence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PeriodChanged(Fact):
    """HR extended, suspended or resumed a period, or revoked a temporary one."""

    subject: ClassVar[tuple[str, str]] = ("period", "period_id")
    period_id: int
    person_id: int
    certification: str
    kind: str
    from_on: date
    until_on: date | None
