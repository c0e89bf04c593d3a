"""The rows of the open tree, their cells, and the figures above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from learning.content.catalogue import Course
from learning.reports.rules.counts import WEEKS, Counts, Filters, Node
from learning.reports.rules.tree import Tree
from learning.study.rules import STATES

STEPS = (45, 60, 75, 90)
"""Where the heat of a cell begins a new step, in per cent."""
ASKED = tuple(state for state in STATES if state != "not_assigned")
"""Whoever is asked for a course, or has done it, is in its denominator."""
PATH_WIDTH, PATH_HEIGHT = 120, 30
PAGE = 50
MOST_CHOICES = 300
"""A list of more units is nothing to choose from: then one goes down the tree."""


@dataclass(frozen=True)
class Cell:
    """``part`` of ``asked`` are in the state that is looked at. Nobody asked: there is no percentage."""

    course: str
    part: int
    asked: int

    @property
    def percent(self) -> int | None:
        return percent(self.part, self.asked)

    @property
    def heat(self) -> int:
        """1 to 5: the colour only repeats the number."""
        return 1 + sum((self.percent or 0) >= step for step in STEPS)


@dataclass(frozen=True)
class Row:
    """A unit with everybody below it."""

    unit: Node | None  # none: all units together
    depth: int
    is_open: bool
    is_leaf: bool
    is_chosen: bool
    people: int
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Shown:
    """The units of one page with their depth; ``next``: after which one the next page begins."""

    rows: tuple[tuple[Node, int], ...]
    next: int | None


@dataclass(frozen=True)
class Board:
    """The whole page: figures of the chosen unit, the rows of the open tree."""

    filters: Filters
    courses: tuple[Course, ...]
    rows: tuple[Row, ...]
    units: tuple[tuple[Node, int], ...]  # the units to choose from with their depth, for the filter
    chosen: Node | None
    figures: Counts
    total: Cell  # complete of asked, whatever state the cells show
    next: int | None

    @property
    def trend(self) -> tuple[int, ...]:
        """Per cent complete at the end of each of the last weeks, of what is asked on the day."""
        done, line = 0, []
        for week in range(WEEKS):
            done += sum(self.figures.weeks[course.key, week] for course in self.courses)
            line.append(percent(done, self.total.asked) or 0)
        return tuple(line)


def percent(part: int, whole: int) -> int | None:
    """Half up; but nothing is 100 while somebody is missing."""
    if not whole:
        return None
    return min((200 * part + whole) // (2 * whole), 100 if part == whole else 99)


def path(values: Sequence[int]) -> str:
    """The trend as a line in a box of 120 by 30: 0 per cent at the bottom, 100 at the top."""
    wide = (PATH_WIDTH - 4) / max(1, len(values) - 1)
    points = [f"{2 + n * wide:.1f} {PATH_HEIGHT - value * (PATH_HEIGHT - 2) / 100:.1f}" for n, value in enumerate(values)]
    return f"M{' '.join(points)}"


def shown(tree: Tree, filters: Filters, *, is_paged: bool) -> Shown:
    """The open tree. Paged, fifty of the innermost open unit's children; of a longer level above, only the way down."""
    opened = tree.opened(filters.unit)
    innermost = _innermost(tree, filters.unit, opened)
    rows: list[tuple[Node, int]] = []
    last: list[int] = []

    def walk(nodes: Sequence[Node], depth: int) -> None:
        for node in nodes:
            rows.append((node, depth))
            if node.id in opened:
                children = tree.below(node.id)
                if is_paged and len(children) > PAGE:
                    children = _page(children, filters.after, last) if node.id == innermost else _way_down(children, opened)
                walk(children, depth + 1)

    walk(tree.roots, 0)
    return Shown(tuple(rows), last[0] if last else None)


def _innermost(tree: Tree, unit: int | None, opened: set[int]) -> int | None:
    """The open unit whose children are turned over: the one asked for or, when it has none, the one above it."""
    if unit is None:
        return next(iter(opened), None)
    return unit if tree.below(unit) else tree.nodes[unit].parent


def _page(children: list[Node], after: int | None, last: list[int]) -> list[Node]:
    begin = next((n + 1 for n, child in enumerate(children) if child.id == after), 0)
    page = children[begin : begin + PAGE]
    if begin + PAGE < len(children):
        last.append(page[-1].id)
    return page


def _way_down(children: list[Node], opened: set[int]) -> list[Node]:
    return [child for child in children if child.id in opened]


def board(tree: Tree, page: Shown, whole: Mapping[int, Counts], courses: Sequence[Course], filters: Filters) -> Board:
    """Everything the page, the spreadsheet and the CSV show, from the counts of each shown unit with all below it."""
    opened = tree.opened(filters.unit)
    rows = [_row(tree, node, depth, opened, whole, courses, filters) for node, depth in page.rows]
    everybody = Counts()
    for root in tree.roots:
        everybody.add(whole[root.id])
    if len(tree.roots) > 1:
        rows.insert(0, Row(None, 0, True, False, False, *_cells(everybody, courses, filters.state)))
    figures = _of_course(whole[filters.unit] if filters.unit is not None else everybody, filters.course)
    chosen = tree.nodes[filters.unit] if filters.unit is not None else tree.roots[0] if len(tree.roots) == 1 else None
    total = _cells(figures, courses, "complete")[2]
    units = tuple(tree.walk()) if len(tree.nodes) <= MOST_CHOICES else page.rows
    return Board(filters, tuple(courses), tuple(rows), units, chosen, figures, total, page.next)


def _of_course(counts: Counts, course: str | None) -> Counts:
    """With one course only, whoever is late is late in that one."""
    if course is None:
        return counts
    return Counts(counts.people, counts.states[course, "overdue"], counts.states[course, "due_soon"], counts.states, counts.weeks)


def _row(  # noqa: PLR0913 -- a unit and what is shown of it
    tree: Tree, node: Node, depth: int, opened: set[int], whole: Mapping[int, Counts], courses: Sequence[Course], filters: Filters
) -> Row:
    is_leaf = not tree.below(node.id)
    cells = _cells(whole[node.id], courses, filters.state)
    return Row(node, depth, node.id in opened and not is_leaf, is_leaf, node.id == filters.unit, *cells)


def _cells(counts: Counts, courses: Sequence[Course], state: str) -> tuple[int, tuple[Cell, ...], Cell]:
    cells = tuple(
        Cell(course.key, counts.states[course.key, state], sum(counts.states[course.key, one] for one in ASKED))
        for course in courses
    )
    return counts.people, cells, Cell("", sum(cell.part for cell in cells), sum(cell.asked for cell in cells))
