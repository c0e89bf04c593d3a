"""What happened to a roster. What it changed of each person and unit stands in the ledger beside it, entry by entry."""

from dataclasses import dataclass
from typing import ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class _OfRoster(Fact):
    subject: ClassVar[tuple[str, str]] = ("roster", "import_id")
    import_id: int
    sha256: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class RosterApplied(_OfRoster):
    """Everything in the file holds now. Those above look up whom it touched."""


@dataclass(frozen=True, kw_only=True)
class RosterUndone(_OfRoster):
    """What the file had changed is as it was before."""
