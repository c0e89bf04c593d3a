"""Tables that a file must have: found under a heading, with a head of known names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from learning.content.findings import Log
from learning.content.pieces import Table
from learning.content.scanner import Heading, Line, Section
from learning.content.sources import Source
from learning.content.tables import is_table_start, read_table

ITEM = re.compile(r"\s{0,3}(?:[-*+]|[0-9０-９]{1,3}[.、)．）])\s{0,3}(\S.*)\Z")


def section_named(source: Source | None, *names: str) -> Section | None:
    for section in source.sections if source else ():
        if section.heading and section.heading.title.casefold() in {name.casefold() for name in names}:
            return section
    return None


def tables_in(lines: Sequence[Line], log: Log) -> Iterator[Table]:
    at = 0
    while at < len(lines):
        if is_table_start(lines, at):
            table, at = read_table(lines, at, log)
            yield table
        else:
            at += 1


def table_in(section: Section, log: Log, names: Sequence[str]) -> Table | None:
    """The first table of a section; L12 when it has another number of columns than these names."""
    table = next(tables_in(section.lines, log), None)
    if table and len(table.head) != len(names):
        log.add("L12", table.n, n=len(names), names="、".join(names), m=len(table.head))
        return None
    return table


def list_items(section: Section) -> Iterator[tuple[int, str]]:
    for line in section.lines:
        if found := ITEM.match(line.text):
            yield line.n, found[1]


def place(heading: Heading | None) -> int:
    return heading.n if heading else 1
