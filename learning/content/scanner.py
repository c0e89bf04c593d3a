"""Cuts a file into lines, fences and sections. Our own scanner owns the structure: it knows every line's number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from learning.content.findings import Log
from learning.content.limits import TITLE_CHARACTERS
from learning.content.typed import is_id, plain

FENCE = re.compile(r" {0,3}(`{3,})([^`]*)\Z")
DOTS = re.compile(r" {0,3}·{3,}")
_DOTTED_FENCE = re.compile(r" {0,3}·{3,8}[A-Za-z]{0,20}\Z")
HEADING = re.compile(r"([#＃]{1,6})([ \t\u3000]*)(.*)\Z")


class Line(NamedTuple):
    n: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Heading:
    n: int
    level: int
    title: str
    id: str = ""
    id_col: int = 1


@dataclass(frozen=True)
class Section:
    """A heading (None before the first) and the lines under it, up to the next heading of any level."""

    heading: Heading | None
    lines: tuple[Line, ...]


def numbered(lines: list[str], first: int) -> list[Line]:
    return [Line(n, text.rstrip()) for n, text in enumerate(lines, first)]


def ticked(text: str) -> str:
    """`···`, which a Chinese input method types for three back-ticks, as back-ticks (L08)."""
    return text.replace("·", "`") if _DOTTED_FENCE.match(text) else text


def fence_of(text: str) -> re.Match[str] | None:
    return FENCE.match(ticked(text))


def fenced(lines: Iterable[Line], log: Log | None = None) -> Iterator[tuple[Line, bool]]:
    """Each line, and whether it belongs to a code block. A fence that never closes is text (L01)."""
    rest = list(lines)
    ends = _fence_ends(rest, log)
    if not ends:
        for line in rest:
            yield line, False
        return
    inside_until = -1
    for index, line in enumerate(rest):
        if index > inside_until and index in ends:
            inside_until = ends[index]
        yield line, index <= inside_until


def _fence_ends(lines: list[Line], log: Log | None) -> dict[int, int]:
    ends: dict[int, int] = {}
    opened: tuple[int, int] | None = None
    for index in [n for n, line in enumerate(lines) if "```" in line.text or "···" in line.text]:
        found = fence_of(lines[index].text)
        if found and opened is None:
            opened = (index, len(found[1]))
        elif found and opened and len(found[1]) >= opened[1] and not found[2].strip():
            ends[opened[0]], opened = index, None
    if opened and log and not DOTS.match(lines[opened[0]].text):
        log.add("L01", lines[opened[0]].n)
    return ends


def sections(lines: list[Line], log: Log) -> list[Section]:
    """The sections of a body, in order; the first has no heading and may be empty."""
    found: list[tuple[Heading | None, list[Line]]] = [(None, [])]
    level = 1
    for line, is_code in fenced(lines, log):
        heading = None if is_code else read_heading(line, log)
        if heading is None:
            found[-1][1].append(line)
            continue
        if heading.level > level + 1:
            log.add("H07", line.n)
        level = heading.level
        found.append((heading, []))
    return [Section(heading, tuple(under)) for heading, under in found]


def check_nothing_before(section: Section, log: Log) -> None:
    """H07b for text before the first heading, where a file is nothing but sections."""
    if stray := next((line for line in section.lines if not line.is_blank), None):
        log.add("H07b", stray.n)


def read_heading(line: Line, log: Log) -> Heading | None:
    found = HEADING.match(line.text)
    if not found or (len(found[1]) == 1 and not found[2]):
        return None
    title, item_id, col = without_id(found[3])
    _check_marks(line, found, title, log)
    if item_id is not None and not is_id(item_id):
        log.add("H01", line.n, found.start(3) + col, id=item_id[:60])
    known = item_id if item_id and is_id(item_id) else ""
    return Heading(line.n, min(max(len(found[1]), 2), 4), title, known, found.start(3) + col)


def _check_marks(line: Line, found: re.Match[str], title: str, log: Log) -> None:
    if "＃" in found[1]:
        log.add("H05", line.n)
    elif not found[2]:
        log.add("H04", line.n, len(found[1]) + 1)
    if len(found[1]) == 1:
        log.add("H06", line.n)
    if len(found[1]) > 4:
        log.add("H07", line.n)
    if not title or len(title) > TITLE_CHARACTERS:
        log.add("H08", line.n, limit=TITLE_CHARACTERS)


def without_id(text: str) -> tuple[str, str | None, int]:
    """`标题 {#id}` without its id, the id if one is written, and its column from 0."""
    twin = plain(text).rstrip()
    start = twin.rfind("{#")
    if not twin.endswith("}") or start < 0:
        return text.strip(), None, 1
    return text[:start].strip(), twin[start + 2 : -1].strip(), start + 1
