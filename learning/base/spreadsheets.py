"""Tables as files: one list of rows, written as CSV or XLSX. What a spreadsheet would run as a formula is made harmless.

Nothing here holds a whole file in memory: rows go out as they come.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

Value = str | int | float | date | None

MIMETYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"
"""The byte order mark: Excel reads the file as UTF-8 only with it."""


@dataclass(frozen=True)
class Paper:
    """A table with what must be said under it. Rows may be a generator: they are read once."""

    name: str
    header: list[str]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[tuple[str, Value]] = ()


def harmless(value: Value) -> Value:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def write(paper: Paper, ending: str, file: IO[bytes]) -> None:
    """``csv`` or ``xlsx``, as the rows come."""
    if ending == "csv":
        file.writelines(as_csv(paper))
    else:
        write_xlsx(paper, file)


def as_csv(paper: Paper) -> Iterator[bytes]:
    """UTF-8 with its mark, every cell quoted; a last line says what the table shows, if that has to be said."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    line.write(MARK)
    last = [f"{label}: {'' if value is None else value}" for label, value in paper.notes]
    for cells in _lines(paper.header, paper.rows, last):
        writer.writerow(["" if cell is None else harmless(cell) for cell in cells])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _lines(header: list[str], rows: Iterable[Sequence[Value]], last: list[str]) -> Iterator[Sequence[Any]]:
    yield header
    yield from rows
    if last:
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
        if paper.notes:
            notes = book.add_worksheet("i")
            for line, (label, value) in enumerate(paper.notes):
                notes.write_string(line, 0, label, bold)
                _write(notes, line, 1, value, day)


def _write(sheet: Any, line: int, column: int, cell: Value, day: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(line, column, cell, day)
    elif isinstance(cell, int | float):
        sheet.write_number(line, column, cell)
    elif cell is not None:
        sheet.write_string(line, column, str(harmless(cell)))
