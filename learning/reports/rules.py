"""Pure shaping of the completion report: the tree of units, sums up the tree, heat steps. Loops over units, never over people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from learning.content.catalogue import Course, Words
from learning.study.rules import STATES

WEEKS = 12
STEPS = (45, 60, 75, 90)
"""Where the heat of a cell begins a new step, in per cent."""
ASKED = tuple(state for state in STATES if state != "not_assigned")
"""Whoever is asked for a course, or has done it, is in its denominator."""
PATH_WIDTH, PATH_HEIGHT = 120, 30


@dataclass(frozen=True)
class Filters:
    """What the report was asked for. ``state`` is what the cells count; ``unit`` is open, with all above it."""

    on: date
    unit: int | None = None
    position: str | None = None
    course: str | None = None
    state: str = "complete"


@dataclass(frozen=True)
class Node:
    """A unit as it hung in the tree on the day."""

    id: int
    parent: int | None
    name: Words
    order: int = 0


@dataclass
class Counts:
    """What was counted in one unit or, summed up, in a unit with all below it."""

    people: int = 0
    late: int = 0  # people with at least one overdue course
    soon: int = 0  # people with at least one course due within seven days
    states: Counter[tuple[str, str]] = field(default_factory=Counter)  # (course, state) -> people
    weeks: Counter[int] = field(default_factory=Counter)  # week in which a pair became complete -> pairs

    def add(self, other: "Counts") -> None:
        self.people += other.people
        self.late += other.late
        self.soon += other.soon
        self.states.update(other.states)
        self.weeks.update(other.weeks)


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
class Board:
    """The whole page: figures of the chosen unit, the rows of the open tree."""

    filters: Filters
    courses: tuple[Course, ...]
    rows: tuple[Row, ...]
    units: tuple[tuple[Node, int], ...]  # every unit in range with its depth, for the filter
    chosen: Node | None
    figures: Counts
    total: Cell  # complete of asked, whatever state the cells show

    @property
    def trend(self) -> tuple[int, ...]:
        """Per cent complete at the end of each of the last weeks, of what is asked on the day."""
        done, line = 0, []
        for week in range(WEEKS):
            done += self.figures.weeks[week]
            line.append(percent(done, self.total.asked) or 0)
        return tuple(line)


def percent(part: int, whole: int) -> int | None:
    """Half up; but nothing is 100 while somebody is missing."""
    if not whole:
        return None
    return min((200 * part + whole) // (2 * whole), 100 if part == whole else 99)


def week_ends(on: date) -> list[date]:
    """The last days of the weeks of the trend, the oldest first; the last is the day itself."""
    return [on - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def path(values: Sequence[int]) -> str:
    """The trend as a line in a box of 120 by 30: 0 per cent at the bottom, 100 at the top."""
    wide = (PATH_WIDTH - 4) / max(1, len(values) - 1)
    points = [f"{2 + n * wide:.1f} {PATH_HEIGHT - value * (PATH_HEIGHT - 2) / 100:.1f}" for n, value in enumerate(values)]
    return f"M{' '.join(points)}"


class Tree:
    """The units in range, in the bank's order, with what was counted in each."""

    def __init__(self, nodes: Iterable[Node], own: Mapping[int, Counts]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self._below: dict[int | None, list[Node]] = defaultdict(list)
        for node in self.nodes.values():
            self._below[node.parent if node.parent in self.nodes else None].append(node)
        for children in self._below.values():
            children.sort(key=lambda node: (node.order, node.id))
        self._own, self._sums = own, dict[int, Counts]()
        self.flat: list[tuple[Node, int]] = []
        for root in self.roots:
            self._walk(root, 0)

    @property
    def roots(self) -> list[Node]:
        return self._below[None]

    def _walk(self, node: Node, depth: int) -> Counts:
        self.flat.append((node, depth))
        whole = Counts()
        whole.add(self._own.get(node.id, Counts()))
        for child in self._below[node.id]:
            whole.add(self._walk(child, depth + 1))
        self._sums[node.id] = whole
        return whole

    def counts(self, unit: int | None) -> Counts:
        """Everybody in the unit and below it; without a unit, everybody in range."""
        if unit is not None:
            return self._sums[unit]
        whole = Counts()
        for root in self.roots:
            whole.add(self._sums[root.id])
        return whole

    def under(self, unit: int) -> list[int]:
        """The unit and all below it."""
        return [unit, *(one for child in self._below[unit] for one in self.under(child.id))]

    def below(self, unit: int) -> list[Node]:
        return self._below[unit]

    def opened(self, unit: int | None) -> set[int]:
        """The units whose children are shown: the one asked for with all above it; at first a lone root."""
        if unit is None:
            return {self.roots[0].id} if len(self.roots) == 1 else set()
        found = set[int]()
        at: int | None = unit
        while at in self.nodes and at not in found:
            found.add(at)
            at = self.nodes[at].parent
        return found


def board(nodes: Iterable[Node], own: Mapping[int, Counts], courses: Sequence[Course], filters: Filters) -> Board:
    """Everything the page, the spreadsheet and the CSV show, from the counts of each unit."""
    tree = Tree(nodes, own)
    opened = tree.opened(filters.unit)
    rows = [_row(tree, node, depth, opened, courses, filters) for node, depth in tree.flat if _is_shown(tree, node, opened)]
    if len(tree.roots) > 1:
        rows.insert(0, Row(None, 0, True, False, False, *_cells(tree.counts(None), courses, filters.state)))
    figures = tree.counts(filters.unit)
    chosen = tree.nodes[filters.unit] if filters.unit is not None else tree.roots[0] if len(tree.roots) == 1 else None
    total = _cells(figures, courses, "complete")[2]
    return Board(filters, tuple(courses), tuple(rows), tuple(tree.flat), chosen, figures, total)


def _is_shown(tree: Tree, node: Node, opened: set[int]) -> bool:
    return node in tree.roots or node.parent in opened


def _row(tree: Tree, node: Node, depth: int, opened: set[int], courses: Sequence[Course], filters: Filters) -> Row:
    is_leaf = not tree.below(node.id)
    cells = _cells(tree.counts(node.id), courses, filters.state)
    return Row(node, depth, node.id in opened and not is_leaf, is_leaf, node.id == filters.unit, *cells)


def _cells(counts: Counts, courses: Sequence[Course], state: str) -> tuple[int, tuple[Cell, ...], Cell]:
    cells = tuple(
        Cell(course.key, counts.states[course.key, state], sum(counts.states[course.key, one] for one in ASKED))
        for course in courses
    )
    return counts.people, cells, Cell("", sum(cell.part for cell in cells), sum(cell.asked for cell in cells))
