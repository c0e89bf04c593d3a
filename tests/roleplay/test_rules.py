"""What follows from values alone: the order of the choices, which clauses are kept, what a path shows."""

from fractions import Fraction

import pytest

from learning.content.reading import read_tree
from learning.content.roleplays.scoring import outcome
from learning.roleplay import rules
from tests.courses import tiny, with_roleplay
from tests.roleplay.scenes import COMPLAINT, FAIR, HAPPY, RED, SCENE


@pytest.fixture(scope="module")
def course():
    return read_tree(with_roleplay(tiny("greeting"))).catalogue.courses["greeting"]


@pytest.fixture(scope="module")
def scene(course):
    return course.roleplays[SCENE]


def test_an_order_is_the_seeds_own_and_holds_every_reply(scene):
    node = scene.node("look-up")
    orders = {rules.order(f"{n:032x}", node) for n in range(40)}
    assert len(orders) == 6
    assert all(sorted(one) == [0, 1, 2] for one in orders)
    assert rules.order("0" * 32, node) == rules.order("0" * 32, node)


@pytest.mark.parametrize(("node", "place", "kept"), [
    ("look-up", 0, True),    # the best
    ("look-up", 1, True),    # 1.6 of 2.0, and 70 % are asked
    ("look-up", 2, False),   # a red line, whatever it earns
    ("standoff", 1, False),
])  # fmt: skip
def test_a_choice_keeps_its_clauses_when_it_earns_what_a_run_must_earn(scene, node, place, kept):
    found = scene.node(node)
    assert rules.keeps(scene, found, found.replies[place]) is kept


def test_a_path_says_what_was_missed_and_where_it_would_have_led(course, scene):
    terms = rules.terms(course, scene)
    first, second = rules.path(terms, scene, outcome(scene, FAIR))
    assert (first.n, first.node.id, first.better, first.clauses) == (1, "start", None, ("s-wait-told",))
    assert (second.better, second.leads_to.id, second.returns) == (scene.node("look-up").replies[0], "walk", False)
    assert (second.got, second.could, second.better_clauses) == (Fraction(8, 5), Fraction(2), ("s-wait-told",))


@pytest.mark.parametrize(("way", "why"), [
    (HAPPY, []), (FAIR, []), (RED, ["red_line", "end", "score"]), (COMPLAINT, ["end", "floor", "score"]),
])  # fmt: skip
def test_the_reasons_are_those_of_the_outcome(scene, way, why):
    result = outcome(scene, way)
    assert [one.rule for one in rules.reasons(scene, result)] == why
    assert result.passed is (not why)
