"""Pure shaping of the completion report. Loops over units, never over people."""

from learning.reports.rules.board import ASKED, STEPS, Board, Cell, Row, Shown, board, path, percent, shown
from learning.reports.rules.counts import WEEKS, Counts, Filters, Node, week_ends
from learning.reports.rules.saved import MOST_VIEWS, RHYTHMS, begin
from learning.reports.rules.tree import Tree

__all__ = [
    "ASKED", "MOST_VIEWS", "RHYTHMS", "STEPS", "WEEKS", "Board", "Cell", "Counts", "Filters", "Node", "Row", "Shown", "Tree",
    "begin", "board", "path", "percent", "shown", "week_ends",
]  # fmt: skip
