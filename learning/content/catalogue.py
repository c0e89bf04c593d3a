"""What a content folder says, once read: frozen values, no paths to open, no database.

Everything shown comes in pairs of languages (`Words`, `Body`); Chinese is always there, English may be missing.
HTML in here has passed both sanitisers and is safe to show as it is; titles and names are plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from learning.content.asked import (
    Choice,
    Condition,
    Criterion,
    Draw,
    GapAnswer,
    Grading,
    NumberAnswer,
    Purpose,
    Question,
    QuestionKind,
    QuestionStatus,
    Quiz,
    Reveal,
    Row,
)
from learning.content.held import Drill, Meeting, Pointed, Segment, SegmentPart, Ticks
from learning.content.items import Item, Lesson, Step, StepKind, Task, TaskLine, nothing
from learning.content.played import (
    Card,
    Character,
    ClosingWord,
    Dimension,
    End,
    Level,
    Node,
    Reply,
    Roleplay,
    Rubric,
    RubricRow,
    Sample,
)
from learning.content.shown import Block, Body, Embed, Gap, Html, Lang, ScriptLine, Term, TocEntry, Words

__all__ = [
    "EMPTY",
    "Block",
    "Body",
    "Card",
    "Catalogue",
    "Character",
    "Choice",
    "Clause",
    "ClosingWord",
    "Condition",
    "Course",
    "Criterion",
    "Dimension",
    "Draw",
    "Drill",
    "Embed",
    "End",
    "Gap",
    "GapAnswer",
    "Grading",
    "Html",
    "Item",
    "Lang",
    "Lesson",
    "Level",
    "Meeting",
    "Node",
    "NumberAnswer",
    "Objective",
    "Pointed",
    "Position",
    "Purpose",
    "Question",
    "QuestionKind",
    "QuestionStatus",
    "Quiz",
    "Reply",
    "Reveal",
    "Roleplay",
    "Row",
    "Rubric",
    "RubricRow",
    "Sample",
    "ScriptLine",
    "Segment",
    "SegmentPart",
    "Step",
    "StepKind",
    "Task",
    "TaskLine",
    "Term",
    "Ticks",
    "TocEntry",
    "Words",
]


Found = Lesson | Quiz | Question | Roleplay | Meeting | Task | Sample
"""Whatever has an id in a course."""


@dataclass(frozen=True)
class Clause:
    """One standard of service: what lessons, questions and checklists cite."""

    id: str
    text: Words
    area: Words
    reference: Words | None = None
    review_by: date | None = None

    @property
    def title(self) -> Words:
        return self.text


@dataclass(frozen=True)
class Position:
    key: str
    name: Words


@dataclass(frozen=True)
class Objective:
    id: str
    text: Words


@dataclass(frozen=True, kw_only=True)
class Course:
    """`required` maps a position to the steps it must do; a position without a row must do every required step."""

    key: str
    title: Words
    summary: Words
    order: int = 0
    audience: tuple[Words, ...] = ()
    minutes: int | None = None
    edition: int = 1
    status: Literal["active", "stopped"] = "active"
    objectives: tuple[Objective, ...] = ()
    outline: tuple[Step, ...] = ()
    required: Mapping[str, tuple[str, ...]] = field(default_factory=nothing)
    introduction: Body = Body()
    lessons: Mapping[str, Lesson] = field(default_factory=nothing)
    questions: Mapping[str, Question] = field(default_factory=nothing)
    quizzes: Mapping[str, Quiz] = field(default_factory=nothing)
    roleplays: Mapping[str, Roleplay] = field(default_factory=nothing)
    meetings: Mapping[str, Meeting] = field(default_factory=nothing)
    tasks: Mapping[str, Task] = field(default_factory=nothing)
    samples: Mapping[str, Sample] = field(default_factory=nothing)
    assets: Mapping[str, str] = field(default_factory=nothing)
    clauses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owner: str = ""
    reference: str = ""
    review_by: date | None = None
    folder: str = ""
    former: tuple[str, ...] = ()
    former_ids: Mapping[str, str] = field(default_factory=nothing)

    @property
    def shelves(self) -> tuple[Mapping[str, Found], ...]:
        return (self.lessons, self.quizzes, self.questions, self.roleplays, self.meetings, self.tasks, self.samples)

    def item(self, item_id: str) -> Found | None:
        """By id, or by an id it had before (曾用)."""
        key = item_id if self._at(item_id) else self.former_ids.get(item_id, item_id)
        return self._at(key)

    def _at(self, key: str) -> Found | None:
        return next((shelf[key] for shelf in self.shelves if key in shelf), None)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.outline if step.key == self.former_ids.get(key, key)), None)

    def required_for(self, position: str) -> tuple[str, ...]:
        """Keys of the steps that somebody in this position must do, in the order of the outline."""
        if position in self.required:
            return self.required[position]
        return tuple(step.key for step in self.outline if step.required)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Everything that is taught. `digest` is the SHA-256 of the folder it was read from."""

    digest: str
    courses: Mapping[str, Course] = field(default_factory=nothing)
    clauses: Mapping[str, Clause] = field(default_factory=nothing)
    positions: Mapping[str, Position] = field(default_factory=nothing)
    glossary: tuple[Term, ...] = ()

    def course(self, key: str) -> Course | None:
        """By key, or by a key it had before (曾用)."""
        found = self.courses.get(key)
        return found or next((course for course in self.courses.values() if key in course.former), None)

    def item(self, course_key: str, item_id: str) -> Found | None:
        course = self.course(course_key)
        return course.item(item_id) if course else None

    def citing(self, clause_id: str) -> tuple[tuple[Course, Found], ...]:
        """Everything that cites a clause, course by course."""
        return tuple(
            (course, item)
            for course in self.courses.values()
            for shelf in course.shelves
            for item in shelf.values()
            if clause_id in item.cites
        )


EMPTY = Catalogue(digest="")
