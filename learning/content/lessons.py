"""A lesson: text with headings and speech; questions are shown in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from learning.content.checks.lines import check_lines
from learning.content.context import Context
from learning.content.declared import item_facts
from learning.content.english import check_ids, spoken
from learning.content.items import Lesson, StepKind
from learning.content.payloads import revision_of
from learning.content.pieces import Callout, Checklist, Figure, Piece, Pointer, Table, told
from learning.content.rendering import heading_html, joined, piece_html
from learning.content.scanner import Section
from learning.content.settling import settled
from learning.content.shown import Body, Embed, TocEntry
from learning.content.sources import Source
from learning.content.text import read_text

STEPS: dict[str, StepKind] = {
    "lesson": "lesson",
    "quiz": "quiz",
    "roleplay": "roleplay",
    "meeting": "meeting",
    "task": "task",
}


@dataclass
class Prose:
    """Running text in one language: what is shown, its headings, and who speaks."""

    parts: list[str | Embed] = field(default_factory=list)
    toc: list[TocEntry] = field(default_factory=list)
    speech: list[object] = field(default_factory=list)
    gist: list[tuple[str, int]] = field(default_factory=list)
    told: list[object] = field(default_factory=list)

    @property
    def question_ids(self) -> tuple[str, ...]:
        found = (part.item_id for part in self.parts if isinstance(part, Embed) and part.kind == "question")
        return tuple(dict.fromkeys(found))


def read_lesson(source: Source, english: Source | None, context: Context) -> Lesson:
    zh = read_prose(source, source.sections, context)
    en = read_prose(english, english.sections, context) if english else None
    if english and en:
        _compare(source, zh, english, en)
    return Lesson(
        **item_facts(source, english),
        body=Body(joined(zh.parts), joined(en.parts) if en else None),
        toc={"zh": tuple(zh.toc), "en": tuple(en.toc)} if en else {"zh": tuple(zh.toc)},
        question_ids=zh.question_ids,
        revision=_revision(source, zh, english, en),
    )


def _compare(source: Source, zh: Prose, english: Source, en: Prose) -> None:
    check_ids([entry.anchor for entry in zh.toc], [entry.anchor for entry in en.toc], english.log, "小节编号")
    if zh.speech != en.speech:
        english.log.add("T15", 1)
    if zh.gist != en.gist:
        english.log.add("T14", 1)


def _revision(source: Source, zh: Prose, english: Source | None, en: Prose | None) -> str:
    """Everything shown, in both languages; where a heading stands does not matter, what it says does."""
    texts = {"zh": [source.header.text("title"), *zh.told]}
    if english and en:
        texts["en"] = [english.header.text("title"), *en.told]
    return revision_of(texts)


def read_prose(source: Source, sections: Sequence[Section], context: Context) -> Prose:
    """Checks and renders some sections of a file."""
    prose = Prose()
    speakers = source.header.items("roles")
    log = source.log
    for section in sections:
        if section.heading:
            anchor = f"s-{section.heading.id}" if section.heading.id else ""
            prose.parts.append(heading_html(section.heading.level, section.heading.title, anchor))
            prose.told.append(section.heading.title)
            prose.toc.append(TocEntry(anchor, section.heading.title, section.heading.level))
        check_lines(section.lines, log)
        context.resolver.check(section.lines, source)
        pieces = read_text(section.lines, log, speakers)
        prose.speech.extend(spoken(pieces, speakers))
        prose.gist.extend(_gist(pieces))
        prose.told.extend(told(piece) for piece in pieces)
        prose.parts.extend(_shown(piece, source, context) for piece in pieces)
    return prose


def _gist(pieces: Sequence[Piece]) -> list[tuple[str, int]]:
    """What must be repeated piece by piece in a translation: tables by rows, checklists by items, callouts, figures."""
    tables = [("table", len(piece.rows)) for piece in pieces if isinstance(piece, Table)]
    lists = [("checklist", len(piece.items)) for piece in pieces if isinstance(piece, Checklist)]
    others = [(type(piece).__name__, 1) for piece in pieces if isinstance(piece, Callout | Figure | Pointer)]
    return tables + lists + others


def _shown(piece: Piece, source: Source, context: Context) -> str | Embed:
    if isinstance(piece, Pointer) and (embed := _embed(piece, source, context)):
        return embed
    return piece_html(settled(piece, source, context.resolver), source.place.lang)


def _embed(piece: Pointer, source: Source, context: Context) -> Embed | None:
    target = context.resolver.target(piece.target, source.path)
    if target is None:
        return None
    if target.kind in ("bank", "quiz") and target.anchor:
        return Embed("question", target.anchor, piece.title)
    if target.kind == "bank":
        source.log.add("A09", piece.n, path=piece.target[:120], id="")
        return None
    kind = STEPS.get(target.kind)
    return Embed(kind, target.item_id, piece.title) if kind else None
