"""The tables of the reports as they are shown and as they are downloaded: one list of rows, written three ways.

Nothing here holds a whole file in memory: rows go out as they come.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from learning.base.refusals import N_
from learning.content.catalogue import Words
from learning.reports.queries import PersonRow
from learning.reports.rules import Board, Filters, Node, Row

Value = str | int | date | None
Say = Callable[..., str]

STATES = {
    "complete": N_("Complete"),
    "overdue": N_("Overdue"),
    "due_soon": N_("Due within 7 days"),
    "open": N_("To do"),
    "needs_again": N_("To be done again"),
    "not_assigned": N_("Not assigned"),
}
MIMETYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"
"""The byte order mark: Excel reads the file as UTF-8 only with it."""


@dataclass(frozen=True)
class Paper:
    """A table with what must be said under it. Rows may be a generator: they are read once."""

    name: str
    header: list[str]
    rows: Iterable[list[Value]]
    notes: list[tuple[str, Value]]


def harmless(value: Value) -> Value:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def completion(board: Board, say: Say, lang: str, positions: Mapping[str, Words]) -> Paper:
    """The board: for each unit its people, and for each course and in all the per cent, the part and the whole."""
    parts = [say("%"), say(STATES[board.filters.state]), say("Asked")]
    titles = [*(course.title.in_(lang) for course in board.courses), say("Total")]
    header = [say("Unit"), say("Headcount"), *(f"{title} {part}" for title in titles for part in parts)]
    rows = [_board_row(row, say, lang) for row in board.rows]
    figures = board.figures
    notes: list[tuple[str, Value]] = [
        *_filters(board.filters, say, lang, positions, board.chosen, say("All units")),
        (say("People at work, each counted once"), figures.people),
        (say("Courses asked of them"), board.total.asked),
        (say("Of these completed"), board.total.part),
        (say("People with an overdue course"), figures.late),
        (say("People with a course due within 7 days"), figures.soon),
    ]
    return Paper(say("Completion"), header, rows, notes)


def _board_row(row: Row, say: Say, lang: str) -> list[Value]:
    name = row.unit.name.in_(lang) if row.unit else say("All units")
    return [name, row.people, *(part for cell in (*row.cells, row.total) for part in (cell.percent, cell.part, cell.asked))]


def people(rows: Iterable[PersonRow], about: Any, say: Say, lang: str, positions: Mapping[str, Words]) -> Paper:
    """The people behind a cell."""
    header = [
        say("Staff number"), say("Name"), say("Unit"), say("Position"), say("Steps done"), say("Steps required"),
        say("Due date"), say("State"), say("Completed on"), say("Certificate number"),
        say("Certificate state"),
    ]  # fmt: skip
    notes: list[tuple[str, Value]] = [
        *_filters(about.filters, say, lang, positions, about.unit, ""),
        (say("Course"), about.course.title.in_(lang)),
        (say("People in the unit, each counted once"), about.total),
        *((say(STATES[state]), n) for state, n in about.by_state),
    ]
    return Paper(say("Names"), header, (person(row, say, lang, positions) for row in rows), notes)


def person(row: PersonRow, say: Say, lang: str, positions: Mapping[str, Words]) -> list[Value]:
    """One line: who, how far, until when, in which state, with which proof."""
    post = positions[row.position].in_(lang) if row.position in positions else row.position
    return [
        row.number, row.name.in_(lang), row.unit.in_(lang), post, row.steps_done, row.steps_required, row.due_on,
        say(STATES[row.state]), row.completed_on, row.certificate,
        say("Revoked") if row.is_revoked else say("Issued") if row.certificate else None,
    ]  # fmt: skip


def _filters(
    filters: Filters, say: Say, lang: str, positions: Mapping[str, Words], unit: Node | None, everywhere: str
) -> list[tuple[str, Value]]:
    post = positions[filters.position].in_(lang) if filters.position else say("All positions")
    return [
        (say("As of the end of"), filters.on),
        (say("Unit"), unit.name.in_(lang) if unit else everywhere),
        (say("Position"), post),
        (say("State shown"), say(STATES[filters.state]) if filters.state else say("All states")),
    ]


def write(paper: Paper, ending: str, file: IO[bytes]) -> None:
    """``csv`` or ``xlsx``, as the rows come."""
    if ending == "csv":
        file.writelines(as_csv(paper))
    else:
        write_xlsx(paper, file)


def as_csv(paper: Paper) -> Iterator[bytes]:
    """UTF-8 with its mark, every cell quoted; the last line says what the table shows."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    line.write(MARK)
    last = [f"{label}: {'' if value is None else value}" for label, value in paper.notes]
    for cells in _lines(paper.header, paper.rows, last):
        writer.writerow(["" if cell is None else harmless(cell) for cell in cells])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _lines(header: list[str], rows: Iterable[list[Value]], last: list[str]) -> Iterator[list[Any]]:
    yield header
    yield from rows
    yield last


def write_xlsx(paper: Paper, file: IO[bytes]) -> None:
    """The same table on one sheet, what it shows on a second. Text stays text, whatever it begins with."""
    from xlsxwriter import Workbook  # noqa: PLC0415 -- a tenth of every start, for a download

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(paper.name[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(paper.header), 14)
        for n, title in enumerate(paper.header):
            sheet.write_string(0, n, str(harmless(title)), bold)
        for line, cells in enumerate(paper.rows, 1):
            for n, cell in enumerate(cells):
                _write(sheet, line, n, cell, day)
        notes = book.add_worksheet("i")
        for line, (label, value) in enumerate(paper.notes):
            notes.write_string(line, 0, label, bold)
            _write(notes, line, 1, value, day)


def _write(sheet: Any, line: int, column: int, cell: Value, day: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(line, column, cell, day)
    elif isinstance(cell, int):
        sheet.write_number(line, column, cell)
    elif cell is not None:
        sheet.write_string(line, column, str(harmless(cell)))
