"""What happened to content."""

from dataclasses import dataclass
from typing import ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class EditionPublished(Fact):
    """A new edition went live. ``reason`` is the publisher's note."""

    subject: ClassVar[tuple[str, str]] = ("edition", "edition")
    edition: int
    digest: str
    files: int


@dataclass(frozen=True, kw_only=True)
class FlagAnswered(Fact):
    """A trainer answered what a reader had found unclear."""

    subject: ClassVar[tuple[str, str]] = ("flag", "flag_id")
    flag_id: int
    person_id: int
    course: str
    item: str
