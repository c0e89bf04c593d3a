"""Scores are exact, agreement is told row by row, codes are read as people type them."""

from datetime import timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest

from learning.content.reading import read_tree
from learning.rooms import rules
from learning.rooms.rules import Marks
from tests.cast import MORNING
from tests.rooms.stage import CASES, STAGE

COURSE = read_tree(STAGE).catalogue.courses["greeting"]
SCENE = COURSE.roleplays["queue-jump"]


@pytest.mark.parametrize(
    ("points", "red", "shares", "total", "missed", "passed"),
    [
        ((5, 5, 5), (), (1, 1), 100, (), True),
        ((5, 4, 3), (), (Fraction(9, 10), Fraction(3, 5)), 78, (), True),
        ((3, 4, 3), (), (Fraction(7, 10), Fraction(3, 5)), 66, (), False),
        ((1, 3, 5), (), (Fraction(2, 5), 1), 64, (0,), False),
        ((5, 5, 5), (0,), (1, 1), 59, (), False),
        ((1, 1, 1), (0,), (Fraction(1, 5), Fraction(1, 5)), 20, (0,), False),
    ],
)
def test_a_sheet_is_worth_what_its_rows_got_by_the_weights(points, red, shares, total, missed, passed):  # noqa: PLR0913 -- a table
    scored = rules.score(SCENE, points, red)
    assert (scored.dimensions, scored.total, scored.missed, scored.passed) == (shares, total, missed, passed)


def test_a_floor_fails_a_practice_that_has_points_enough():
    generous = SimpleNamespace(
        rubric=SCENE.rubric, pass_share=Fraction(1, 2), dimensions=SCENE.dimensions,
    )  # fmt: skip
    scored = rules.score(generous, (2, 2, 5), ())
    assert (scored.total, scored.missed, scored.passed) == (64, (0,), False)


def test_a_dimension_that_no_row_looks_at_is_left_out():
    blind = SimpleNamespace(
        rubric=SimpleNamespace(rows=SCENE.rubric.rows[:2], levels=SCENE.rubric.levels), dimensions=SCENE.dimensions,
        pass_share=SCENE.pass_share,
    )  # fmt: skip
    scored = rules.score(blind, (5, 4), ())
    assert (scored.dimensions, scored.total) == ((Fraction(9, 10), None), 90)


@pytest.mark.parametrize(
    ("one", "other", "rows", "points", "is_enough"),
    [
        (((5, 4, 3), ()), ((5, 4, 3), ()), (0, 0, 0), 0, True),
        (((5, 4, 3), ()), ((4, 4, 3), ()), (1, 0, 0), 6, True),
        (((5, 5, 5), ()), ((4, 4, 5), ()), (1, 1, 0), 12, False),
        (((5, 4, 3), ()), ((3, 4, 3), ()), (2, 0, 0), 12, False),
        (((5, 4, 5), ()), ((5, 4, 3), ()), (0, 0, 2), 16, False),
        (((3, 3, 3), (0,)), ((3, 3, 3), (0,)), (0, 0, 0), 0, True),
        (((3, 3, 3), (0,)), ((3, 3, 3), ()), (0, 0, 0), 1, False),
    ],
)
def test_two_sheets_agree_or_ask_for_a_third(one, other, rows, points, is_enough):
    found = rules.agreement(SCENE, Marks(*one), Marks(*other))
    assert (found.rows, found.points, found.is_enough) == (rows, points, is_enough)


def test_the_mean_of_two():
    one, other = rules.score(SCENE, (5, 4, 3), ()), rules.score(SCENE, (4, 4, 3), ())
    assert rules.mean(SCENE, one, other).total == 75
    red = rules.score(SCENE, (5, 5, 5), (0,))
    assert (rules.mean(SCENE, red, red).total, rules.mean(SCENE, red, red).passed) == (59, False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("ab2 3cd", "AB23CD"), ("ＡＢ２３ＣＤ", "AB23CD"), (" ab-23-cd ", "AB23CD"), ("AB23CDE", "AB23CDE"), ("？！", "")],
)
def test_codes_are_read_as_people_type_them(typed, read):
    assert rules.read_code(typed) == read


def test_a_code_has_no_mark_that_is_taken_for_another():
    drawn = "".join(rules.new_code() for _ in range(200))
    assert set(drawn) <= set(rules.ALPHABET) and not set(rules.ALPHABET) & set("01OILU") and len(drawn) == 1200


@pytest.mark.parametrize(
    ("changes", "minutes", "phase"),
    [
        ({}, 0, "gathering"), ({}, 120, "expired"), ({"started": 0}, 1, "running"), ({"started": 0}, 6, "scoring"),
        ({"started": 0, "third_asked_at": MORNING}, 6, "third"), ({"started": 0}, 24 * 60, "expired"),
        ({"closed_at": MORNING}, 1, "done"), ({"closed_at": MORNING, "cancelled_at": MORNING}, 1, "cancelled"),
    ],
)  # fmt: skip
def test_the_state_of_a_room_is_computed(changes, minutes, phase):
    has_begun = "started" in changes
    row = {
        "expires_at": MORNING + (rules.SCORES if has_begun else rules.GATHERS), "started_at": MORNING if has_begun else None,
        "ends_at": MORNING + timedelta(minutes=6) if has_begun else None, "third_asked_at": None, "cancelled_at": None,
        "closed_at": None,
    } | {name: value for name, value in changes.items() if name != "started"}  # fmt: skip
    assert rules.phase(SimpleNamespace(**row), MORNING + timedelta(minutes=minutes)) == phase


def test_every_player_has_a_place_and_one_more_may_sit_in():
    keys = [one.key for one in rules.places(SCENE, 2, third=False, visitors=0)]
    assert keys == ["customer-1", "employee-1", "observer-1", "observer-2", "visitor-1"]
    assert [one.key for one in rules.places(SCENE, 2, third=True, visitors=9)][-5:-3] == ["observer-3", "visitor-1"]


def test_three_cases_make_an_observer_and_a_bank_with_fewer_asks_for_fewer():
    found = rules.cases(read_tree(STAGE).catalogue)
    assert [case.sample.id for case in found] == list(CASES)
    done = [case.key for case in found]
    assert [rules.is_qualified(3, done[:n]) for n in range(4)] == [False, False, False, True]
    assert (rules.is_qualified(1, done[:1]), rules.is_qualified(0, ())) == (True, True)
    close, far = Marks((5, 4, 5), ()), Marks((4, 3, 3), ())
    assert (rules.against(found[0], close).is_enough, rules.against(found[0], far).is_enough) == (False, False)
    assert rules.against(found[0], Marks((4, 4, 5), ())).is_enough and not rules.against(found[2], Marks((4, 3, 5), ())).is_enough
