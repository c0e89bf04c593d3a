"""What there is in a course, in figures: for the trainer who asks what is missing, and for `flask content stats`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any

from learning.content.asked import Question, Quiz
from learning.content.catalogue import Catalogue, Course
from learning.content.held import Meeting
from learning.content.items import Lesson
from learning.content.meetings.speaking import spoken_in_meeting
from learning.content.played import Roleplay
from learning.content.roleplays.paths import path_statistics
from learning.content.shown import Body, Html

READ_A_MINUTE = 300
"""Chinese characters that somebody reads in a minute who wants to remember them; aloud it is 240."""
TAGS = ("随堂", "结业")
_TAG = re.compile("<[^>]*>")
_CHARACTER = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class QuizFigures:
    """`drawn` questions are asked, out of `pool`."""

    key: str
    title: str
    purpose: str
    drawn: int
    pool: int


@dataclass(frozen=True)
class RoleplayFigures:
    """Every way through; `whole` is False where there are more than are walked."""

    key: str
    title: str
    nodes: int
    ways: int
    longest: int
    passing: int
    passing_with_slip: int
    whole: bool


@dataclass(frozen=True)
class MeetingFigures:
    """Seconds promised, and seconds that the lines take to say, in each language."""

    key: str
    title: str
    seconds: int
    spoken: int
    spoken_en: int


@dataclass(frozen=True)
class CourseFigures:
    """`untranslated` are ids of what has no English. Counts of questions are of those in use; a case counts its parts."""

    key: str
    title: str
    lessons: int
    characters: int
    reading_minutes: int
    questions: int
    kinds: Mapping[str, int]
    difficulties: Mapping[str, int]
    objectives: Mapping[str, int]
    tags: Mapping[str, int]
    clauses: Mapping[str, int]
    quizzes: tuple[QuizFigures, ...]
    roleplays: tuple[RoleplayFigures, ...]
    meetings: tuple[MeetingFigures, ...]
    tasks: int
    samples: int
    untranslated: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        return asdict(self)


def figures(catalogue: Catalogue) -> tuple[CourseFigures, ...]:
    return tuple(map(_of_course, catalogue.courses.values()))


def _of_course(course: Course) -> CourseFigures:
    asked = [part for one in course.questions.values() if one.status == "active" for part in one.parts or (one,)]
    whole = [one for one in course.questions.values() if one.status == "active"]
    characters = sum(_characters(lesson.body) for lesson in course.lessons.values())
    items = [item for shelf in course.shelves for item in shelf.values()]
    cited = Counter(clause for item in items for clause in getattr(item, "cites", item.clauses))
    return CourseFigures(
        key=course.key,
        title=course.title.zh,
        lessons=len(course.lessons),
        characters=characters,
        reading_minutes=-(-characters // READ_A_MINUTE),
        questions=len(asked),
        kinds=_ranked(Counter(one.kind for one in asked)),
        difficulties=dict(sorted(Counter(str(one.difficulty or "") for one in whole).items())),
        objectives={one.id: sum(one.id in question.objectives for question in whole) for one in course.objectives},
        tags={tag: sum(tag in question.tags for question in whole) for tag in TAGS},
        clauses=dict(sorted(cited.items())),
        quizzes=tuple(map(_quiz, course.quizzes.values())),
        roleplays=tuple(map(_roleplay, course.roleplays.values())),
        meetings=tuple(map(_meeting, course.meetings.values())),
        tasks=len(course.tasks),
        samples=len(course.samples),
        untranslated=tuple(item.id for item in items if _lacks_english(item)),
    )


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _characters(body: Body) -> int:
    """Chinese characters of the text; questions shown in it are not counted."""
    text = unescape(_TAG.sub(" ", " ".join(block.html for block in body.zh if isinstance(block, Html))))
    return len(_CHARACTER.findall(text))


def _quiz(quiz: Quiz) -> QuizFigures:
    pool = {*quiz.fixed, *(key for draw in quiz.draws for key in draw.pool)}
    return QuizFigures(quiz.id, quiz.title.zh, quiz.purpose, len(quiz.fixed) + sum(draw.count for draw in quiz.draws), len(pool))


def _roleplay(roleplay: Roleplay) -> RoleplayFigures:
    """One that cannot be played has no ways."""
    key, title, nodes = roleplay.id, roleplay.title.zh, len(roleplay.nodes)
    if not roleplay.playable:
        return RoleplayFigures(key, title, nodes, 0, 0, 0, 0, whole=True)
    ways = path_statistics(roleplay)
    return RoleplayFigures(key, title, nodes, ways.paths, ways.longest, ways.passing, ways.passing_with_slip, ways.is_whole)


def _meeting(meeting: Meeting) -> MeetingFigures:
    spoken = [spoken_in_meeting(meeting, lang).seconds for lang in ("zh", "en")]
    return MeetingFigures(meeting.id, meeting.title.zh, meeting.seconds, *spoken)


def _lacks_english(item: Any) -> bool:
    if isinstance(item, Lesson):
        return item.body.missing("en")
    return item.stem.missing("en") if isinstance(item, Question) else bool(item.title.missing("en"))
