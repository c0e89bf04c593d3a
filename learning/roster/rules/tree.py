"""The units a file speaks of: known ones by code or name, new ones, and where each hangs. Loops are found before anything moves."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from learning.base.refusals import N_
from learning.roster.rules.rows import Finding, Row, wrong

Ref = int | str
"""A unit: the id of a known one, or the name of one that will be founded."""
CODE = re.compile(r"[A-Za-z0-9-]{1,32}")


@dataclass(frozen=True)
class KnownUnit:
    """An open unit as it hangs on the day."""

    id: int
    code: str
    name: str
    parent_id: int | None


@dataclass(frozen=True)
class NewUnit:
    """A unit to be founded: first named in row ``n``."""

    name: str
    code: str
    n: int
    has_row: bool


class Units:
    """Every unit of the bank and of the file. ``of_row``, ``findings`` and ``warnings`` are complete once it is made."""

    def __init__(self, known: Mapping[int, KnownUnit], root: int, rows: Iterable[Row]) -> None:
        self.known, self.root = known, root
        self.new: dict[str, NewUnit] = {}
        self.parent: dict[Ref, Ref] = {}
        self.of_row: dict[int, Ref] = {}
        self.findings: dict[int, list[Finding]] = {}
        self.warnings: dict[str, Finding] = {}
        self._said: dict[Ref, tuple[str, int]] = {}
        self._by_code = {unit.code.casefold(): unit.id for unit in known.values()}
        self._by_name: dict[str, list[int]] = {}
        for unit in known.values():
            self._by_name.setdefault(unit.name, []).append(unit.id)
        self._codes = (f"U{n:04d}" for n in count(1))
        for row in rows:
            self._of(row)
        self._hang()

    def find(self, row: Row, column: str, name: str, code: str = "", *, has_row: bool = True) -> Ref | None:
        """The unit of that code or name; one that nobody knows will be founded. A name of several units is a finding."""
        if code and code.casefold() in self._by_code:
            return self._by_code[code.casefold()]
        if not code and name.casefold() in self._by_code:
            return self._by_code[name.casefold()]
        alike = [] if code else self._by_name.get(name, [])
        if len(alike) > 1:
            self._find(row.n, wrong(column, N_("Several units are called %(unit)s. Say which by its code."), unit=name))
            return None
        if alike:
            return alike[0]
        key = name or code
        if key not in self.new:
            self.new[key] = NewUnit(key, self._code(code or key), row.n, has_row)
        elif has_row and not self.new[key].has_row:
            self.new[key] = NewUnit(key, self.new[key].code, row.n, has_row)
        return key

    def _code(self, wish: str) -> str:
        taken = {*self._by_code, *(unit.code.casefold() for unit in self.new.values())}
        if CODE.fullmatch(wish) and wish.casefold() not in taken:
            return wish
        return next(code for code in self._codes if code.casefold() not in taken)

    def _of(self, row: Row) -> None:
        if not (row.unit or row.unit_code):
            return
        if row.unit_code and not CODE.fullmatch(row.unit_code):
            self._find(row.n, wrong("unit_code", N_("Letters, digits and hyphens, 32 at most.")))
            return
        found = self.find(row, "unit", row.unit, row.unit_code)
        if found is None:
            return
        self.of_row[row.n] = found
        if not row.parent:
            return
        said, first = self._said.setdefault(found, (row.parent, row.n))
        if said != row.parent:
            gaps = {"first": first, "said": said}
            self._find(
                row.n, wrong("parent", N_("Row %(first)s puts this unit below %(said)s. A unit hangs in one place."), **gaps)
            )

    def _hang(self) -> None:
        """Each unit below the one that was said; what nobody knows and has no row of its own comes below the whole bank."""
        for unit, (said, n) in self._said.items():
            above = self.find(Row(n=n), "parent", said, has_row=False)
            if above is None:
                continue
            if above != unit and above == (self.known[unit].parent_id if isinstance(unit, int) else None):
                continue
            self.parent[unit] = above
        for key, new in self.new.items():
            if key not in self.parent:
                self.parent[key] = self.root
                says = N_("%(unit)s is new, and nobody says below which unit it hangs: it comes below the whole bank.")
                self.warnings[key] = Finding("parent", "warning", says, {"unit": new.name})
        for unit in list(self.parent):
            if loop := self._loop(unit):
                says = N_("These units would hang below one another in a circle: %(units)s.")
                self._find(self._row_of(unit), wrong("parent", says, units=" › ".join(loop)))

    def _row_of(self, unit: Ref) -> int:
        return self._said[unit][1] if unit in self._said else self.new[str(unit)].n

    def _loop(self, start: Ref) -> list[str]:
        seen: list[Ref] = []
        at: Ref | None = start
        while at is not None:
            if at in seen:
                return [self.name(one) for one in (*seen[seen.index(at) :], at)]
            seen.append(at)
            at = self.above(at)
        return []

    def above(self, unit: Ref) -> Ref | None:
        """What it hangs below once the file is applied."""
        if unit in self.parent:
            return self.parent[unit]
        return self.known[unit].parent_id if isinstance(unit, int) and unit in self.known else None

    def name(self, unit: Ref) -> str:
        return self.known[unit].name if isinstance(unit, int) else unit

    def founded(self) -> Iterator[NewUnit]:
        """The new units, each after the one it hangs below."""
        done: set[str] = set()
        waiting = list(self.new.values())
        while waiting:
            ready = [unit for unit in waiting if isinstance(up := self.parent.get(unit.name), int) or up in done]
            if not ready:
                return  # a circle: it is a finding
            yield from ready
            done.update(unit.name for unit in ready)
            waiting = [unit for unit in waiting if unit.name not in done]

    def moved(self) -> Iterator[tuple[KnownUnit, Ref]]:
        """Known units that shall hang elsewhere."""
        return ((self.known[unit], above) for unit, above in self.parent.items() if isinstance(unit, int))

    def is_within(self, unit: Ref | None, scope: frozenset[int] | None) -> bool:
        """Whether the unit is one of those, or a new one that will hang below one of them."""
        if scope is None:
            return True
        seen: set[Ref] = set()
        while isinstance(unit, str) and unit not in seen:
            seen.add(unit)
            unit = self.parent.get(unit)
        return unit in scope

    def _find(self, n: int, finding: Finding) -> None:
        self.findings.setdefault(n, []).append(finding)
