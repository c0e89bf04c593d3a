"""What happens to tasks."""

from dataclasses import dataclass
from typing import ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class _OfWork(Fact):
    subject: ClassVar[tuple[str, str]] = ("work", "work_id")
    work_id: int
    person_id: int
    course: str
    task: str


@dataclass(frozen=True, kw_only=True)
class TaskReady(_OfWork):
    """The learner asks for signatures."""


@dataclass(frozen=True, kw_only=True)
class LineSigned(_OfWork):
    """A branch head signed a line of this revision of the task."""

    line: str
    rev: str
    files: tuple[str, ...]  # digests of what was shown for it


@dataclass(frozen=True, kw_only=True)
class LineReturned(_OfWork):
    """A branch head gave a line back; ``reason`` says what is missing."""

    line: str
    rev: str


@dataclass(frozen=True, kw_only=True)
class TaskSigned(_OfWork):
    """Every line is signed: the task is done."""

    rev: str
