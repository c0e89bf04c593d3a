"""The tree, its sums and the line over the weeks, without a database."""

from collections import Counter
from datetime import date

import pytest

from learning.content.catalogue import Course, Words
from learning.reports import rules
from learning.reports.rules import Counts, Filters, Node
from tests.cast import TODAY

GREETING = Course(key="greeting", title=Words("迎宾"), summary=Words(""))
BANK, AREA, BINJIANG, GUTANG = (Node(n, parent, Words(name), n) for n, parent, name in [
    (1, None, "全行"), (2, 1, "滨江片区"), (3, 2, "滨江支行"), (4, 1, "古塘支行"),
])  # fmt: skip
OWN = {
    3: Counts(people=3, late=1, states=Counter({("greeting", "complete"): 2, ("greeting", "overdue"): 1})),
    4: Counts(people=2, states=Counter({("greeting", "open"): 1})),
}


def board(unit: int | None = None, *, nodes=(BANK, AREA, BINJIANG, GUTANG), state: str = "complete") -> rules.Board:
    return _board(nodes, OWN, Filters(on=TODAY, unit=unit, state=state))


def _board(nodes, own, filters: Filters) -> rules.Board:
    tree = rules.Tree(nodes)
    return rules.board(tree, rules.shown(tree, filters, is_paged=True), tree.summed(own), [GREETING], filters)


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 0, None), (0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 200, 1), (999, 1000, 99), (3, 3, 100)]
)
def test_percent_is_half_up_and_never_a_hundred_too_early(part, whole, shown):
    assert rules.percent(part, whole) == shown


@pytest.mark.parametrize(("percent", "heat"), [(0, 1), (44, 1), (45, 2), (60, 3), (75, 4), (89, 4), (90, 5), (100, 5)])
def test_heat_steps(percent, heat):
    assert rules.Cell("greeting", percent, 100).heat == heat


def test_sums_go_up_the_tree_and_people_count_once():
    rows = {row.unit.id: row for row in board(2).rows}
    assert {unit: row.people for unit, row in rows.items()} == {1: 5, 2: 3, 3: 3, 4: 2}
    assert (rows[1].cells[0].part, rows[1].cells[0].asked) == (2, 4)
    assert (rows[4].cells[0].part, rows[4].cells[0].asked) == (0, 1)


def test_a_lone_root_is_open_and_the_rest_opens_by_asking():
    assert [row.unit.id for row in board().rows] == [1, 2, 4]
    assert [row.unit.id for row in board(2).rows] == [1, 2, 3, 4]
    assert [row.unit.id for row in board(1).rows] == [1, 2, 4]


def test_several_roots_get_a_first_row_for_all():
    rows = board(nodes=(BINJIANG, GUTANG)).rows
    assert [row.unit and row.unit.id for row in rows] == [None, 3, 4]
    assert rows[0].people == 5
    assert rows[0].total.asked == 4


def test_a_state_can_be_looked_at_while_the_figures_stay():
    shown = board(state="overdue")
    assert (shown.rows[0].cells[0].part, shown.total.part) == (1, 2)


def test_a_place_that_goes_round_in_a_circle_ends():
    loop = [Node(1, 2, Words("甲")), Node(2, 1, Words("乙"))]
    assert rules.Tree(loop).opened(1) == {1, 2}


def test_the_line_ends_on_the_day_and_adds_up():
    ends = rules.week_ends(date(2026, 3, 2))
    assert (len(ends), ends[0], ends[-1]) == (12, date(2025, 12, 15), date(2026, 3, 2))
    counts = Counts(
        people=4,
        weeks=Counter({("greeting", 0): 1, ("greeting", 11): 1}),
        states=Counter({("greeting", "complete"): 2, ("greeting", "open"): 2}),
    )
    assert _board([GUTANG], {4: counts}, Filters(on=TODAY)).trend == (25,) * 11 + (50,)
    assert rules.path([0, 100]) == "M2.0 30.0 118.0 2.0"


def test_a_long_level_is_turned_over_fifty_at_a_time():
    area, many = Node(2, 1, Words("片区"), 1), [Node(n, 2, Words(f"第{n}支行"), n) for n in range(10, 130)]
    nodes, seen, after = [BANK, area, *many], [], None
    while True:
        page = _board(nodes, {}, Filters(on=TODAY, unit=2, after=after))
        assert [row.unit.id for row in page.rows[:2]] == [1, 2]
        seen += [row.unit.id for row in page.rows[2:]]
        if page.next is None:
            break
        after = page.next
    assert seen == [one.id for one in many]
    chosen = _board(nodes, {}, Filters(on=TODAY, unit=77, after=59))
    assert [row.unit.id for row in chosen.rows] == [1, 2, *range(60, 110)]


def test_counts_survive_the_database_and_going_up_and_down():
    counts = Counts(3, 1, 0, Counter({("greeting", "open"): 2, ("greeting", "overdue"): 0}), Counter({("greeting", 3): 1}))
    kept = Counts.of_json(counts.as_json())
    assert kept == Counts(3, 1, 0, Counter({("greeting", "open"): 2}), Counter({("greeting", 3): 1}))
    kept.add(counts)
    kept.take(counts)
    assert kept.as_json() == counts.as_json()
