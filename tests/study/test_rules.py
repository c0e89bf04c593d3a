"""States by table: dates, versions, positions. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from learning.base.clock import Clock
from learning.content.catalogue import Course, Step, Words
from learning.study import rules
from learning.study.rules import Completed, Done, Facts, Progress, Task

MONDAY = date(2026, 3, 2)
LESSON = Step("first", "lesson", Words("一"), required=True, minutes=5)
EXAM = Step("exam", "quiz", Words("二"), required=True)
EXTRA = Step("extra", "lesson", Words("三"), required=False)


def course(**changes: object) -> Course:
    columns = {"key": "greeting", "title": Words("迎宾", "Greeting"), "summary": Words("三分钟"), "outline": (LESSON, EXAM, EXTRA)}
    return Course(**(columns | changes))


def task(due_on: date | None = None, **changes: object) -> Task:
    return Task(**({"assignment_id": 1, "why": "unit", "from_on": MONDAY, "due_on": due_on, "position": "teller"} | changes))


def done(*steps: str, version: int = 1, on: date = MONDAY) -> tuple[Done, ...]:
    return tuple(Done(step, version, "lesson:x", on) for step in steps)


def state_of(facts: Facts, on: date = MONDAY) -> str:
    return rules.state(rules.explain(facts, on))


@pytest.mark.parametrize(
    ("due_on", "on", "state"),
    [
        (None, MONDAY, "open"),
        (date(2026, 3, 31), MONDAY, "open"),
        (date(2026, 3, 10), MONDAY, "open"),
        (date(2026, 3, 9), MONDAY, "due_soon"),
        (date(2026, 3, 2), MONDAY, "due_soon"),  # the day itself still counts
        (date(2026, 3, 1), MONDAY, "overdue"),
        (date(2028, 2, 29), date(2028, 2, 29), "due_soon"),  # a leap day is a day like any other
        (date(2028, 2, 29), date(2028, 3, 1), "overdue"),
    ],
)
def test_the_state_follows_from_the_date(due_on, on, state):
    assert state_of(Facts(course=course(), tasks=(task(due_on),)), on) == state


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC), "due_soon"),  # 23:59:59 in Shanghai
        (datetime(2026, 3, 9, 16, 0, 0, tzinfo=UTC), "overdue"),  # midnight in Shanghai
    ],
)
def test_a_due_day_ends_at_midnight_of_the_banks_zone(moment, state):
    facts = Facts(course=course(), tasks=(task(date(2026, 3, 9)),))
    assert state_of(facts, Clock("Asia/Shanghai").day(moment)) == state


@pytest.mark.parametrize(
    ("completed", "edition", "tasks", "state"),
    [
        ((), 1, (), "not_assigned"),
        ((Completed(1, 1, MONDAY),), 1, (), "complete"),
        ((Completed(1, 1, MONDAY),), 1, (task(date(2026, 1, 1)),), "complete"),  # done is done, however late it looks
        ((Completed(1, 1, MONDAY),), 2, (task(),), "needs_again"),
        ((Completed(1, 1, MONDAY), Completed(2, 2, MONDAY)), 2, (task(),), "complete"),
    ],
)
def test_a_completion_counts_while_its_edition_is_high_enough(completed, edition, tasks, state):
    assert state_of(Facts(course=course(edition=edition), tasks=tasks, completions=completed)) == state


def test_the_position_on_the_day_the_oldest_assignment_began_decides_what_is_required():
    asked = course(required={"back": ("first",)})
    as_back_office = task(from_on=MONDAY - timedelta(days=30), position="back")
    as_teller = task(from_on=MONDAY, position="teller")

    assert rules.required(Facts(course=asked, tasks=(as_teller, as_back_office), position="teller")) == ("first",)
    assert rules.required(Facts(course=asked, tasks=(as_teller,), position="back")) == ("first", "exam")
    assert rules.required(Facts(course=asked, position="back")) == ("first",)


def test_a_new_outline_asks_for_new_steps_and_forgets_vanished_ones():
    halfway = Facts(course=course(), tasks=(task(),), steps=done("first", "gone"))
    assert (Progress(halfway, MONDAY).required_done, Progress(halfway, MONDAY).next_step) == (1, EXAM)


@pytest.mark.parametrize(("of_step", "of_course", "counts"), [(1, 1, True), (2, 1, False), (1, 2, False)])
def test_raising_an_edition_asks_for_the_step_again(of_step, of_course, counts):
    step = Step("first", "lesson", Words("一"), required=True, edition=of_step)
    facts = Facts(course=course(outline=(step, EXAM), edition=of_course), steps=done("first", version=1))
    assert ("first" in rules.done_steps(facts)) is counts


def test_of_two_assignments_the_earliest_date_counts_and_both_are_there():
    late, early, none = task(date(2026, 5, 1)), task(date(2026, 4, 1), assignment_id=2), task(None, assignment_id=3)
    standing = Progress(Facts(course=course(), tasks=(late, none, early)), MONDAY)
    assert standing.due_on == date(2026, 4, 1)
    assert [one.assignment_id for one in standing.tasks] == [2, 1, 3]


def test_the_reasons_say_what_is_met_and_what_to_do_next():
    facts = Facts(course=course(), tasks=(task(date(2026, 3, 31)),), steps=done("first"))
    assert [(r.rule, r.met, r.next_step) for r in rules.explain(facts, MONDAY)] == [
        ("assigned", True, None), ("step", True, None), ("step", False, "exam"), ("completed", False, None), ("due", True, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "wanted", "found"),
    [
        ("", "", True), ("greet", "", True), ("迎宾", "", True), ("迎宾 三分", "", True), ("柜台", "", False),
        ("", "complete", False), ("", "todo", True), ("", "no such state", True),
    ],
)  # fmt: skip
def test_the_course_list_is_searched_in_both_languages(words, wanted, found):
    assert rules.matches(Progress(Facts(course=course(), tasks=(task(),)), MONDAY), words, wanted) is found
