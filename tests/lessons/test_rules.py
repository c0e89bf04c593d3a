"""When a lesson is done, and where to go on. No database."""

import pytest

from learning.content.catalogue import Course, Step, TocEntry, Words
from learning.lessons import rules
from learning.lessons.rules import Leaf
from learning.questions.rules import own_order

TOC = (TocEntry("s-one", "一", 2), TocEntry("s-two", "二", 2))


@pytest.mark.parametrize(
    ("is_read", "right", "done"),
    [(True, {"q-1", "q-2"}, True), (True, {"q-1"}, False), (False, {"q-1", "q-2"}, False), (True, {"q-1", "q-2", "q-9"}, True)],
)
def test_done_is_read_and_every_question_right(is_read, right, done):
    assert rules.is_done(("q-1", "q-2"), is_read=is_read, right=right) is done


@pytest.mark.parametrize(
    ("place", "is_read", "found"),
    [("s-two", False, TOC[1]), ("s-one", False, None), ("s-two", True, None), (None, False, None), ("s-x", False, None)],
)
def test_where_to_go_on(place, is_read, found):
    assert rules.go_on_at(Leaf(place=place, is_read=is_read, answers={}), TOC) == found


def test_the_order_of_choices_is_steady_and_whole():
    five = {"kind": "single", "zh": {"choices": list("abcde")}}
    order = own_order(7, "q-1", "abc", five)
    assert order == own_order(7, "q-1", "abc", five)
    assert sorted(order) == [0, 1, 2, 3, 4]


def test_what_follows_in_the_outline():
    steps = tuple(Step(key, "lesson", Words(key), required=True) for key in ("a", "b"))
    course = Course(key="c", title=Words("课"), summary=Words(""), outline=steps)
    assert [rules.step_after(course, key) for key in ("a", "b", "x")] == [steps[1], None, None]
