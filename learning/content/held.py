"""What is held together: morning meetings, segment by segment, as somebody leads them with a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from learning.content.items import Item, StepKind, nothing
from learning.content.shown import ScriptLine, Words


@dataclass(frozen=True)
class Ticks:
    """A checklist; which items were ticked is kept with the meeting's record, by place."""

    items: tuple[Words, ...]


@dataclass(frozen=True)
class Pointed:
    """A question, quiz, lesson … to be shown in place; `title` is plain text."""

    kind: str
    item_id: str
    title: Words


SegmentPart = ScriptLine | Ticks | Pointed


@dataclass(frozen=True)
class Drill:
    """How a drill is run (HTML), and its cues with the responses; `heads` name who calls and who responds."""

    groups: Words | None = None
    rounds: Words | None = None
    asked: Words | None = None
    judging: Words | None = None
    heads: tuple[Words, Words] | None = None
    cues: tuple[tuple[Words, Words], ...] = ()


@dataclass(frozen=True)
class Segment:
    """`starts` counts the seconds from the beginning of the meeting. Its parts are shown in order, a drill first."""

    id: str
    title: Words
    seconds: int
    starts: int
    parts: tuple[SegmentPart, ...] = ()
    drill: Drill | None = None
    clauses: tuple[str, ...] = ()

    @property
    def says(self) -> tuple[ScriptLine, ...]:
        return tuple(part for part in self.parts if isinstance(part, ScriptLine) and part.kind == "say")


@dataclass(frozen=True, kw_only=True)
class Meeting(Item):
    """`roles` and `props` are plain text; `seconds` is what the header promises, the segments add up to it.

    `occasion` says when it is held, morning or evening, `season` in which days of the year it fits best (`any`, `peak`,
    `payday`, `before_holiday`, `quarter_end`); they change nothing of what is said, and so not the revision.
    """

    occasion: str = "morning"
    season: str = "any"
    seconds: int = 0
    roles: tuple[Words, ...] = ()
    props: tuple[Words, ...] = ()
    segments: tuple[Segment, ...] = ()
    revision: str = ""
    source: Mapping[str, Any] = field(default_factory=nothing, repr=False, compare=False)
    kind: StepKind = "meeting"

    def segment(self, segment_id: str) -> Segment | None:
        return next((one for one in self.segments if one.id == segment_id), None)

    @property
    def question_ids(self) -> frozenset[str]:
        """The questions it asks of everybody."""
        parts = (part for one in self.segments for part in one.parts)
        return frozenset(part.item_id for part in parts if isinstance(part, Pointed) and part.kind == "question")

    @property
    def cites(self) -> frozenset[str]:
        return frozenset((*self.clauses, *(clause for one in self.segments for clause in one.clauses)))
