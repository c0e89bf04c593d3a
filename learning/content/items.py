"""What an outline leads to: the pages of a course and the facts in their headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from learning.content.shown import Body, TocEntry, Words

StepKind = Literal["lesson", "quiz", "roleplay", "meeting", "task"]


def nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """One line of a course's outline. `key` is the id of the lesson, quiz … behind it."""

    key: str
    kind: StepKind
    title: Words
    required: bool
    minutes: int | None = None
    edition: int = 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """What every page of a course has in its header."""

    id: str
    title: Words
    edition: int = 1
    status: Literal["active", "stopped"] = "active"
    minutes: int | None = None
    objectives: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reference: str = ""
    owner: str = ""
    review_by: date | None = None
    former: tuple[str, ...] = ()
    path: str = ""

    @property
    def cites(self) -> frozenset[str]:
        """Every clause that is cited anywhere in it."""
        return frozenset(self.clauses)


@dataclass(frozen=True, kw_only=True)
class Lesson(Item):
    body: Body = Body()
    toc: Mapping[str, tuple[TocEntry, ...]] = field(default_factory=nothing)
    question_ids: tuple[str, ...] = ()
    revision: str = ""
    kind: StepKind = "lesson"


@dataclass(frozen=True)
class TaskLine:
    """What a branch head signs, one by one. The id outlives a change of its words; `text` is HTML."""

    id: str
    text: Words


@dataclass(frozen=True, kw_only=True)
class Task(Item):
    """Something to do at work: what it asks (`text`, HTML), and the lines to be signed."""

    text: Words | None = None
    lines: tuple[TaskLine, ...] = ()
    revision: str = ""
    source: Mapping[str, Any] = field(default_factory=nothing, repr=False, compare=False)
    kind: StepKind = "task"
