"""Rules about a course as a whole: ids, the outline, what is drawn, what nobody uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from learning.content.asked import Question, Quiz
from learning.content.catalogue import Course
from learning.content.context import Context
from learning.content.courses import Listed
from learning.content.findings import Finding, Log, finding
from learning.content.held import Meeting
from learning.content.items import Lesson
from learning.content.sources import Source

LISTED_KINDS = ("lesson", "quiz", "roleplay", "meeting", "task")
ASKING_KINDS = ("bank", "quiz")


def check_ids_once(chinese: Iterable[Source], sources: Mapping[str, Source]) -> None:
    """H03: ids of files and questions are unique in the course, ids of other headings in their file."""
    course: dict[str, tuple[str, int]] = {}
    for source in chinese:
        if source.place.kind != "course" and (item_id := source.header.text("id")):
            _once(item_id, source, source.header.place("id")[0], course)
    for source in sources.values():
        own: dict[str, tuple[str, int]] = {}
        shared = source.place.kind in ASKING_KINDS and source.place.lang == "zh"
        for heading in source.headings:
            if heading.id:
                _once(heading.id, source, heading.n, course if shared else own)


def _once(item_id: str, source: Source, n: int, seen: dict[str, tuple[str, int]]) -> None:
    if item_id in seen:
        file, line = seen[item_id]
        source.log.add("H03", n, id=item_id, file=file.rpartition("/")[2], n=line)
    else:
        seen[item_id] = (source.path, n)


def check_course(
    course: Course,
    listed: list[Listed] | None,
    main: Source,
    sources: Mapping[str, Source],
    context: Context,
) -> None:
    if listed is not None:
        _check_listed({line.path for line in listed}, sources)
    for objective in course.objectives:
        if objective.id not in context.tested:
            main.log.add("C05", 1, o=objective.id)


def _check_listed(paths: Collection[str], sources: Mapping[str, Source]) -> None:
    for path, source in sources.items():
        stopped = source.header.text("status") in ("停用", "stopped")
        if source.place.kind in LISTED_KINDS and source.place.lang == "zh" and path not in paths and not stopped:
            source.log.add("C04", 1)


def check_exams(quizzes: Mapping[str, Quiz], telling: Iterable[Lesson | Meeting], sources: Mapping[str, Source]) -> None:
    """D09: what a lesson, a meeting or a pretest asks has its answer shown, so no exam may ask it."""
    shown = {question for one in telling for question in one.question_ids}
    for quiz in quizzes.values():
        if quiz.purpose == "pretest":
            shown |= _asked(quiz)
    for quiz in quizzes.values():
        log = sources[quiz.path].log
        for item_id in sorted(_asked(quiz) & shown) if quiz.purpose == "exam" else ():
            log.add("D09", _line_of(item_id, quiz, sources[quiz.path]), id=item_id)


def _asked(quiz: Quiz) -> set[str]:
    return {*quiz.fixed, *(item_id for draw in quiz.draws for item_id in draw.pool)}


def _line_of(item_id: str, quiz: Quiz, source: Source) -> int:
    """The question's own heading, or the heading of the draws."""
    own = next((heading.n for heading in source.headings if heading.id == item_id), None)
    return own or next((heading.n for heading in source.headings if heading.title == "抽题"), 1)


def check_must(quiz: Quiz, questions: Mapping[str, Question], source: Source) -> None:
    """D10: a tag under 必对 that nothing carries would silently ask for nothing."""
    tags = {tag for item_id in _asked(quiz) if item_id in questions for tag in questions[item_id].tags}
    for tag in quiz.must_tags:
        if tag not in tags:
            source.log.add("D10", *source.header.place("must"), x=tag[:40], near=source.log.near(tag, tags))


def unused_assets(assets: Mapping[str, int], used: set[str]) -> list[Finding]:
    """A11. `map.en.svg` is used where `map.svg` is."""
    unused = (path for path in sorted(assets) if path not in used and re.sub(r"\.en(\.[a-z0-9]+)\Z", r"\1", path) not in used)
    return [finding(path, 1, 1, "A11", file=path.rpartition("/")[2]) for path in unused]


def check_citations(lines: Mapping[str, int], cited: set[str], checklists: Iterable[bytes], log: Log) -> None:
    """K03. Checklists are not read yet, but an id that occurs in one is cited."""
    mentioned = {word for raw in checklists for word in re.findall(r"[a-z][a-z0-9-]+", raw.decode("utf-8", "replace")[:200_000])}
    for clause_id, n in lines.items():
        if clause_id not in cited and clause_id not in mentioned:
            log.add("K03", n, id=clause_id)
