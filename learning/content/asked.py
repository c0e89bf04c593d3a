"""What is asked: questions with their keys, and the quizzes that draw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any, Literal

from learning.content.items import Item, StepKind, nothing
from learning.content.shown import Body, Words

QuestionKind = Literal["single", "multiple", "truefalse", "gaps", "number", "order", "match", "classify", "essay", "case"]
Purpose = Literal["pretest", "practice", "exam"]
Reveal = Literal["each", "handed", "passed", "never"]
Grading = Literal["all", "half", "each"]
QuestionStatus = Literal["active", "stopped", "void"]


@dataclass(frozen=True)
class Choice:
    """`text` and `feedback` are HTML; `mark` is 0, 1/2 or 1."""

    text: Words
    mark: Fraction
    feedback: Words | None = None


@dataclass(frozen=True)
class NumberAnswer:
    """Right from `low` to `high`, both included; `unit` is shown beside the box."""

    low: Fraction
    high: Fraction
    unit: Words | None = None


@dataclass(frozen=True)
class GapAnswer:
    """What one gap accepts, by language; compared after normalisation, never by similarity."""

    zh: tuple[str, ...]
    en: tuple[str, ...] | None = None

    def in_(self, lang: str) -> tuple[str, ...]:
        return self.zh if lang != "en" or self.en is None else self.en


@dataclass(frozen=True)
class Row:
    """A row of 排序 (`left` only, in the right order), 配对 (`left` None is a distractor) or 归类 (`right` the class)."""

    left: Words | None
    right: Words | None = None


@dataclass(frozen=True)
class Criterion:
    """A point of the marking scheme of an essay; `text` is HTML."""

    text: Words
    points: Fraction


@dataclass(frozen=True, kw_only=True)
class Question:
    """`hint`, `explanation`, `reference`, `model` are HTML. `answer` is a bool (truefalse), a tuple of `GapAnswer`
    (gaps), a `NumberAnswer` (number), otherwise None: choices carry their marks, rows are in the right order.

    `answerable` is False for a question with errors. Only a case has `parts`; it is asked part by part, in order.
    """

    id: str
    title: Words
    kind: QuestionKind
    stem: Body
    points: Fraction = Fraction(1)
    grading: Grading = "all"
    choices: tuple[Choice, ...] = ()
    answer: bool | tuple[GapAnswer, ...] | NumberAnswer | None = None
    rows: tuple[Row, ...] = ()
    classes: tuple[Words, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    model: Words | None = None
    parts: tuple[Question, ...] = ()
    hint: Words | None = None
    explanation: Words | None = None
    reference: Words | None = None
    difficulty: int | None = None
    objectives: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    status: QuestionStatus = "active"
    answerable: bool = True
    revision: str = ""
    path: str = ""
    source: Mapping[str, Any] = field(default_factory=nothing, repr=False, compare=False)

    @property
    def cites(self) -> frozenset[str]:
        return frozenset(self.clauses)

    @property
    def asked(self) -> tuple[Question, ...]:
        """What is answered one by one: the parts of a case, any other question itself."""
        return self.parts or (self,)


@dataclass(frozen=True)
class Condition:
    """Which questions of a bank a draw may take; an empty field asks nothing."""

    kinds: tuple[QuestionKind, ...] = ()
    difficulty: tuple[int, int] | None = None
    tags: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draw:
    """One row of 抽题. `pool` holds the ids that may be drawn; a case counts as one and has `points` for each part."""

    bank: str
    condition: Condition
    count: int
    points: Fraction
    pool: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Quiz(Item):
    """`time_limit` None: no limit; `attempts` None: as many as one likes."""

    purpose: Purpose = "practice"
    pass_share: Fraction | None = None
    time_limit: timedelta | None = None
    attempts: int | None = None
    shuffle_questions: bool = False
    shuffle_choices: bool = True
    reveal: Reveal = "handed"
    must_tags: tuple[str, ...] = ()
    introduction: Body = Body()
    fixed: tuple[str, ...] = ()
    draws: tuple[Draw, ...] = ()
    revision: str = ""
    kind: StepKind = "quiz"
