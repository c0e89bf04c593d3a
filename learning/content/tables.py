"""Tables: a head, a line of dashes, rows. Cells are cut by us, so that the linter counts what the reader sees."""

from __future__ import annotations

import re
from collections.abc import Sequence

from learning.content.findings import Log
from learning.content.pieces import Table
from learning.content.scanner import Line
from learning.content.typed import plain

_DASHES = re.compile(r":?-+:?\Z")
_PARTS = re.compile(r"\\.|`+|[|｜]|[^\\`|｜]+|\\")
ALIGNS = {(True, True): "center", (True, False): "left", (False, True): "right"}


def is_table_start(lines: Sequence[Line], at: int) -> bool:
    if not _has_bar(lines[at].text) or at + 1 >= len(lines) or not _has_bar(lines[at + 1].text):
        return False
    return all(_DASHES.match(cell) for cell in cells(plain(lines[at + 1].text)))


def _has_bar(text: str) -> bool:
    return text.lstrip().startswith(("|", "｜"))


def read_table(lines: Sequence[Line], start: int, log: Log) -> tuple[Table, int]:
    head = cells(lines[start].text)
    marks = [(cell.startswith(":"), cell.endswith(":")) for cell in cells(plain(lines[start + 1].text))]
    aligns = tuple(ALIGNS.get(mark, "") for mark in marks) + ("",) * len(head)
    at = start + 2
    rows = []
    while at < len(lines) and _has_bar(lines[at].text):
        row = cells(lines[at].text)
        if len(row) != len(head):
            log.add("L05", lines[at].n, a=len(row), b=len(head))
        rows.append((lines[at].n, (*row, *[""] * len(head))[: len(head)]))
        at += 1
    return Table(lines[start].n, tuple(head), aligns[: len(head)], tuple(rows)), at


def cells(text: str) -> list[str]:
    """The cells of one row; a bar written as `\\|` or between back-ticks is text."""
    found: list[str] = [""]
    ticks = ""
    for part in _PARTS.findall(text.strip()):
        if part.startswith("`"):
            ticks = part if not ticks else "" if part == ticks else ticks
        if part in "|｜" and not ticks:
            found.append("")
        else:
            found[-1] += "|" if part in ("\\|", "\\｜") else part
    if ticks:
        return _cut(text)
    return _inner(found)


def with_bars(text: str) -> str:
    """The row with ASCII bars between its cells (`｜` is what a Chinese input method types)."""
    out, ticks = [], ""
    for part in _PARTS.findall(text):
        if part.startswith("`"):
            ticks = part if not ticks else "" if part == ticks else ticks
        out.append("|" if part == "｜" and not ticks else "\\|" if part == "\\｜" else part)
    return re.sub(r"(?<!\\)｜", "|", text).replace("\\｜", "\\|") if ticks else "".join(out)


def _cut(text: str) -> list[str]:
    """A back-tick that never closes hides no bars."""
    return _inner([part.replace("\\|", "|") for part in re.split(r"(?<!\\)[|｜]", text.strip())])


def _inner(found: list[str]) -> list[str]:
    """Without the empty pieces outside the first and the last bar."""
    inner = found[1:] if not found[0].strip() else found
    if len(inner) > 1 and not inner[-1].strip():
        inner = inner[:-1]
    return [cell.strip() for cell in inner]
