"""Ordered lists (排序) and two-column tables (配对, 归类)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from learning.content.findings import Log
from learning.content.pieces import Table
from learning.content.questions.choosing import normal
from learning.content.questions.draft import Draft
from learning.content.scanner import Line
from learning.content.tables import is_table_start, read_table
from learning.content.typed import plain

STEP = re.compile(r" {0,3}([0-9]{1,2}[.,)] {0,3})(?=\S)(.*)\Z")


def read_items(draft: Draft, log: Log) -> tuple[str, list[str]]:
    """The stem, and the steps in their right order."""
    stem: list[str] = []
    items: list[str] = []
    for line in draft.stem:
        found = STEP.match(plain(line.text))
        if not found:
            if not items:
                stem.append(line.text)
            elif not line.is_blank:
                log.add("Q15", line.n)
            continue
        written = line.text[found.start(1) : found.end(1)]
        if not re.match(r"[0-9]{1,2}\. ", written):
            log.add("Q41", line.n, mark=written.strip(), right=f"{int(re.sub('[^0-9]', '', found[1]))}. ")
        items.append(line.text[found.start(2) :].strip())
    if not 3 <= len(items) <= 8:
        log.add("Q40", draft.n, n=len(items))
    return "\n".join(stem).strip(), items


@dataclass
class Pairs:
    stem: str = ""
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


def read_pairs(draft: Draft, log: Log, *, classes: bool) -> Pairs:
    at = next((at for at in range(len(draft.stem)) if is_table_start(draft.stem, at)), None)
    if at is None:
        log.add("Q42", draft.n)
        return Pairs(_text(draft.stem))
    table, end = read_table(draft.stem, at, log)
    pairs = Pairs(_text(draft.stem[:at]))
    if stray := next((line for line in draft.stem[end:] if not line.is_blank), None):
        log.add("Q15", stray.n)
    if len(table.head) != 2:
        log.add("Q43", table.n)
        return pairs
    _check_rows(table, log, classes=classes)
    pairs.left, pairs.right = [row[0] for _, row in table.rows], [row[1] for _, row in table.rows]
    return pairs


def _text(lines: list[Line]) -> str:
    return "\n".join(line.text for line in lines).strip()


def _check_rows(table: Table, log: Log, *, classes: bool) -> None:
    if not 2 <= len(table.rows) <= 10:
        log.add("Q48", table.n, n=len(table.rows))
    left: dict[str, int] = {}
    right: dict[str, int] = {}
    for n, (item, place) in table.rows:
        if not place:
            log.add("Q44", n)
        if item and normal(item) in left:
            log.add("Q45", n, a=item[:40], n=left[normal(item)])
        if place and not classes and normal(place) in right:
            log.add("Q46", n, b=place[:40])
        left.setdefault(normal(item), n)
        right.setdefault(normal(place), n)
    if classes and len([name for name in right if name]) < 2:
        log.add("Q47", table.n)
