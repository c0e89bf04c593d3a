"""A role-play in one language, cut into its sections and read; not yet compared with the other language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from learning.content.context import Context
from learning.content.findings import Log
from learning.content.pieces import Checklist
from learning.content.roleplays.dialogue import NodeDraft, read_nodes
from learning.content.roleplays.tables import (
    ClosingRow,
    DimensionRow,
    PersonRow,
    RubricDraft,
    read_closing,
    read_dimensions,
    read_people,
    read_rubric,
)
from learning.content.scanner import Section, check_nothing_before
from learning.content.sources import Source
from learning.content.text import read_text
from learning.content.typed import plain
from learning.content.vocabulary import OBSERVER, ROLEPLAY_SECTIONS, ROLEPLAY_SECTIONS_EN

NEEDED = {"people": "人物", "dimensions": "维度", "dialogue": "对话"}
WITH_INNER = {"dialogue": "H07d", "practice": "R44"}
NOBODY = -1
_CARD = re.compile(r"(?:角色卡|Card) ?: {0,3}(\S.*)\Z", re.IGNORECASE)


@dataclass
class Chapter:
    """A section of the second level with those under it."""

    section: Section
    inner: list[Section] = field(default_factory=list)


@dataclass
class CardDraft:
    """`who` is the place of the person, None for the observer; `id` is empty where the author gave none."""

    n: int
    id: str
    who: int | None
    text: str


@dataclass
class RoleplayDraft:
    chapters: Mapping[str, Chapter]
    background: str = ""
    people: list[PersonRow] = field(default_factory=list)
    dimensions: list[DimensionRow] = field(default_factory=list)
    nodes: list[NodeDraft] = field(default_factory=list)
    closing: list[ClosingRow] = field(default_factory=list)
    practice: str = ""
    cards: list[CardDraft] = field(default_factory=list)
    rubric: RubricDraft | None = None
    red_lines: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.people)

    def line(self, key: str) -> int:
        """Where a section stands; the top of the file when it is missing."""
        heading = self.chapters[key].section.heading if key in self.chapters else None
        return heading.n if heading else 1


def read_draft(source: Source, context: Context, log: Log) -> RoleplayDraft:
    chapters = read_chapters(source, log)
    draft = RoleplayDraft(chapters)
    of = {key: chapter.section for key, chapter in chapters.items()}
    lang = source.place.lang
    draft.background = _text(of.get("background"), source, context)
    draft.people = read_people(of.get("people"), log)
    draft.dimensions = read_dimensions(of.get("dimensions"), log)
    dimensions = tuple(one.name for one in draft.dimensions)
    if "dialogue" in chapters:
        draft.nodes = read_nodes(chapters["dialogue"].inner, log, lang, dimensions)
    draft.closing = read_closing(of.get("closing"), log)
    draft.practice = _text(of.get("practice"), source, context)
    if "practice" in chapters:
        draft.cards = _cards(chapters["practice"], draft, source, context, log)
    draft.rubric = read_rubric(of.get("rubric"), dimensions, log)
    draft.red_lines = _red_lines(of.get("red_lines"), source, context, log)
    if "practice" in chapters and "rubric" not in chapters and lang == "zh":
        log.add("R43", draft.line("practice"))
    return draft


def read_chapters(source: Source, log: Log) -> dict[str, Chapter]:
    """The sections by what they mean; whatever is none of them is reported and left out."""
    chapters: dict[str, Chapter] = {}
    current: str | None = None
    for section in source.sections:
        heading = section.heading
        if heading is None:
            check_nothing_before(section, log)
        elif heading.level == 2:
            current = _known(section, chapters, current, source, log)
        elif current:
            _inner(section, current, chapters[current], log)
    lacking = NEEDED.keys() - chapters.keys() if source.place.lang == "zh" else ()
    for key in sorted(lacking):
        log.add("R03", 1, x=NEEDED[key])
    return chapters


def _known(section: Section, chapters: dict[str, Chapter], current: str | None, source: Source, log: Log) -> str | None:
    """What a heading of the second level begins. One that is no section may be a node with a `#` too few."""
    heading = section.heading
    names = ROLEPLAY_SECTIONS if source.place.lang == "zh" else ROLEPLAY_SECTIONS_EN
    key = names.get(heading.title.casefold()) if heading else None
    if heading is None or (key and key not in chapters):
        if key:
            chapters[key] = Chapter(section)
        return key
    meant = log.near(heading.title.casefold(), names)
    if key:
        log.add("R02", heading.n, x=heading.title[:40])
    elif current == "dialogue" and not meant:
        _inner(section, current, chapters[current], log)
        return current
    else:
        log.add("R01", heading.n, x=heading.title[:40], near=meant)
    return None


def _inner(section: Section, key: str, chapter: Chapter, log: Log) -> None:
    """Nodes and cards are of the third level; elsewhere there is nothing below a section."""
    if section.heading and section.heading.level != 3 or key not in WITH_INNER:
        log.add(WITH_INNER.get(key, "H07b"), section.heading.n if section.heading else 1)
    if key in WITH_INNER:
        chapter.inner.append(section)


def _text(section: Section | None, source: Source, context: Context) -> str:
    if section is None:
        return ""
    read_text(section.lines, source.log)
    return context.resolver.settle("\n".join(line.text for line in section.lines).strip("\n"), source)


def _cards(chapter: Chapter, draft: RoleplayDraft, source: Source, context: Context, log: Log) -> list[CardDraft]:
    cards: list[CardDraft] = []
    for section in chapter.inner:
        heading = section.heading
        found = _CARD.match(plain(heading.title)) if heading else None
        if heading is None or found is None:
            log.add("R44", heading.n if heading else 1)
            continue
        name = heading.title[found.start(1) :].strip()
        who = _player(name, draft, heading.n, log)
        if who != NOBODY:
            if any(card.who == who for card in cards):
                log.add("R16", heading.n, x=name[:40])
            cards.append(CardDraft(heading.n, heading.id, who, _text(section, source, context)))
    return cards


def _player(name: str, draft: RoleplayDraft, n: int, log: Log) -> int | None:
    """The place of a person, None for the observer, NOBODY for an unknown name."""
    if name.casefold() in OBSERVER:
        return None
    if name in draft.names:
        return draft.names.index(name)
    if draft.names:
        log.add("R11", n, x=name[:40], near=log.near(name, (*draft.names, OBSERVER[0])))
    return NOBODY


def _red_lines(section: Section | None, source: Source, context: Context, log: Log) -> list[str]:
    if section is None or section.heading is None:
        return []
    items: list[str] = []
    for piece in read_text(section.lines, log):
        if isinstance(piece, Checklist):
            items.extend(context.resolver.settle(item, source) for item in piece.items)
        else:
            log.add("R04c", piece.n)
    if not items:
        log.add("R04c", section.heading.n)
    return items
