"""The tables of a role-play in one language: who is there, what is scored, what is said at the end, the rubric."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from learning.content import typed
from learning.content.findings import Log, Mute
from learning.content.limits import DIMENSIONS
from learning.content.named_tables import table_in, tables_in
from learning.content.pieces import Table
from learning.content.scanner import Section
from learning.content.typed import plain
from learning.content.vocabulary import OTHERWISE, PLAYED_BY, PLAYED_BY_EN

PEOPLE = ("称呼", "扮演", "说明")
COLUMNS = ("维度", "权重", "及格", "说明")
CLOSING = ("得分", "评语")
RUBRIC = ("维度", "观察点", "优秀（3）", "合格（2）")
_FROM = re.compile(r"(?:≥|>=|>) ?([0-9.]{1,6} ?%)\Z")
_LEVEL = re.compile(r"(.*?) ?\( ?(\d{1,3}) ?(?:分|points?)? ?\)\Z")


@dataclass
class PersonRow:
    n: int
    name: str
    plays: str
    note: str


@dataclass
class DimensionRow:
    n: int
    name: str
    weight: Fraction
    floor: Fraction | None
    note: str


@dataclass
class ClosingRow:
    n: int
    from_share: Fraction | None
    text: str


@dataclass
class RubricDraft:
    """`points` of the levels; each row is the place of its dimension, what is observed, and a cell for each level."""

    levels: list[str] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    rows: list[tuple[int, str, list[str]]] = field(default_factory=list)


def _table(section: Section | None, names: tuple[str, ...], log: Log) -> Table | None:
    """R04 when there is no table at all, L12 when it has other columns."""
    if section is None or section.heading is None:
        return None
    if next(tables_in(section.lines, Mute()), None) is None:
        log.add("R04", section.heading.n, x=section.heading.title[:40])
        return None
    return table_in(section, log, names)


def _named(table: Table | None, log: Log) -> Sequence[tuple[int, tuple[str, ...]]]:
    """The rows; each should have a name that nobody had before."""
    seen: set[str] = set()
    for n, row in table.rows if table else ():
        if not row[0]:
            log.add("R04b", n)
        elif row[0] in seen:
            log.add("R16", n, x=row[0][:40])
        seen.add(row[0])
    return table.rows if table else ()


def read_people(section: Section | None, log: Log) -> list[PersonRow]:
    table = _table(section, PEOPLE, log)
    people = [PersonRow(n, name, _plays(plays, n, log), note) for n, (name, plays, note) in _named(table, log)]
    if table and all(one.plays for one in people) and sum(one.plays == "learner" for one in people) != 1:
        log.add("R06", table.n)
    return people


def _plays(written: str, n: int, log: Log) -> str:
    plays = PLAYED_BY.get(written) or PLAYED_BY_EN.get(written.casefold(), "")
    if not plays:
        log.add("R05", n, near=log.near(written, PLAYED_BY))
    return plays


def read_dimensions(section: Section | None, log: Log) -> list[DimensionRow]:
    table = _table(section, COLUMNS, log)
    if table and len(table.rows) > DIMENSIONS:
        log.add("S05", table.n, cols=len(COLUMNS), rows=DIMENSIONS)
        return []
    rows, known = [], True
    for n, (name, weight, floor, note) in _named(table, log):
        share, least = typed.share(weight), typed.share(floor) if floor else None
        if share is None:
            log.add("R07", n, x=weight[:40])
            known = False
        if floor and least is None:
            log.add("F19", n, v=floor[:40])
        rows.append(DimensionRow(n, name, share or Fraction(0), least, note))
    whole = sum((row.weight for row in rows), Fraction(0))
    if table and known and whole != 1:
        log.add("R08", table.n, n=typed.decimal(whole * 100))
    return rows


def read_closing(section: Section | None, log: Log) -> list[ClosingRow]:
    table = _table(section, CLOSING, log)
    rows: list[ClosingRow] = []
    for n, (written, text) in table.rows if table else ():
        share = _from(written)
        if share is None and not _is_rest(written):
            log.add("R31", n, x=written[:40])
        elif rows and rows[-1].from_share is None:
            log.add("R30", rows[-1].n)
        elif share is not None and rows and rows[-1].from_share is not None and share >= rows[-1].from_share:
            log.add("R32", n)
        else:
            rows.append(ClosingRow(n, share, text))
    if table and rows and rows[-1].from_share is not None:
        log.add("R33", rows[-1].n)
    return rows


def _from(written: str) -> Fraction | None:
    found = _FROM.match(plain(written).strip())
    return typed.share(found[1]) if found else None


def _is_rest(written: str) -> bool:
    return written.casefold() in OTHERWISE


def read_rubric(section: Section | None, dimensions: tuple[str, ...], log: Log) -> RubricDraft | None:
    if section is None or section.heading is None:
        return None
    table = next(tables_in(section.lines, log), None)
    if table is None:
        log.add("R04", section.heading.n, x=section.heading.title[:40])
        return None
    if len(table.head) < len(RUBRIC):
        log.add("L12", table.n, n=len(RUBRIC), names="、".join(RUBRIC), m=len(table.head))
        return None
    draft = RubricDraft()
    _read_levels(table, draft, log)
    for n, row in table.rows:
        if not all(row[1:]):
            log.add("R42", n)
        if row[0] in dimensions:
            draft.rows.append((dimensions.index(row[0]), row[1], list(row[2:])))
        elif dimensions:
            log.add("R18", n, x=row[0][:40], near=log.near(row[0], dimensions))
    return draft


def _read_levels(table: Table, draft: RubricDraft, log: Log) -> None:
    known = True
    for head in table.head[2:]:
        found = _LEVEL.match(plain(head).strip())
        if not found:
            log.add("R40", table.n, x=head[:40])
            known = False
        draft.levels.append(head[: found.end(1)].strip() if found else head)
        draft.points.append(int(found[2]) if found else 0)
    if known and any(after >= before for before, after in zip(draft.points, draft.points[1:], strict=False)):
        log.add("R41", table.n)
