"""The shipped courses keep what docs/curriculum-coverage.md promises, and what every question of ours must have."""

import re
from pathlib import Path

import pytest

from learning.content.catalogue import Course
from learning.content.reading import read_tree
from learning.content.tree import tree_of

ROOT = Path(__file__).parent.parent.parent
PLAN = (ROOT / "docs/curriculum-coverage.md").read_text(encoding="utf-8")
LINES = {
    "core-elements": range(184, 202),
    "service-economy": range(154, 184),
    "service-standards": range(202, 209),
    "service-management": range(209, 215),
    "inspection-assessment": range(215, 227),
    "service-culture": range(227, 232),
}
WHOLE = sorted(LINES)  # courses that are finished: every rule below holds for them
TOPICS = {
    "core-elements": ("M2-Q", 22),
    "service-economy": ("M1-Q", 21),
    "service-standards": ("M3-Q", 25),
    "service-management": ("M4-Q", 20),
    "inspection-assessment": ("M5-Q", 25),
    "service-culture": ("M6-Q", 20),
}


@pytest.fixture(scope="module")
def courses() -> dict[str, Course]:
    tree, _ = tree_of(ROOT / "content")
    return dict(read_tree(tree).catalogue.courses)


def rows(course: str, first: str) -> dict[str, list[list[str]]]:
    """The rows of the plan whose first cell begins like that: the ids of every further cell."""
    section = re.split(r"^## ", PLAN, flags=re.M)
    part = next(one for one in section if one.startswith(course + "\n"))
    found = {}
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if match := re.fullmatch(rf"`({first}\d+)`", cells[0]):
            found[match[1]] = [re.findall(r"`([a-z][a-z0-9-]+)`", cell) for cell in cells[1:]]
    return found


def ids(course: Course) -> set[str]:
    return {one for shelf in course.shelves for one in shelf}


def test_the_six_courses_leave_no_line_of_the_outline_out():
    assert sorted(n for lines in LINES.values() for n in lines) == list(range(154, 232))


@pytest.mark.parametrize("key", WHOLE)
def test_every_line_of_the_outline_has_a_lesson_a_question_and_practice(courses, key):
    found = rows(key, "L")
    assert list(found) == [f"L{n}" for n in LINES[key]]
    for line, (_, lessons, questions, practice) in found.items():
        assert {*lessons, *questions, *practice} <= ids(courses[key]), line
        assert set(lessons) <= set(courses[key].lessons), line
        assert lessons, line
        assert questions, line
        assert practice, line


@pytest.mark.parametrize("key", WHOLE)
def test_every_topic_is_asked_while_learning_and_in_the_exam(courses, key):
    first, many = TOPICS[key]
    found = rows(key, first)
    assert list(found) == [f"{first}{n:02}" for n in range(1, many + 1)]
    questions = courses[key].questions
    for topic, (_, learning, exam) in found.items():
        assert learning, topic
        assert exam, topic
        assert {tag for one in learning for tag in questions[one].tags} >= {"随堂"}, topic
        assert all("结业" in questions[one].tags for one in exam), topic
        assert all("结业" not in questions[one].tags for one in learning), topic


@pytest.mark.parametrize("key", WHOLE)
def test_an_exam_asks_every_objective_and_has_twice_what_it_draws(courses, key):
    course = courses[key]
    for exam in (one for one in course.quizzes.values() if one.purpose == "exam"):
        pools = [{part.id: part for item in draw.pool for part in course.questions[item].asked} for draw in exam.draws]
        sure = {"|".join(sorted({o for part in pool.values() for o in part.objectives})) for pool in pools}
        assert {objective.id for objective in course.objectives} <= sure, "each objective needs a row of its own"
        assert len({item for draw in exam.draws for item in draw.pool}) >= 2 * sum(draw.count for draw in exam.draws)


@pytest.mark.parametrize("key", WHOLE)
def test_every_question_says_what_it_is_for_and_what_the_customer_would_feel(courses, key):
    kinds = set()
    for question in courses[key].questions.values():
        kinds.add(question.kind)
        for asked in question.asked:
            assert asked.objectives, asked.id
            assert asked.difficulty, asked.id
            assert asked.clauses, asked.id
            assert asked.kind == "essay" or asked.explanation, asked.id
            wrong = [choice for choice in asked.choices if choice.mark != 1]
            assert all(choice.feedback and choice.feedback.en for choice in wrong), asked.id
            assert asked.kind != "single" or all(choice.feedback for choice in asked.choices), asked.id
    assert len(kinds) >= (10 if key == "service-standards" else 9)


@pytest.mark.parametrize("key", WHOLE)
def test_whoever_always_says_false_is_often_wrong(courses, key):
    asked = [part for question in courses[key].questions.values() for part in question.asked]
    right = [part.answer for part in asked if part.kind == "truefalse"]
    assert 0.3 <= right.count(True) / len(right) <= 0.7
