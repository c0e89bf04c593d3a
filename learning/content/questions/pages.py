"""The questions of a bank or a quiz file: which heading starts which, and which belong to a case."""

from __future__ import annotations

from dataclasses import replace

from learning.content.asked import Question
from learning.content.checks.lines import check_lines
from learning.content.context import Context
from learning.content.english import check_ids
from learning.content.findings import Log
from learning.content.limits import QUESTIONS
from learning.content.questions.building import Builder, Defaults
from learning.content.questions.draft import Draft, read_draft
from learning.content.scanner import Heading, Section
from learning.content.sources import Source
from learning.content.text import read_text
from learning.content.typed import made_up

DRAWING = ("抽题", "Draw")


def read_questions(source: Source, english: Source | None, context: Context, defaults: Defaults) -> list[Question]:
    zh = read_drafts(source, source.log)
    en = read_drafts(english, english.log) if english else []
    if english:
        check_ids(_ids(zh), _ids(en), english.log, "题目编号")
    by_id = {draft.heading.id: draft for draft in en}
    builder = Builder(source, english, context, defaults)
    return [builder.question(draft, by_id.get(draft.heading.id)) for draft in zh]


def read_drafts(source: Source, log: Log) -> list[Draft]:
    drafts: list[Draft] = []
    count = 0
    for section in source.sections[1:]:
        if section.heading is None or section.heading.title in DRAWING:
            continue
        count += 1
        if count > QUESTIONS:
            log.add("S12", section.heading.n, limit=QUESTIONS)
            break
        _place(section, section.heading, drafts, source, log)
    return drafts


def _place(section: Section, heading: Heading, drafts: list[Draft], source: Source, log: Log) -> None:
    if heading.level > 2 and not drafts:
        log.add("H07c", heading.n)
    elif heading.level > 2 and source.place.lang == "zh" and _kind(drafts[-1]) not in ("case", ""):
        log.add("Q60", heading.n)
        return
    draft = _draft(section, heading, source, log)
    if heading.level > 2 and drafts:
        drafts[-1].parts.append(draft)
    else:
        drafts.append(draft)


def _kind(draft: Draft) -> str:
    return draft.meta.kind if draft.meta else ""


def _draft(section: Section, heading: Heading, source: Source, log: Log) -> Draft:
    lang = source.place.lang
    if not heading.id and lang == "zh":
        if heading.id_col == 1 or "{#" not in heading.title:
            log.add("H02", heading.n, title=heading.title[:40])
        heading = replace(heading, id=made_up("q", heading.title))
    draft = read_draft(heading, section.lines, log, lang)
    check_lines(section.lines, log)
    read_text(draft.stem, log)
    for block in draft.blocks.values():
        read_text(block.lines, log)
    return draft


def _ids(drafts: list[Draft]) -> list[str]:
    return [one.heading.id for draft in drafts for one in (draft, *draft.parts)]
