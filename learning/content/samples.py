"""A sample case: a scene written out, and the sheet of somebody who knows. On these, observers learn to score alike.

It belongs to a role-play of its course, whose rubric and red lines it uses. Passing is the business of the rooms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from learning.content.checks.lines import check_lines
from learning.content.context import Context
from learning.content.declared import item_facts
from learning.content.english import check_ids
from learning.content.findings import Log
from learning.content.named_tables import table_in, tables_in
from learning.content.payloads import both, canonical, revision_of, tidy
from learning.content.pieces import Checklist
from learning.content.played import Roleplay, Sample
from learning.content.rendering import render_text, render_words
from learning.content.scanner import Section, check_nothing_before
from learning.content.scripts import Script, compare_scripts, read_script, script_lines
from learning.content.shown import Words
from learning.content.sources import Source
from learning.content.text import read_text
from learning.content.typed import plain
from learning.content.vocabulary import SAMPLE_SECTIONS, SAMPLE_SECTIONS_EN

SHEET = ("观察点", "等级", "理由")
NEEDED = {"script": "经过", "sheet": "参考评分", "evidence": "依据"}
_QUOTES = '“”"「」 \n'


@dataclass
class SampleDraft:
    """`rows` are line, what is observed, the level's points as written, and why."""

    chapters: dict[str, Section] = field(default_factory=dict)
    script: Script = field(default_factory=Script)
    rows: list[tuple[int, str, str, str]] = field(default_factory=list)
    red_lines: list[tuple[int, str]] = field(default_factory=list)

    def line(self, key: str) -> int:
        section = self.chapters.get(key)
        return section.heading.n if section and section.heading else 1


def read_sample(source: Source, english: Source | None, context: Context, roleplays: Mapping[str, Roleplay]) -> Sample:
    scene = _scene(source, roleplays)
    zh = _read(source, context)
    content: dict[str, Any] = {
        "kind": "sample",
        "roleplay": source.header.text("scene"),
        "script": zh.script.facts,
        "points": _points(zh, scene, source.log) if scene else [],
        "red_lines": _crossed(zh, scene, source.log) if scene else [],
        "zh": _words(source, zh, context),
        "en": None,
    }
    _check_evidence(source, zh, content["zh"])
    if english:
        content["en"] = _english(english, zh, _read(english, context), context)
    facts = item_facts(source, english)
    return sample_from(tidy(content), playable=not source.log.has_errors, **facts)


def _scene(source: Source, roleplays: Mapping[str, Roleplay]) -> Roleplay | None:
    """The role-play whose rubric is used (P01); while that one has errors, nothing is held against it."""
    written = source.header.text("scene")
    scene = roleplays.get(written)
    if scene is not None and scene.rubric.rows:
        return scene if scene.playable else None
    if written:
        known = [key for key, one in roleplays.items() if one.rubric.rows]
        source.log.add("P01", *source.header.place("scene"), x=written[:60], near=source.log.near(written, known))
    return None


def _read(source: Source, context: Context) -> SampleDraft:
    log, draft = source.log, SampleDraft()
    names = SAMPLE_SECTIONS if source.place.lang == "zh" else SAMPLE_SECTIONS_EN
    for section in source.sections:
        heading = section.heading
        check_lines(section.lines, log)
        key = names.get(heading.title.casefold()) if heading else None
        if heading is None:
            check_nothing_before(section, log)
        elif heading.level != 2:
            log.add("H07b", heading.n)
        elif key is None:
            log.add("R01", heading.n, x=heading.title[:40], near=log.near(heading.title.casefold(), names))
        elif key in draft.chapters:
            log.add("R02", heading.n, x=heading.title[:40])
        else:
            draft.chapters[key] = section
    lacking = [key for key in NEEDED if key not in draft.chapters] if source.place.lang == "zh" else []
    for key in lacking:
        log.add("R03", 1, x=NEEDED[key])
    if "script" in draft.chapters:
        draft.script = read_script(draft.chapters["script"].lines, source, context, source.header.items("roles"))
    draft.rows = _sheet(draft.chapters.get("sheet"), log)
    draft.red_lines = _ticked(draft.chapters.get("red_lines"), log)
    return draft


def _sheet(section: Section | None, log: Log) -> list[tuple[int, str, str, str]]:
    if section is None or section.heading is None:
        return []
    if next(tables_in(section.lines, log), None) is None:
        log.add("R04", section.heading.n, x=section.heading.title[:40])
        return []
    table = table_in(section, log, SHEET)
    return [(n, observed, level, why) for n, (observed, level, why) in (table.rows if table else ())]


def _ticked(section: Section | None, log: Log) -> list[tuple[int, str]]:
    if section is None or section.heading is None:
        return []
    found = [(piece.n, item) for piece in read_text(section.lines, log) if isinstance(piece, Checklist) for item in piece.items]
    if not found:
        log.add("R04c", section.heading.n)
    return found


