"""Pages of live practice: joining, the room, the sheet, the result, sample cases, and what is printed."""

from learning.rooms.views import cases, joining, papers, results, running, sheets
from learning.rooms.views.blueprint import bp

__all__ = ["bp", "cases", "joining", "papers", "results", "running", "sheets"]
