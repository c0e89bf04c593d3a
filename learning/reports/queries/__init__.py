"""What the completion report reads: people counted by unit, from the sums or in the rows themselves; the people behind a cell."""

from learning.reports.queries.board import board
from learning.reports.queries.people import People, PersonRow, all_people, people
from learning.reports.queries.saved import own_data, sent, view, views
from learning.reports.queries.tree import READERS, nodes, offered

__all__ = [
    "READERS", "People", "PersonRow", "all_people", "board", "nodes", "offered", "own_data", "people", "sent", "view", "views",
]  # fmt: skip
