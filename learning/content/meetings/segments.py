"""The segments of a meeting in one language: how long each takes, what is said, how a drill is run."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from learning.content import typed
from learning.content.context import Context
from learning.content.findings import Log
from learning.content.pieces import Table
from learning.content.scanner import Heading, Line, Section, check_nothing_before, fenced
from learning.content.scripts import Script, read_script
from learning.content.sources import Source
from learning.content.tables import is_table_start, read_table
from learning.content.typed import made_up, plain
from learning.content.vocabulary import DRILL, DRILL_FIELDS, DRILL_FIELDS_EN

TITLE = re.compile(r"(?:\d{1,2}\. {0,2})?(.*?) *\(([^()]*)\)\Z")
_FIELD = re.compile(r" {0,3}([^:\s]{1,12}) ?: {0,3}(\S.*)\Z")
_CLAUSES = re.compile(r"\s*(?:- )?(条款|Clauses)\s*[:：](.*)\Z")


@dataclass
class SegmentDraft:
    heading: Heading
    title: str
    seconds: int | None
    is_drill: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    cues: Table | None = None
    has_table: bool = False
    clauses: tuple[str, ...] = ()
    clauses_at: tuple[int, int] = (1, 1)
    script: Script = field(default_factory=Script)

    @property
    def id(self) -> str:
        return self.heading.id


def read_segments(source: Source, context: Context, speakers: Sequence[str], drills: Collection[str] | None) -> list[SegmentDraft]:
    """`drills` are the ids of the segments that are drills; None: their titles say so."""
    log = source.log
    segments: list[SegmentDraft] = []
    for section in source.sections:
        if section.heading is None:
            check_nothing_before(section, log)
        elif section.heading.level != 2:
            log.add("H07b", section.heading.n)
        else:
            segment = _segment(section.heading, source, log)
            segment.is_drill = segment.title.startswith(DRILL) if drills is None else segment.id in drills
            lines = _read_fields(section, segment, source, log)
            segment.script = read_script(lines, source, context, speakers, led=True)
            segments.append(segment)
    return segments


def _segment(heading: Heading, source: Source, log: Log) -> SegmentDraft:
    found = TITLE.match(plain(heading.title))
    seconds = typed.seconds(found[2]) if found else None
    title = heading.title[found.start(1) : found.end(1)].strip() if found and seconds else heading.title
    if source.place.lang == "zh":
        if not seconds:
            log.add("M01", heading.n, x=heading.title[:40])
        if not heading.id:
            if heading.id_col == 1 or "{#" not in heading.title:
                log.add("H02", heading.n, title=title[:40])
            heading = replace(heading, id=made_up("s", title))
    return SegmentDraft(heading, title, seconds)


def _read_fields(section: Section, draft: SegmentDraft, source: Source, log: Log) -> list[Line]:
    """Takes clauses, and in a drill its fields and its table of cues; returns the lines that are left."""
    left: list[Line] = []
    for line, is_code in fenced(section.lines):
        if is_code or not (_take_clauses(line, draft, source, log) or _take_field(line, draft, source, log)):
            left.append(line)
    return _without_cues(left, draft, log) if draft.is_drill else left


def _take_clauses(line: Line, draft: SegmentDraft, source: Source, log: Log) -> bool:
    found = _CLAUSES.match(line.text)
    if not found:
        return False
    if source.place.lang != "zh":
        log.add("T05", line.n, k=found[1])
    elif draft.clauses:
        log.add("R16", line.n, x=found[1])
    else:
        draft.clauses = tuple(typed.items(found[2]))
        draft.clauses_at = (line.n, found.start(2) + 1 + len(found[2]) - len(found[2].lstrip()))
    return True


def _take_field(line: Line, draft: SegmentDraft, source: Source, log: Log) -> bool:
    found = _FIELD.match(plain(line.text)) if draft.is_drill else None
    name = line.text[found.start(1) : found.end(1)] if found else ""
    key = DRILL_FIELDS.get(name) or (DRILL_FIELDS_EN.get(name.casefold()) if source.place.lang != "zh" else None)
    if not found or not key:
        return False
    if key in draft.fields:
        log.add("R16", line.n, x=name)
    else:
        draft.fields[key] = line.text[found.start(2) :].strip()
    return True


def _without_cues(lines: list[Line], draft: SegmentDraft, log: Log) -> list[Line]:
    at = next((at for at in range(len(lines)) if is_table_start(lines, at)), None)
    if at is None:
        return lines
    table, end = read_table(lines, at, log)
    draft.has_table = True
    if len(table.head) != 2:
        log.add("L12", table.n, n=2, names="口令、应答", m=len(table.head))
        return lines
    draft.cues = table
    return lines[:at] + lines[end:]