def _points(draft: SampleDraft, scene: Roleplay, log: Log) -> list[int]:
    """The reference's points row by row of the rubric: every row once (P02, P03, R16), a level that it offers (P04)."""
    rows = _observed(scene)
    offered = {str(level.points): level.points for level in scene.rubric.levels}
    given: dict[str, int] = {}
    for n, observed, level, why in draft.rows:
        if observed not in rows:
            log.add("P02", n, x=observed[:40], near=log.near(observed, rows))
        elif observed in given:
            log.add("R16", n, x=observed[:40])
        elif plain(level) not in offered:
            log.add("P04", n, x=level[:40], options="、".join(offered))
        if not why:
            log.add("P05", n)
        given[observed] = offered.get(plain(level), 0)
    for lacking in [row for row in rows if row not in given] if draft.rows else ():
        log.add("P03", draft.line("sheet"), x=lacking[:40])
    if list(given) != rows and given.keys() == set(rows):
        log.add("P08", draft.line("sheet"))
    return [given.get(row, 0) for row in rows]


def _observed(scene: Roleplay) -> list[str]:
    return [row["observed"] for row in scene.source["zh"]["rubric"]]


def _crossed(draft: SampleDraft, scene: Roleplay, log: Log) -> list[int]:
    """The places of the red lines that are crossed (P06)."""
    known = list(scene.source["zh"]["red_lines"])
    for n, item in draft.red_lines:
        if item not in known:
            log.add("P06", n, x=item[:40], near=log.near(item, known))
    return sorted({known.index(item) for _, item in draft.red_lines if item in known})


def _words(source: Source, draft: SampleDraft, context: Context) -> dict[str, Any]:
    def text(key: str) -> str:
        lines = draft.chapters[key].lines if key in draft.chapters else []
        return context.resolver.settle("\n".join(line.text for line in lines).strip("\n"), source)

    return {
        "title": source.header.text("title"),
        "people": list(source.header.items("roles")),
        "situation": text("situation"),
        "script": draft.script.words,
        "whys": [why for _, _, _, why in draft.rows],
        "evidence": text("evidence"),
        "comment": text("comment"),
    }


def _check_evidence(source: Source, draft: SampleDraft, words: Mapping[str, Any]) -> None:
    """P07: the sentence that proves the score was really said."""
    if "evidence" in draft.chapters and "script" in draft.chapters:
        said = "\n".join(str(part.get("text", "")) for part in draft.script.words)
        wanted = words["evidence"].strip(_QUOTES)
        if not wanted or wanted not in re.sub(r"\*\*", "", said):
            source.log.add("P07", draft.line("evidence"))


def _english(english: Source, zh: SampleDraft, en: SampleDraft, context: Context) -> dict[str, Any]:
    """Its words; what does not fit is left out, so that the Chinese is shown there."""
    log, words = english.log, _words(english, en, context)
    check_ids(_named(zh), _named(en), log, "小节")
    if not compare_scripts(zh.script, en.script, log, en.line("script")):
        words["script"] = []
    if len(zh.rows) != len(en.rows) or len(zh.red_lines) != len(en.red_lines):
        log.add("T14", en.line("sheet"))
        words["whys"] = []
    elif [plain(row[2]) for row in zh.rows] != [plain(row[2]) for row in en.rows]:
        log.add("T14b", en.line("sheet"))
    _check_evidence(english, en, words)
    return words


def _named(draft: SampleDraft) -> list[str]:
    return [name for name, key in SAMPLE_SECTIONS.items() if key in draft.chapters]


def sample_payload(sample: Sample) -> dict[str, Any]:
    """A copy that the caller may keep, store and change."""
    copy: dict[str, Any] = json.loads(canonical(sample.source))
    return copy


def sample_from(content: Mapping[str, Any], *, id: str = "", **facts: Any) -> Sample:  # noqa: A002 -- the field
    """The sample case that a stored payload holds. `facts` are the fields that no payload has."""
    zh, en = content["zh"], content.get("en") or {}
    facts.setdefault("title", Words(zh["title"], en.get("title") or None))
    people = tuple(Words(one, other) for one, other in _pairs(zh["people"], en.get("people")))
    return Sample(
        id=id,
        roleplay=content["roleplay"],
        situation=both(zh, en, "situation", render_text),
        script=tuple(script_lines(content["script"], zh["script"], en.get("script"), people)),
        points=tuple(content["points"]),
        red_lines=tuple(content["red_lines"]),
        whys=tuple(Words(render_words(one), render_words(two) if two else None) for one, two in _pairs(zh["whys"], en.get("whys"))),
        evidence=both(zh, en, "evidence", render_text),
        comment=both(zh, en, "comment", render_text),
        revision=revision_of(content),
        source=content,
        **facts,
    )


def _pairs(zh: Sequence[str], en: Sequence[str] | None) -> list[tuple[str, str | None]]:
    return list(zip(zh, en if en and len(en) == len(zh) else [None] * len(zh), strict=True))
