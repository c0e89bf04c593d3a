"""Pure decisions about a lesson: in which order choices are shown, where to go on, whether it is done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from learning.content.catalogue import Course, Lesson, Question, Step, TocEntry

LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Answered:
    """What a person has answered to one question of a lesson: the last value, and whether any answer was right."""

    value: Any = None
    is_right: bool = False
    times: int = 0
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """What one reader has left in one lesson."""

    place: str | None = None
    percent: int = 0
    is_read: bool = False
    note: str = ""
    is_bookmarked: bool = False
    is_done: bool = False
    answers: Mapping[str, Answered]


def asked(course: Course, lesson: Lesson) -> dict[str, Question]:
    """What is answered in the lesson, by id: its questions, and the parts of its cases."""
    return {one.id: one for item in lesson.question_ids for one in course.questions[item].asked}


def to_get_right(questions: Mapping[str, Question]) -> tuple[str, ...]:
    """What must be answered right. Nobody marks an essay inside a lesson: its writer compares it with the model answer."""
    return tuple(item for item, question in questions.items() if question.kind != "essay")


def is_done(wanted: Collection[str], *, is_read: bool, right: Collection[str]) -> bool:
    """A lesson is done when its end was reached and everything that must be right was answered right at least once."""
    return is_read and all(item in right for item in wanted)


def anchor(place: str, toc: Sequence[TocEntry]) -> str | None:
    """The heading that a reader says to be at, if the lesson has it."""
    return place if any(entry.anchor == place for entry in toc) else None


def go_on_at(leaf: Leaf, toc: Sequence[TocEntry]) -> TocEntry | None:
    """The heading to go on at: where one was, unless that is the beginning or all is read."""
    if leaf.is_read or not leaf.place:
        return None
    return next((entry for entry in toc[1:] if entry.anchor == leaf.place), None)


def step_after(course: Course, key: str) -> Step | None:
    """What follows in the outline."""
    keys = [step.key for step in course.outline]
    place = keys.index(key) + 1 if key in keys else len(keys)
    return course.outline[place] if place < len(keys) else None
