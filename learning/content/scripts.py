"""What is said and done, line by line: the nodes of a dialogue and the segments of a meeting.

A script is read in one language into parts; parts are stored as what they are (`kind`, `who` …) beside their words, so
that the words of another language can take their place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from learning.content.context import Context
from learning.content.english import spoken
from learning.content.findings import Log, Mute
from learning.content.lessons import STEPS
from learning.content.pieces import Callout, Checklist, Direction, Piece, Pointer, Say, Table
from learning.content.rendering import render_text, render_words
from learning.content.scanner import Line
from learning.content.shown import ScriptLine, Words
from learning.content.sources import Source
from learning.content.text import read_text

Stored = Mapping[str, Any]


@dataclass
class Part:
    """One part: `facts` say what it is, `words` are the author's, with addresses in place of file paths."""

    n: int
    facts: dict[str, Any]
    words: dict[str, Any] = field(default_factory=dict)


@dataclass
class Script:
    parts: list[Part] = field(default_factory=list)
    speech: list[object] = field(default_factory=list)

    @property
    def facts(self) -> list[dict[str, Any]]:
        return [part.facts for part in self.parts]

    @property
    def words(self) -> list[dict[str, Any]]:
        return [part.words for part in self.parts]


def read_script(
    lines: Sequence[Line], source: Source, context: Context, speakers: Sequence[str], *, led: bool = False, log: Log | None = None
) -> Script:
    """The script in some lines. Led by somebody (a meeting), checklists and embeds are parts of their own."""
    pieces = read_text(lines, source.log if log is None else log, speakers, strict=True)
    script = Script(speech=spoken(pieces, speakers))
    text_from: int | None = None
    for piece in pieces:
        part = _part(piece, source, context, speakers, led=led)
        if part is None:
            text_from = piece.n if text_from is None else text_from
            continue
        if text_from is not None:
            script.parts.append(_text_part(lines, text_from, piece.n, source, context))
            text_from = None
        script.parts.append(part)
    if text_from is not None:
        script.parts.append(_text_part(lines, text_from, lines[-1].n + 1, source, context))
    return script


def _text_part(lines: Sequence[Line], begun: int, end: int, source: Source, context: Context) -> Part:
    """Ordinary text as it was written, from one line up to another."""
    numbers = [line.n for line in lines]
    written = lines[bisect_left(numbers, begun) : bisect_left(numbers, end)]
    text = "\n".join(line.text for line in written)
    return Part(begun, {"kind": "text"}, {"text": context.resolver.settle(text, source)})


def _part(piece: Piece, source: Source, context: Context, speakers: Sequence[str], *, led: bool) -> Part | None:
    """None for ordinary text."""
    settle = context.resolver.settle
    if isinstance(piece, Say):
        facts = {"kind": "say", "who": list(speakers).index(piece.who)}
        return Part(piece.n, facts, {"text": settle(piece.text, source), "tone": piece.tone})
    if isinstance(piece, Direction):
        return Part(piece.n, {"kind": "direction"}, {"text": settle(piece.text, source)})
    if led and isinstance(piece, Checklist):
        return Part(piece.n, {"kind": "ticks", "count": len(piece.items)}, {"items": [settle(one, source) for one in piece.items]})
    if led and isinstance(piece, Pointer) and (target := context.resolver.target(piece.target, source.path)):
        kind, item = (
            ("question", target.anchor) if target.kind in ("bank", "quiz") and target.anchor else (target.kind, target.item_id)
        )
        if kind == "question" or kind in STEPS:
            return Part(piece.n, {"kind": "pointed", "to": kind, "item": item}, {"title": piece.title})
        source.log.add("A09", piece.n, path=piece.target[:120], id="")
    return None


def compare_scripts(zh: Script, en: Script, log: Log, n: int) -> bool:
    """Whether the English can take the place of the Chinese, part by part; T15 and T14 say what differs."""
    if zh.speech != en.speech:
        log.add("T15", n)
        return False
    if zh.facts != en.facts or _tables(zh) != _tables(en):
        log.add("T14", n)
    return zh.facts == en.facts


def _tables(script: Script) -> list[list[int]]:
    texts = (part.words["text"] for part in script.parts if part.facts["kind"] == "text")
    return [gist(text) for text in texts]


def gist(text: str) -> list[int]:
    """The rows of its tables and the number of its callouts: what a translation repeats piece by piece."""
    from_lines = [Line(n, line) for n, line in enumerate(text.split("\n"), 1)]
    pieces = read_text(from_lines, Mute())
    return [*(len(piece.rows) for piece in pieces if isinstance(piece, Table)), sum(isinstance(one, Callout) for one in pieces)]


def script_lines(
    facts: Sequence[Stored], zh: Sequence[Stored], en: Sequence[Stored] | None, who: Sequence[Words]
) -> Iterator[ScriptLine]:
    """Stored parts as what is shown; only those that are lines."""
    for index, part in enumerate(facts):
        if part["kind"] in ("say", "direction", "text"):
            yield script_line(part, zh[index], en[index] if en else None, who)


def script_line(part: Stored, zh: Stored, en: Stored | None, who: Sequence[Words]) -> ScriptLine:
    text = _text(part["kind"], zh["text"], en["text"] if en else None)
    if part["kind"] != "say":
        return ScriptLine(part["kind"], text)
    tone = Words(zh["tone"], (en["tone"] or None) if en else None) if zh["tone"] else None
    return ScriptLine("say", text, who[part["who"]], tone)


def _text(kind: str, zh: str, en: str | None) -> Words:
    if kind == "text":
        return Words(render_text(zh), None if en is None else render_text(en, "en"))
    return Words(render_words(zh), None if en is None else render_words(en))
