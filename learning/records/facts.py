"""What happened to the bank's words on personal data. That somebody has read them stands in a row of its own."""

from dataclasses import dataclass
from typing import ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class PrivacyNoticePublished(Fact):
    subject: ClassVar[tuple[str, str]] = ("privacy_notice", "version")
    version: int
    sha256: str  # of both texts
