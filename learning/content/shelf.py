"""Everything in one course's folder, read in the order in which one file needs another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from learning.content.asked import Question, Quiz
from learning.content.catalogue import Clause, Course, Position
from learning.content.checks.courses import check_course, check_exams, check_ids_once, check_must, unused_assets
from learning.content.context import Context
from learning.content.courses import (
    check_outline,
    course_facts,
    introduction_of,
    objectives_of,
    read_objectives,
    read_outline,
    read_required,
    steps_of,
)
from learning.content.declared import Review, check_header
from learning.content.english import check_pair, check_terms
from learning.content.findings import Finding
from learning.content.held import Meeting
from learning.content.items import Item, Lesson, Task
from learning.content.lessons import read_lesson
from learning.content.meetings.reading import read_meeting
from learning.content.played import Roleplay, Sample
from learning.content.questions.building import Defaults
from learning.content.questions.pages import read_questions
from learning.content.quizzes import read_quiz
from learning.content.resolving import Resolver
from learning.content.roleplays.reading import read_roleplay
from learning.content.samples import read_sample
from learning.content.shown import Term
from learning.content.sources import Source
from learning.content.tasks import read_task


@dataclass(frozen=True)
class CourseReading:
    """What one course's folder says. `course` is None without a course.md; `reviews` are found once their day is over;
    `line` is where the course's id stands."""

    course: Course | None
    findings: tuple[Finding, ...]
    cited: frozenset[str]
    reviews: tuple[Review, ...]
    line: int
    files: int


class CourseReader:
    def __init__(
        self,
        folder: str,
        sources: Mapping[str, Source],
        assets: Mapping[str, int],
        clauses: Mapping[str, Clause] | None,
        positions: Mapping[str, Position],
        glossary: tuple[Term, ...],
    ) -> None:
        self.folder, self.sources, self.assets = folder, sources, assets
        self.positions, self.glossary = positions, glossary
        self.main = sources.get(f"{folder}/course.md")
        key = self.main.header.text("id") if self.main else ""
        resolver = Resolver(key or folder.rpartition("/")[2], folder, sources, self.assets)
        self.context = Context(resolver, self._objectives(), clauses)
        self.questions: dict[str, Question] = {}
        self.quizzes: dict[str, Quiz] = {}
        self.lessons: dict[str, Lesson] = {}
        self.roleplays: dict[str, Roleplay] = {}
        self.meetings: dict[str, Meeting] = {}
        self.tasks: dict[str, Task] = {}
        self.samples: dict[str, Sample] = {}
        self.items: dict[str, Item] = {}

    def _objectives(self) -> set[str] | None:
        found = read_objectives(self.main, self.main.log) if self.main else None
        return None if found is None else {item_id for _, item_id, _ in found}

    def read(self) -> CourseReading:
        for source in self.sources.values():
            self.context.reviews.extend(check_header(source, self.context))
        check_ids_once(self._chinese(), self.sources)
        for source in self.sources.values():
            if source.place.lang != "zh" and source.place.original not in self.sources:
                source.log.add("T03", 1)
        self._read_files()
        course = self._course()
        found = [one for source in self.sources.values() for one in source.log.found]
        found += unused_assets(self.assets, self.context.resolver.used)
        return CourseReading(
            course,
            tuple(found),
            frozenset(self.context.cited),
            tuple(self.context.reviews),
            self.main.header.place("id")[0] if self.main else 1,
            len(self.sources),
        )

    def _chinese(self) -> Iterator[Source]:
        return (source for source in self.sources.values() if source.place.lang == "zh")

    def _english(self, source: Source) -> Source | None:
        english = self.sources.get(f"{source.path[:-3]}.en.md")
        return english if english and english.sections else None

    def _of(self, kind: str) -> Iterator[tuple[Source, Source | None]]:
        for source in self._chinese():
            if source.place.kind == kind and source.sections:
                english = self._english(source)
                if english or f"{source.path[:-3]}.en.md" not in self.sources:
                    check_pair(source, english)
                if english:
                    check_terms(source, english, self.glossary)
                yield source, english

    def _read_files(self) -> None:
        banks: dict[str, list[Question]] = {}
        for source, english in self._of("bank"):
            banks[source.path] = read_questions(source, english, self.context, _defaults(source))
            self._check_links(source, english)
            self.questions |= {question.id: question for question in banks[source.path]}
        for source, english in self._of("quiz"):
            quiz, own = read_quiz(source, english, self.context, banks)
            self._check_links(source, english)
            self.questions |= {question.id: question for question in own}
            self._shelve(self.quizzes, quiz)
            check_must(quiz, self.questions, source)
        for source, english in self._of("lesson"):
            self._shelve(self.lessons, read_lesson(source, english, self.context))
        readers: tuple[tuple[str, dict[str, Any], Any], ...] = (
            ("roleplay", self.roleplays, read_roleplay),
            ("meeting", self.meetings, read_meeting),
            ("task", self.tasks, read_task),
        )
        for kind, shelf, read in readers:
            for source, english in self._of(kind):
                self._check_links(source, english)
                self._shelve(shelf, read(source, english, self.context))
        for source, english in self._of("sample"):
            self._check_links(source, english)
            self._shelve(self.samples, read_sample(source, english, self.context, self.roleplays))
        check_exams(self.quizzes, [*self.lessons.values(), *self.meetings.values()], self.sources)

    def _check_links(self, *sources: Source | None) -> None:
        for source in sources:
            if source:
                self.context.resolver.check(source.lines, source)

    def _shelve(self, shelf: dict[str, Any], item: Item) -> None:
        self.items[item.path] = item
        if item.id:
            shelf.setdefault(item.id, item)

    def _course(self) -> Course | None:
        if self.main is None or not self.main.sections:
            return None
        english = self._english(self.main)
        check_pair(self.main, english)
        listed = read_outline(self.main, self.context)
        outline = steps_of(listed or (), self.items)
        check_outline(self.main, english)
        self._check_links(english)
        facts = course_facts(self.main, english)
        course = Course(
            **facts,
            objectives=objectives_of(self.main, english),
            outline=outline,
            required=MappingProxyType(read_required(self.main, self.context, self.items, self.positions, outline)),
            introduction=introduction_of(self.main, english, self.context),
            lessons=MappingProxyType(self.lessons),
            questions=MappingProxyType(self.questions),
            quizzes=MappingProxyType(self.quizzes),
            roleplays=MappingProxyType(self.roleplays),
            meetings=MappingProxyType(self.meetings),
            tasks=MappingProxyType(self.tasks),
            samples=MappingProxyType(self.samples),
            assets=MappingProxyType({path.rpartition("/")[2]: path for path in self.assets}),
            folder=self.folder,
            former_ids=MappingProxyType(self._former()),
        )
        check_course(course, listed, self.main, self.sources, self.context)
        return course if course.key else None

    def _former(self) -> dict[str, str]:
        everything: list[Item | Question] = [*self.items.values(), *self.questions.values()]
        return {old: item.id for item in everything for old in item.former}


def _defaults(source: Source) -> Defaults:
    header = source.header
    difficulty = header.number("difficulty")
    return Defaults(difficulty or None, header.items("objectives"), header.items("tags"), header.items("clauses"))
