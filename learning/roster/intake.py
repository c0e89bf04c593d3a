"""The file as rows of cells, judged by what is in it. Nothing of it is opened before it is known how large it would become."""

import csv
import re
import zipfile
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from learning.roster.refusals import (
    FilePacked,
    FileTooLarge,
    HeadTwice,
    LockedSpreadsheet,
    NoHeads,
    NotATable,
    OldSpreadsheet,
    TooManyRows,
)
from learning.roster.rules import COLUMNS, Cell, Heads, find_heads
from learning.roster.rules.heads import FIRST_ROWS

MOST_BYTES = 6 * 2**20
MOST_ROWS = 100_000
MOST_UNPACKED, MOST_RATIO, MOST_PARTS = 50 * 2**20, 50, 200
"""security.md 4: what a spreadsheet may unpack to before it is opened; it is a ZIP."""
OLD = b"\xd0\xcf\x11\xe0"
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",\t;"


def read_table(content: bytes) -> list[list[Cell]]:
    """All rows of the first sheet that has a heading, or of a text table in UTF-8, UTF-16 or GB18030.

    Refuses what is neither, what is too large packed or unpacked, and more than 100,000 rows.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 2**20)
    if content.startswith(b"PK"):
        return _sheet(content)
    if content.startswith(OLD):
        raise OldSpreadsheet
    return _text(content)


def heads_of(rows: list[list[Cell]]) -> Heads:
    """Where the headings stand. Refuses a table without a column for the staff number, or with one column twice."""
    heads = find_heads(rows)
    if heads is None:
        raise NoHeads(rows=FIRST_ROWS)
    if heads.twice:
        raise HeadTwice(column=COLUMNS[heads.twice])
    return heads


def _sheet(content: bytes) -> list[list[Cell]]:
    _weigh(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        first: list[list[Cell]] = []
        for name in book.sheet_names[:10]:
            sheet = book.get_sheet_by_name(name)
            if sheet.height > MOST_ROWS:
                raise TooManyRows(most=MOST_ROWS)
            rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            if find_heads(rows):
                return rows
            first = first or rows
        return first
    except (CalamineError, OSError, ValueError) as error:
        raise LockedSpreadsheet from error


def _weigh(content: bytes) -> None:
    """What the parts say they unpack to; calamine reads each part only as far as it says."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise LockedSpreadsheet from error
    whole = sum(part.file_size for part in parts)
    packed_size = sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or whole > MOST_UNPACKED or (whole > 2**20 and whole / packed_size > MOST_RATIO):
        raise FilePacked(most=MOST_UNPACKED // 2**20)


def _text(content: bytes) -> list[list[Cell]]:
    text = _decoded(content)
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(DELIMITERS, key=head.count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(rows) == MOST_ROWS:
                raise TooManyRows(most=MOST_ROWS)
            rows.append(list(row))
    except csv.Error as error:
        raise NotATable from error
    return rows


def _decoded(content: bytes) -> str:
    bom = next((name for sign, name in BOMS.items() if content.startswith(sign)), None)
    for encoding in (bom,) if bom else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise NotATable
