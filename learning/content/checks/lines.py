"""The L rules that need no more than one line of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from learning.content.findings import Log
from learning.content.punctuation import without_code
from learning.content.scanner import DOTS, Line, fenced

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--")
_BOLD = re.compile(r"(?<![*\\])\*\*(?!\*)")
_WIDE_SPACE = re.compile(r"\s*(?:[-*+]|[0-9]{1,3}\.)\u3000")
_NOT_A_LIST = re.compile(r"(?:（[0-9０-９一二三四五六七八九十]{1,2}）|[一二三四五六七八九十]{1,2}、)")


def check_lines(lines: Iterable[Line], log: Log) -> None:
    inside = False
    for line, is_code in fenced(lines):
        if is_code and not inside and DOTS.match(line.text):
            log.add("L08", line.n)
        inside = is_code
        if is_code or line.is_blank:
            continue
        _check_shape(line, log)
        _check_words(line, log)


def _check_shape(line: Line, log: Log) -> None:
    if _WIDE_SPACE.match(line.text):
        log.add("L06", line.n)
    elif DOTS.match(line.text):
        log.add("L08", line.n)
    elif _NOT_A_LIST.match(line.text):
        log.add("L09", line.n)


def _check_words(line: Line, log: Log) -> None:
    text = without_code(line.text)
    if "<" in text and (tag := _TAG.search(text)):
        log.add("L02", line.n, tag.start() + 1)
    for start, words in dead_bold(text):
        log.add("L03", line.n, start + 1, text=words[:30])


def dead_bold(text: str) -> list[tuple[int, str]]:
    """Bold that CommonMark leaves as asterisks: its marks are not flanking. `**注意：**不要` is dead, `**注意**：不要` lives."""
    marks = [found.start() for found in _BOLD.finditer(text)] if "**" in text else []
    dead = []
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        if not _opens(text, start) or not _opens(text[::-1], len(text) - end - 2):
            dead.append((start, text[start : end + 2]))
    return dead


def _opens(text: str, at: int) -> bool:
    """CommonMark's left-flanking test; on the reversed line it is the right-flanking one."""
    before, after = text[at - 1 : at] if at else "", text[at + 2 : at + 3]
    if not after or after.isspace():
        return False
    return not _is_mark(after) or not before or before.isspace() or _is_mark(before)


def _is_mark(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("P") or (category.startswith("S") and character < "\x7f")
