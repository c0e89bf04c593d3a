"""One question in one language, cut into stem, choices, keyword blocks and parts; not yet judged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from learning.content.findings import Log
from learning.content.questions.choices import CHOICE_LINE, ChoiceDraft, read_choices
from learning.content.questions.meta import META_LINE, Meta, read_meta
from learning.content.scanner import Heading, Line, fenced
from learning.content.typed import plain
from learning.content.vocabulary import KEYWORDS, KEYWORDS_EN, MISTAKEN

_KEYWORD = re.compile(r"\s{0,3}([^\s:：*【】\[\]][^:：*【】\[\]]{0,18})\s*[:：](.*)\Z")
_DRESSED = re.compile(r"\s{0,3}(?:【([^】]{1,10})】\s*[:：]?|\*\*([^*]{1,10})\*\*\s*[:：]|\*\*([^*]{1,10})[:：]\*\*)(.*)\Z")
_ENGLISH = {name.lower(): key for name, key in KEYWORDS_EN.items()}


@dataclass
class Block:
    """What stands after a keyword, as lines; the first is the rest of the keyword's own line."""

    n: int
    col: int
    lines: list[Line]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines).strip()


@dataclass
class Draft:
    heading: Heading
    meta: Meta | None
    stem: list[Line] = field(default_factory=list)
    choices: list[ChoiceDraft] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    parts: list[Draft] = field(default_factory=list)
    all_lines: tuple[Line, ...] = ()

    @property
    def n(self) -> int:
        return self.heading.n

    def text(self, key: str) -> str:
        return self.blocks[key].text if key in self.blocks else ""

    def place(self, key: str) -> tuple[int, int]:
        """Where a property stands, or the heading when it is not written."""
        return (self.meta.places.get(key) if self.meta else None) or (self.n, 1)


def read_draft(heading: Heading, lines: tuple[Line, ...], log: Log, lang: str) -> Draft:
    draft = Draft(heading, None, all_lines=lines)
    body = _without_meta(lines, draft, log, lang)
    current: list[Line] = []
    before = current
    for line, is_code in fenced(body):
        block = None if is_code else keyword(line, log, lang)
        if block is None:
            current.append(line)
            continue
        key, started = block
        if key in draft.blocks:
            log.add("Q10", line.n, k=keyword_name(key, lang), n=draft.blocks[key].n)
        else:
            draft.blocks[key] = started
        current = started.lines
    draft.stem, draft.choices = read_choices(before, log)
    return draft


def _without_meta(lines: Iterable[Line], draft: Draft, log: Log, lang: str) -> list[Line]:
    rest = []
    for line, is_code in fenced(lines):
        found = None if is_code else META_LINE.match(line.text)
        if not found:
            rest.append(line)
        elif lang != "zh":
            log.add("T05", line.n, k=found[1])
        elif draft.meta is None:
            if line.n != draft.n + 1:
                log.add("Q09", line.n)
            draft.meta = read_meta(line, log)
        else:
            log.add("Q09", line.n)
    return rest


def keyword(line: Line, log: Log, lang: str) -> tuple[str, Block] | None:
    """The block that this line begins, and its key; Q11 where the word is a near-miss."""
    if dressed := _DRESSED.match(line.text):
        return _mistaken(line, next(part for part in dressed.groups()[:3] if part), dressed, log, lang)
    found = _KEYWORD.match(line.text)
    if not found or CHOICE_LINE.match(plain(line.text)):
        return None
    word = found[1].strip()
    key = KEYWORDS.get(word) or (_ENGLISH.get(word.lower()) if lang != "zh" else None)
    if key:
        return key, _block(line, found.start(2))
    return _mistaken(line, word, found, log, lang) if word in MISTAKEN else None


def _mistaken(line: Line, word: str, found: re.Match[str], log: Log, lang: str) -> tuple[str, Block] | None:
    right = word if word in KEYWORDS else MISTAKEN.get(word)
    key = KEYWORDS.get(right or "") or _ENGLISH.get(word.lower())
    if not key:
        return None
    written = line.text[: found.start(found.lastindex or 0)].strip().rstrip("：:")
    log.add("Q11", line.n, x=written[:20], k=keyword_name(key, lang))
    return key, _block(line, found.start(found.lastindex or 0))


def _block(line: Line, start: int) -> Block:
    return Block(line.n, start + 1, [Line(line.n, line.text[start:].lstrip())])


def keyword_name(key: str, lang: str) -> str:
    names = KEYWORDS if lang == "zh" else KEYWORDS_EN
    return next(name for name, known in names.items() if known == key)
