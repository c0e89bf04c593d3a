"""What happens to certifications themselves; what happens to people's periods, ``certificates`` says."""

from dataclasses import dataclass
from typing import Any, ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class CertificationSet(Fact):
    """A certification was made, changed or ended: new terms, the ``n``-th. ``before``: what the former said, where it differs."""

    subject: ClassVar[tuple[str, str]] = ("certification", "certification")
    certification: str
    n: int
    before: dict[str, Any]
    after: dict[str, Any]
