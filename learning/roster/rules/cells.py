"""What a cell of a spreadsheet means. A spreadsheet knows text, numbers, days and nothing; people type a day in a dozen ways."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | time | date | datetime | timedelta | None

FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415
"""Days of a spreadsheet counted from 30 December 1899: from 1950 to 2100."""
BEGINNING = date(1899, 12, 30)
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
PLAIN_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
CHINESE = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U000323af]")


def text(cell: Cell) -> str:
    """The cell as one line of text: full-width signs narrow, spaces tidy; a whole number without its point."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return " ".join(unicodedata.normalize("NFKC", str(cell)).split())


def words(cell: Cell) -> str:
    """Text that keeps its full-width marks (a unit's name, a title), without spaces at its ends."""
    return " ".join(unicodedata.normalize("NFC", text(cell) if not isinstance(cell, str) else cell).split())


def name(cell: Cell) -> str:
    """A name: 张 三 and 张　三 are 张三; the parts of a name in Latin letters keep one space between them."""
    plain = words(cell)
    return plain.replace(" ", "") if CHINESE.search(plain) else plain


def day(cell: Cell) -> date | None:
    """A day; a moment in the night of a day is that day. Raises ValueError for what is none, such as 30 February."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    typed = text(cell)
    if not typed:
        return None
    if found := DAY.fullmatch(typed) or PLAIN_DAY.fullmatch(typed):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if typed.isdigit() and FIRST_SERIAL <= int(typed) <= LAST_SERIAL:
        return BEGINNING + timedelta(days=int(typed))
    raise ValueError(typed)
