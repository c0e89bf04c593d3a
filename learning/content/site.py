"""The files beside the courses: standards of service, positions, glossary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from learning.content import typed
from learning.content.catalogue import Clause, Position, Term
from learning.content.english import check_ids
from learning.content.findings import Log
from learning.content.named_tables import place, tables_in
from learning.content.shown import Words
from learning.content.sources import Source

CLAUSE_HEAD = ("编号", "条款", "来源", "下次复核")
CLAUSE_HEAD_EN = ("ID", "Clause", "Source", "Review")


def read_clauses(source: Source | None, english: Source | None, today: date | None) -> tuple[dict[str, Clause], dict[str, int]]:
    """The clauses by id, and the line each stands in."""
    if source is None:
        return {}, {}
    translated = {row[0]: (area, row) for area, _, row in _clause_rows(english)} if english else {}
    if english and english.sections:
        ids = [row[0] for _, _, row in _clause_rows(source)]
        check_ids(ids, list(translated), english.log, "标准编号")
    clauses: dict[str, Clause] = {}
    lines: dict[str, int] = {}
    for area, n, row in _clause_rows(source):
        if _is_new(row[0], n, lines, source.log):
            lines[row[0]] = n
            clauses[row[0]] = _clause(area, row, translated.get(row[0]))
            _check_review(clauses[row[0]], row[3], n, source.log, today)
    return clauses, lines


def _clause_rows(source: Source) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    head = CLAUSE_HEAD if source.place.lang == "zh" else CLAUSE_HEAD_EN
    for section in source.sections:
        if section.heading is None or section.heading.level != 2:
            continue
        table = next(tables_in(section.lines, source.log), None)
        if table is None:
            source.log.add("K05b", place(section.heading), names="、".join(head))
        elif len(table.head) != len(head) or (source.place.lang == "zh" and table.head != head):
            source.log.add("K05", table.n, names="、".join(head))
        else:
            yield from ((section.heading.title, n, row) for n, row in table.rows)


def _is_new(item_id: str, n: int, lines: Mapping[str, int], log: Log) -> bool:
    if not typed.is_id(item_id):
        log.add("H01", n, id=item_id[:60])
    elif item_id in lines:
        log.add("K02", n, id=item_id, n=lines[item_id])
    else:
        return True
    return False


def _clause(area: str, row: tuple[str, ...], translated: tuple[str, tuple[str, ...]] | None) -> Clause:
    other_area, other = translated or ("", ())
    reference = Words(row[2], other[2] if other else None) if row[2] else None
    return Clause(
        id=row[0],
        text=Words(row[1], other[1] if other else None),
        area=Words(area, other_area or None),
        reference=reference,
        review_by=typed.day(row[3]),
    )


def _check_review(clause: Clause, written: str, n: int, log: Log, today: date | None) -> None:
    if written and clause.review_by is None:
        log.add("F20", n, v=written[:40])
    elif today and clause.review_by and clause.review_by < today:
        log.add("K04", n, id=clause.id, date=clause.review_by.isoformat())


def read_positions(source: Source | None, english: Source | None) -> dict[str, Position]:
    """Rows of 编号 | 中文 | English; the English may stand in a file of its own instead."""
    translated = {row[0]: row[1] for row in _rows(english) if len(row) > 1}
    return {
        row[0]: Position(row[0], Words(row[1], (row[2] if len(row) > 2 and row[2] else translated.get(row[0]))))
        for row in _rows(source)
        if len(row) > 1 and typed.is_id(row[0])
    }


def read_glossary(source: Source | None) -> tuple[Term, ...]:
    """Rows of 中文 | English | 说明."""
    return tuple(Term(row[0], row[1], row[2] if len(row) > 2 else "") for row in _rows(source) if len(row) > 1 and row[0])


def _rows(source: Source | None) -> Iterator[tuple[str, ...]]:
    if source is None:
        return
    for section in source.sections:
        for table in tables_in(section.lines, source.log):
            yield from (row for _, row in table.rows)
