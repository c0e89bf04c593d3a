"""Half-width marks between Chinese characters: read, shown and stored as full-width ones (L20), wherever they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from learning.content.links import LINK, outside_code
from learning.content.vocabulary import DRILL_FIELDS, KEYWORDS

_HALF = re.compile(r"(?<=[\u4e00-\u9fff])[,:;?!()](?=[\u4e00-\u9fff])")
FULL = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_WORDS = "|".join((*KEYWORDS, *DRILL_FIELDS, "条款", "得分", "点评", "转到", "情绪", "结局", "红线"))
_CONTROL = re.compile(rf"\s*(?:(?:属性|Meta)\s*[:：].*|(?:- )?(?:{_WORDS})\s*[:：])")


def half_marks(text: str) -> Iterator[int]:
    """Where they stand. What the grammar itself wants in ASCII, code and addresses are no text."""
    if not _HALF.search(text):
        return
    control = _CONTROL.match(text)
    for found in _HALF.finditer(without_code(text), control.end() if control else 0):
        yield found.start()


def full_width(text: str) -> str:
    letters = list(text)
    for at in half_marks(text):
        letters[at] = FULL[text[at]]
    return "".join(letters)


def without_code(text: str) -> str:
    """Code spans and addresses as blanks, so that columns stay right."""
    if "`" not in text and "](" not in text:
        return text
    out = [" "] * len(text)
    for offset, part in outside_code(text):
        out[offset : offset + len(part)] = LINK.sub(_blank_address, part)
    return "".join(out)


def _blank_address(found: re.Match[str]) -> str:
    start = found.start(3) - found.start()
    return found[0][:start] + " " * (len(found[0]) - start)
