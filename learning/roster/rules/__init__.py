"""Pure decisions about a roster: what a heading and a cell mean, and what a file changes in the bank as it is."""

from learning.roster.rules.bank import Bank, KnownPerson, KnownPost
from learning.roster.rules.cells import Cell
from learning.roster.rules.heads import COLUMNS, Heads, find_heads
from learning.roster.rules.people import ATTRIBUTES, Line
from learning.roster.rules.plan import ACTS, COUNTED, Plan, plan
from learning.roster.rules.rows import Finding, Row, read_rows
from learning.roster.rules.tree import KnownUnit

ONE_IN = 20
"""A full list that closes more than one in so many needs a second word."""

__all__ = [
    "ACTS",
    "ATTRIBUTES",
    "Bank",
    "COLUMNS",
    "COUNTED",
    "Cell",
    "Finding",
    "Heads",
    "KnownPerson",
    "KnownPost",
    "KnownUnit",
    "Line",
    "ONE_IN",
    "Plan",
    "Row",
    "find_heads",
    "plan",
    "read_rows",
]
