"""What happened to downloads: they carry personal data out of the house, so the ledger knows who asked for which and got it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class _OfDownload(Fact):
    subject: ClassVar[tuple[str, str]] = ("download", "download_id")
    download_id: int
    person_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class FileAsked(_OfDownload):
    wish: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FileMade(_OfDownload):
    title: dict[str, Any]
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class FileRefused(_OfDownload):
    """It could not be made; ``reason`` says why."""

    title: dict[str, Any]
