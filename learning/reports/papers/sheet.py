"""The completion report as a PDF, by typst. Only jobs load this module: the compiler costs memory that no web worker has to pay."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from learning.base import typesetting
from learning.base.clock import long_day
from learning.content.catalogue import Words
from learning.reports.papers.tables import STATES, Say, completion
from learning.reports.refusals import CannotBePrinted
from learning.reports.rules import Board, Cell, Row

SHEET = Path(__file__).parents[3] / "templates" / "reports" / "board.typ"
STANDARDS = ["a-2a", "ua-1"]


def board(  # noqa: PLR0913 -- the board, for whom, and how it is printed
    found: Board, lang: str, say: Say, positions: Mapping[str, Words], *, at: datetime, own_fonts: Path | None = None
) -> bytes:
    """A4, across, as many pages as it takes: the figures and the numbers of the page, cell by cell."""
    words = _words(found, lang, say, positions)
    if lacking := typesetting.missing(typesetting.texts(words), own_fonts):
        raise CannotBePrinted(missing=lacking)
    how: dict[str, Any] = {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": at.replace(microsecond=0)}
    return typesetting.compiled(SHEET, words, own_fonts=own_fonts, **how)


def _words(found: Board, lang: str, say: Say, positions: Mapping[str, Words]) -> dict[str, Any]:
    notes = completion(found, say, lang, positions).notes
    return {
        "lang": lang,
        "product": say("Zhili"),
        "title": say("Completion"),
        "unit": found.chosen.name.in_(lang) if found.chosen else say("All units"),
        "notes": [[label, _value(value, lang)] for label, value in notes],
        "figures": [
            [say("Completion rate"), _percent(found.total), f"{found.total.part:,} / {found.total.asked:,}"],
            [say("Overdue"), f"{found.figures.late:,}", f"/ {found.figures.people:,}"],
            [say("Due within 7 days"), f"{found.figures.soon:,}", f"/ {found.figures.people:,}"],
        ],
        "heads": [say("Unit"), *(course.title.in_(lang) for course in found.courses), say("Total")],
        "rows": [_row(row, found, lang, say) for row in found.rows],
        "scale": say("Steps at 45, 60, 75, 90") if found.filters.state == "complete" else "",
        "about": say("%(state)s, in %% of those asked; people beside the unit", state=say(STATES[found.filters.state])),
        "foot": say("Whoever is assigned a course or has completed it counts as asked."),
    }


def _row(row: Row, found: Board, lang: str, say: Say) -> dict[str, Any]:
    is_heated = found.filters.state == "complete"
    return {
        "name": row.unit.name.in_(lang) if row.unit else say("All units"),
        "depth": row.depth,
        "people": f"{row.people:,}",
        "cells": [
            {"percent": _percent(cell), "of": f"{cell.part:,}/{cell.asked:,}", "heat": cell.heat if is_heated and cell.asked else 0}
            for cell in row.cells
        ],
        "total": {"percent": _percent(row.total), "of": f"{row.total.part:,}/{row.total.asked:,}", "heat": 0},
    }


def _percent(cell: Cell) -> str:
    return "—" if cell.percent is None else f"{cell.percent}%"


def _value(value: Any, lang: str) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else value if isinstance(value, str) else long_day(value, lang)
