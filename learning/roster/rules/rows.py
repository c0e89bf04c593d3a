"""Rows of the sheet as values, each with what is wrong in it: all findings at once, by row and column."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from learning.base.refusals import N_
from learning.people.rules import LONGEST_NAME, STAFF_NUMBER, is_clean
from learning.roster.rules.cells import Cell, day, name, text, words
from learning.roster.rules.heads import Heads, column_of

YEARS = range(1950, 2101)
MAIL, MOBILE = re.compile(r"[^@\s]+@[^@\s]+"), re.compile(r"[0-9+() -]{3,32}")
KINDS = {
    "main": "主岗 主任职 主要 main primary",
    "second": "兼岗 兼任 兼职 兼 second secondary",
    "acting": "代理 代岗 临时代理 acting",
}
POSITIONS = {
    "teller": "柜员 综合柜员 高柜柜员 低柜柜员 teller",
    "lobby": "大堂经理 厅堂经理 lobbymanager lobby",
    "relationship": "客户经理 理财经理 customermanager relationshipmanager relationship",
    "head": "网点负责人 支行行长 行长 网点主任 营业主管 branchhead head",
    "back": "后台与新员工 后台 后台人员 新员工 backoffice backofficeandnewstaff back",
}
"""What HR's systems call the positions of ``content/positions.md``; the first is what a preview says."""
_POSITION = {word: key for key, said in POSITIONS.items() for word in said.split()}
_KIND = {word: kind for kind, said in KINDS.items() for word in said.split()}


@dataclass(frozen=True)
class Finding:
    """Something to be put right (``error``) or known (``warning``): in which column, as a sentence with gaps."""

    column: str | None
    severity: str
    says: str
    gaps: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row below the headings. What is None or empty was not said: it changes nothing."""

    n: int
    number: str = ""
    name: str = ""
    unit: str = ""
    unit_code: str = ""
    parent: str = ""
    position: str = ""
    kind: str = "main"
    from_on: date | None = None
    hired_on: date | None = None
    left_on: date | None = None
    email: str = ""
    mobile: str = ""
    name_en: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return any(one.severity == "error" for one in self.findings)


def wrong(column: str | None, says: str, **gaps: Any) -> Finding:
    return Finding(column, "error", says, gaps)


def read_rows(rows: Sequence[Sequence[Cell]], heads: Heads) -> Iterator[Row]:
    """Every row below the headings that holds anything.

    A second row of headings is passed over; a row without a staff number is an error, not silence.
    """
    for at, cells in enumerate(rows[heads.at + 1 :], start=heads.at + 2):
        here = {column: cells[place] if place < len(cells) else None for place, column in heads.columns.items()}
        if not any(text(cell) for cell in here.values()):
            continue
        if column_of(here.get("number")) == "number" or _is_second_head(here):
            continue
        yield _Reading(at, here).row()


def _is_second_head(here: Mapping[str, Cell]) -> bool:
    """Below merged headings the columns are named again, in English or more exactly."""
    said = [cell for cell in here.values() if text(cell)]
    return not text(here.get("number")) and len(said) > 1 and all(column_of(cell) for cell in said)


class _Reading:
    """Reads the cells of one row, gathering what is wrong."""

    def __init__(self, n: int, cells: Mapping[str, Cell]) -> None:
        self.n, self.cells = n, cells
        self.found: list[Finding] = []

    def row(self) -> Row:
        number = text(self.cells.get("number")).replace(" ", "")
        if not number:
            self._wrong("number", N_("The staff number is missing. If cells are merged, split them and fill each row."))
        elif not STAFF_NUMBER.fullmatch(number):
            self._wrong("number", N_("A staff number has letters, digits and hyphens, 32 at most."))
        values = {
            "name": self._line("name", LONGEST_NAME, name),
            "name_en": self._line("name_en", 120, words),
            "unit": self._line("unit", 80, words),
            "unit_code": self._line("unit_code", 32, text),
            "parent": self._line("parent", 80, words),
            "position": self._position(),
            "kind": self._kind(),
            "email": self._like("email", MAIL, N_("This is not a mail address.")),
            "mobile": self._like("mobile", MOBILE, N_("This is not a telephone number.")),
            **{column: self._day(column) for column in ("from_on", "hired_on", "left_on")},
        }
        made: Any = values
        return Row(n=self.n, number=number, findings=tuple(self.found), **made)

    def _wrong(self, column: str, says: str, **gaps: Any) -> None:
        self.found.append(wrong(column, says, **gaps))

    def _line(self, column: str, longest: int, read: Any) -> str:
        said: str = read(self.cells.get(column))
        if said.startswith("=") or said.startswith("#"):
            self._wrong(
                column, N_("This is a formula or its error (%(said)s). Put the value itself into the cell."), said=said[:20]
            )
        elif not is_clean(said):
            self._wrong(column, N_("This contains signs that cannot be stored. Please type it again."))
        elif len(said) > longest:
            self._wrong(column, N_("This is longer than %(most)s characters."), most=longest)
        return said

    def _like(self, column: str, pattern: re.Pattern[str], says: str) -> str:
        said = text(self.cells.get(column))
        if said and not (pattern.fullmatch(said) and len(said) <= 254):
            self._wrong(column, says)
        return said

    def _position(self) -> str:
        said = words(self.cells.get("position"))
        if not said:
            return ""
        known = _POSITION.get(said.casefold().replace(" ", ""))
        if known is None:
            names = "、".join(words_.split()[0] for words_ in POSITIONS.values())
            self._wrong("position", N_("There is no position “%(said)s”. Known are: %(known)s."), said=said[:40], known=names)
        return known or ""

    def _kind(self) -> str:
        said = text(self.cells.get("kind")).casefold()
        if said and said not in _KIND:
            self._wrong("kind", N_("A posting is 主岗 (main), 兼岗 (second) or 代理 (acting)."))
        return _KIND.get(said, "main")

    def _day(self, column: str) -> date | None:
        cell = self.cells.get(column)
        try:
            found = day(cell)
        except ValueError:
            self._wrong(column, N_("“%(said)s” is not a day. Write it like 2026-03-01."), said=text(cell)[:20])
            return None
        if found is not None and found.year not in YEARS:
            self._wrong(column, N_("Check the year of this day."))
            return None
        return found


def by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each person; a staff number is the same however it is capitalised."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.number:
            found.setdefault(row.number.casefold(), []).append(row)
    return found
