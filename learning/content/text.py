"""Text into pieces: paragraphs, lists, tables, callouts, speech, stage directions, figures, embeds, checklists."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from learning.content.findings import Log
from learning.content.links import LINK, Link
from learning.content.lists import LIST_ITEM, read_list
from learning.content.pieces import Callout, Chunk, Code, Direction, Figure, Piece, Pointer, Rule, Say
from learning.content.scanner import Line, fence_of, fenced
from learning.content.tables import is_table_start, read_table
from learning.content.typed import plain
from learning.content.vocabulary import CALLOUTS

_RULE = re.compile(r" {0,3}(?:-{3,}|\*{3,}|_{3,})\Z")
_QUOTED = re.compile(r" {0,3}[>》] ?")
_MARKER = re.compile(r" {0,3}[>》] ?\[!([^\]]{0,40})\](.*)\Z")
BOLD_LINE = re.compile(r"\*\*([^*]{1,80})\*\*\Z")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}|[A-Z][a-z]{1,19}(?: [A-Za-z]{1,19}){0,2}")
_SPEECH = re.compile(r"([^：:（(]{1,20})(?:[（(]([^）)]{0,40})[）)])?\s?[：:](.*)\Z")


def read_text(
    lines: Sequence[Line], log: Log, speakers: Collection[str] = (), *, nested: bool = False, strict: bool = False
) -> list[Piece]:
    """The pieces of some lines. Nested text (inside a callout) holds no callouts of its own; in strict text (a script)
    whoever seems to speak must be declared."""
    return _Reader(lines, log, speakers, nested=nested, strict=strict).pieces()


class _Reader:
    def __init__(self, lines: Sequence[Line], log: Log, speakers: Collection[str], *, nested: bool, strict: bool) -> None:
        marked = list(fenced(lines))
        self.lines = [line for line, _ in marked]
        self.is_code = [code for _, code in marked]
        self.log, self.speakers, self.nested, self.strict = log, speakers, nested, strict
        self.at = 0
        self.found: list[Piece] = []

    def pieces(self) -> list[Piece]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.is_blank:
                self.at += 1
            elif self.is_code[self.at]:
                self._code()
            else:
                self._block(line)
        return self.found

    def _code(self) -> None:
        start = self.at
        ticks = fence_of(self.lines[start].text)
        self.at += 1
        while not _closes(self.lines[self.at].text, ticks):
            self.at += 1
        self.found.append(Code(self.lines[start].n, "\n".join(line.text for line in self.lines[start + 1 : self.at])))
        self.at += 1

    def _block(self, line: Line) -> None:
        if _QUOTED.match(line.text):
            self._quote()
        elif _RULE.match(line.text):
            self.found.append(Rule(line.n))
            self.at += 1
        elif is_table_start(self.lines, self.at):
            table, self.at = read_table(self.lines, self.at, self.log)
            self.found.append(table)
        elif LIST_ITEM.match(line.text):
            piece, self.at = read_list(self.lines, self.at, self.log)
            self.found.append(piece)
        else:
            self._paragraph()

    def _quote(self) -> None:
        start = self.at
        marker = self._marker(start)
        self.at += 1
        while self.at < len(self.lines) and _QUOTED.match(self.lines[self.at].text) and not self._marker(self.at):
            self.at += 1
        quoted = self.lines[start : self.at]
        if marker and not self.nested:
            self.found.append(self._callout(quoted, marker))
        else:
            text = "\n".join(re.sub(r"^ {0,3}[>》]", ">", line.text) for line in quoted)
            self.found.append(Chunk(quoted[0].n, text, is_paragraph=False))

    def _marker(self, index: int) -> re.Match[str] | None:
        return callout_marker(self.lines[index].text)

    def _callout(self, quoted: list[Line], marker: re.Match[str]) -> Callout:
        kind = marker[1].strip().upper()
        if kind not in CALLOUTS:
            self.log.add("L10", quoted[0].n, near=self.log.near(kind, CALLOUTS))
        inner = [Line(line.n, unquoted(line.text)) for line in quoted[1:]]
        title = quoted[0].text[marker.start(2) :].strip()
        if title:
            self.log.add("L11", quoted[0].n, marker.start(2) + 1)
        elif inner and (bold := BOLD_LINE.match(inner[0].text.strip())):
            title, inner = bold[1], inner[1:]
        pieces = tuple(read_text(inner, self.log, self.speakers, nested=True))
        return Callout(quoted[0].n, kind if kind in CALLOUTS else "NOTE", title, pieces)

    def _paragraph(self) -> None:
        start = self.at
        self.at += 1
        while self.at < len(self.lines) and not self._ends_paragraph():
            self.at += 1
        self._spoken(self.lines[start : self.at])

    def _ends_paragraph(self) -> bool:
        line = self.lines[self.at]
        if line.is_blank or self.is_code[self.at] or _QUOTED.match(line.text) or is_table_start(self.lines, self.at):
            return True
        if re.match(r" {0,3}(?:-{3,}|={3,})\Z", line.text):
            self.log.add("L07", line.n)
            return True
        if re.match(r" {0,3}(?:[-*+]|1\.)[ \u3000]\S", line.text):
            self.log.add("L04", line.n)
            return True
        return False

    def _spoken(self, lines: list[Line]) -> None:
        """Lines to say and stage directions stand for themselves; what is between them is ordinary text."""
        waiting: list[Line] = []
        for line in lines:
            piece = self._speech(line)
            if piece is None:
                waiting.append(line)
                continue
            self._flush(waiting)
            waiting = []
            if isinstance(piece, Say) and self.found and isinstance(self.found[-1], Say) and line is not lines[0]:
                self.log.add("R12", line.n)
            self.found.append(piece)
        self._flush(waiting)

    def _flush(self, lines: list[Line]) -> None:
        if not lines:
            return
        alone = LINK.fullmatch(lines[0].text.strip()) if len(lines) == 1 else None
        self.found.append(_alone(lines[0].n, Link(alone)) if alone else _paragraph(lines))

    def _speech(self, line: Line) -> Say | Direction | None:
        if not self.speakers:
            return None
        text = line.text.strip()
        if _is_bracketed(text):
            return Direction(line.n, text[1:-1].strip())
        found = _SPEECH.match(text)
        if not found:
            return None
        who = found[1].strip()
        if who in self.speakers:
            return Say(line.n, who, (found[2] or "").strip(), found[3].strip())
        self._suspect(line, who)
        return None

    def _suspect(self, line: Line, who: str) -> None:
        meant = [name for name in self.speakers if len(name) == len(who) >= 3 and _distance(name, who) == 1]
        if meant:
            self.log.add("R11", line.n, x=who, near=meant[0])
        elif self.strict and _NAME.fullmatch(who):
            self.log.add("R11b", line.n, x=who)


def callout_marker(text: str) -> re.Match[str] | None:
    """`> [!TIP]`, and whatever stands after it on the line."""
    return _MARKER.match(plain(text))


def unquoted(text: str) -> str:
    return _QUOTED.sub("", text, count=1)


def _closes(text: str, ticks: re.Match[str] | None) -> bool:
    found = fence_of(text)
    return bool(found and ticks and len(found[1]) >= len(ticks[1]) and not found[2].strip())


def _is_bracketed(text: str) -> bool:
    """True for one bracket round the whole line; `（一）…（二）` is not."""
    if len(text) < 3 or text[0] not in "（(" or text[-1] not in "）)":
        return False
    depth = 0
    for place, mark in enumerate(text):
        depth += (mark in "（(") - (mark in "）)")
        if depth == 0:
            return place == len(text) - 1
    return False


def _distance(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _alone(n: int, link: Link) -> Piece:
    if link.is_image:
        return Figure(n, link.text.strip(), link.url, link.title)
    if link.text.startswith("▶"):
        return Pointer(n, link.text.removeprefix("▶").strip(), link.url)
    return Chunk(n, link.source)


def _paragraph(lines: list[Line]) -> Chunk:
    return Chunk(lines[0].n, "\n".join(unescaped(line.text) for line in lines))


def unescaped(text: str) -> str:
    """A backslash at the start makes the line ordinary text; before ASCII punctuation Markdown takes it away itself."""
    start = text.lstrip()
    return start[1:] if re.match(r"\\[^!-/:-@\[-`{-~]", start) else text
