"""Chinese files and their translations: what belongs together, and whether it still says the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from learning.content.findings import Log
from learning.content.pieces import Callout, Direction, Piece, Say
from learning.content.scanner import Section
from learning.content.shown import Term
from learning.content.sources import Source
from learning.content.typed import plain

_STRUCTURE = re.compile(r"\s*(?:- )?(?:属性|得分|转到|情绪|结局|条款)\s*:")
_NOT_TRANSLATED = {"抽题", "必修"}


def digest_of(source: Source) -> str:
    """Twelve digits for the title and words of a Chinese file; properties, scores and targets do not count."""
    words = [source.header.text("title")]
    for section in source.sections:
        title = section.heading.title if section.heading else ""
        if title not in _NOT_TRANSLATED:
            words += [title, *(line.text for line in section.lines)]
    tidy = (plain(unicodedata.normalize("NFC", line)).strip() for line in words)
    text = "\n".join(line for line in tidy if line and not _STRUCTURE.match(line))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def check_pair(source: Source, english: Source | None) -> None:
    """T01 and T02: is there a translation, and of which Chinese."""
    if english is None:
        source.log.add("T01", 1)
        return
    written = english.header.text("source")
    current = digest_of(source)
    if written and written != current:
        english.log.add("T02", *english.header.place("source"), a=written[:12], b=current)


def check_ids(zh: Sequence[str], en: Sequence[str], log: Log, what: str, n: int = 1) -> None:
    """T10: the same ids in the same order."""
    if list(zh) == list(en):
        return
    lacking, extra = [one for one in zh if one not in en], [one for one in en if one not in zh]
    diff = "；".join(
        f"{word} {'、'.join(ids[:5])}" for word, ids in (("缺", lacking), ("多", extra)) if ids
    )  # the words are Chinese in both languages: they quote the table of format.md
    log.add("T10", n, what=what, diff=diff or "次序不同")


def check_terms(source: Source, english: Source, glossary: Iterable[Term]) -> None:
    """G01, section by section: where the Chinese has a term of the glossary, the English has its translation. A long term
    is taken out before a short one that is part of it is looked for."""
    translated = {_id(section): section for section in english.sections}
    terms = sorted(glossary, key=lambda term: -len(term.zh))
    for section in source.sections:
        other = translated.get(_id(section))
        if other is None or (section.heading and (not section.heading.id or section.heading.title in _NOT_TRANSLATED)):
            continue
        chinese, words = _words(section), _words(other).casefold()
        for term in terms:
            if term.zh in chinese and not any(one.strip().casefold() in words for one in re.split("[/;；]", term.en)):
                english.log.add("G01", other.heading.n if other.heading else 1, zh=term.zh, en=term.en)
            chinese = chinese.replace(term.zh, "")


def _id(section: Section) -> str:
    return section.heading.id if section.heading else ""


def _words(section: Section) -> str:
    lines = [line.text for line in section.lines if not _STRUCTURE.match(plain(line.text))]
    return "\n".join([section.heading.title if section.heading else "", *lines])


def spoken(pieces: Iterable[Piece], speakers: Sequence[str]) -> list[object]:
    """Who speaks when, by the place of the speaker in 角色, and where the stage directions stand."""
    found: list[object] = []
    for piece in pieces:
        if isinstance(piece, Say):
            found.append(speakers.index(piece.who))
        elif isinstance(piece, Direction):
            found.append("direction")
        elif isinstance(piece, Callout):
            found.extend(spoken(piece.inner, speakers))
    return found
