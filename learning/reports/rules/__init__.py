"""Pure shaping of the completion report. Loops over units, never over people."""

from learning.reports.rules.board import ASKED, STEPS, Board, Cell, Row, Shown, board, path, percent, shown
from learning.reports.rules.counts import WEEKS, Counts, Filters, Node, week_ends
from learning.reports.rules.history import History, counts_on
from learning.reports.rules.lives import Asked, Line, Stay, line, live_through, stay, with_heads
from learning.reports.rules.saved import MOST_VIEWS, RHYTHMS, begin
from learning.reports.rules.tree import Tree

__all__ = [
    "ASKED", "MOST_VIEWS", "RHYTHMS", "STEPS", "WEEKS", "Asked", "Board", "Cell", "Counts", "Filters", "History", "Line", "Node",
    "Row", "Shown", "Stay", "Tree", "begin", "board", "counts_on", "line", "live_through", "path", "percent", "shown", "stay",
    "week_ends", "with_heads",
]  # fmt: skip
