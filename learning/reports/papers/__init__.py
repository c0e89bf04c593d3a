"""The reports as files: one list of rows for the spreadsheet, one sheet for the printer."""

from learning.reports.papers.tables import STATES, completion, people, person

__all__ = ["STATES", "completion", "people", "person"]
