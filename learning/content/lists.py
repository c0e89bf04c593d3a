"""Lists: where one ends, how deep it goes, and whether it is a checklist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from learning.content.findings import Log
from learning.content.limits import LIST_DEPTH
from learning.content.pieces import Checklist, Chunk
from learning.content.scanner import Line, fence_of
from learning.content.typed import plain

LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,3}\.)(?:[ \u3000]|\Z)")
_ANY_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,3}\.)(?:[ \u3000]+|\Z)(.*)\Z")
_MANY_ON_ONE_LINE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,3}\.)[ \u3000]+){3}")
TASK = re.compile(r" {0,3}- ?\[([^\]]{0,2})\] ?(.*)\Z")


def read_list(lines: Sequence[Line], start: int, log: Log) -> tuple[Chunk | Checklist, int]:
    end = _end(lines, start)
    inside = [line for line in lines[start:end] if not line.is_blank]
    if all(TASK.match(plain(line.text)) for line in inside):
        return Checklist(inside[0].n, tuple(_task_text(line.text) for line in inside)), end
    return Chunk(inside[0].n, evened(inside, log), is_paragraph=False), end


def _end(lines: Sequence[Line], start: int) -> int:
    at = start + 1
    while at < len(lines):
        line = lines[at]
        if fence_of(line.text):
            return at
        if not line.is_blank:
            at += 1
            continue
        after = next((n for n in range(at, len(lines)) if not lines[n].is_blank), len(lines))
        if after == len(lines) or not (lines[after].text.startswith("  ") or LIST_ITEM.match(lines[after].text)):
            return at
        at = after
    return at


def _task_text(text: str) -> str:
    return task(text)[1]


def task(text: str) -> tuple[str, str]:
    """The mark between the brackets and the words of `- [x] words`."""
    found = TASK.match(plain(text))
    return (found[1].strip(), text[found.start(2) :].strip()) if found else ("", text)


def evened(lines: Sequence[Line], log: Log) -> str:
    """The list with four spaces a level, as Python-Markdown wants it; authors indent by two, three or four."""
    return "\n".join("    " * entry.level + entry.text for entry in entries(lines, log))


@dataclass(frozen=True)
class Entry:
    """A line of a list: `mark` is empty where an item goes on in another line, which is then one level deeper."""

    level: int
    mark: str
    words: str

    @property
    def text(self) -> str:
        return f"{self.mark} {self.words}" if self.mark else self.words


def entries(lines: Sequence[Line], log: Log) -> Iterator[Entry]:
    """The lines of a list with their levels; numbers run on from the first."""
    stack: list[int] = []
    counts: dict[int, int] = {}
    for line in lines:
        found = _ANY_ITEM.match(line.text)
        if not found:
            yield Entry(len(stack), "", line.text.strip())
            continue
        indent = len(found[1].expandtabs(4))
        while stack and indent < stack[-1]:
            stack.pop()
        if not stack or indent >= stack[-1] + 2:
            stack.append(indent)
        if len(stack) > LIST_DEPTH or _MANY_ON_ONE_LINE.match(line.text):
            log.add("S09b", line.n, limit=LIST_DEPTH)
            stack.pop()
        level = max(len(stack) - 1, 0)
        yield Entry(level, _mark(found[2], level, counts), found[3].strip())


def _mark(written: str, level: int, counts: dict[int, int]) -> str:
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]
    if not written.endswith("."):
        counts.pop(level, None)
        return written
    counts[level] = counts[level] + 1 if level in counts else int(written[:-1])
    return f"{counts[level] % 1000}."
