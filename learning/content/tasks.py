"""A task at work: what it asks, and under 验收 the lines that the branch head signs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from learning.content.checks.lines import check_lines
from learning.content.context import Context
from learning.content.declared import item_facts
from learning.content.english import check_ids
from learning.content.findings import Log
from learning.content.items import Task, TaskLine
from learning.content.markup import sanitise
from learning.content.named_tables import section_named
from learning.content.payloads import canonical, revision_of, tidy
from learning.content.pieces import Checklist
from learning.content.rendering import heading_html, render_text, render_words
from learning.content.scanner import Section, without_id
from learning.content.scripts import gist
from learning.content.shown import Words
from learning.content.sources import Source
from learning.content.text import read_text
from learning.content.typed import is_id, made_up
from learning.content.vocabulary import ACCEPTANCE


@dataclass
class SignedLine:
    n: int
    id: str
    text: str


def read_task(source: Source, english: Source | None, context: Context) -> Task:
    zh = _lines(source, context)
    content: dict[str, Any] = {"kind": "task", "lines": [one.id for one in zh], "zh": _words(source, zh, context), "en": None}
    if english:
        en = _lines(english, context)
        content["en"] = _words(english, en, context)
        _compare(content["zh"], content["en"], english.log)
        check_ids([one.id for one in zh], [one.id for one in en], english.log, "验收条目")
        by_id = {one.id: one.text for one in en}
        content["en"]["lines"] = [by_id.get(one.id) for one in zh]
    return task_from(tidy(content), **item_facts(source, english))


def _words(source: Source, lines: list[SignedLine], context: Context) -> dict[str, Any]:
    text = []
    for section in source.sections:
        heading = section.heading
        check_lines(section.lines, source.log)
        if heading and heading.title in ACCEPTANCE:
            continue
        read_text(section.lines, source.log)
        written = context.resolver.settle("\n".join(line.text for line in section.lines).strip("\n"), source)
        text.append({"level": heading.level if heading else 0, "title": heading.title if heading else "", "text": written})
        text[-1]["id"] = heading.id if heading else ""
    return {"title": source.header.text("title"), "text": text, "lines": [one.text for one in lines]}


def _lines(source: Source, context: Context) -> list[SignedLine]:
    section = section_named(source, *ACCEPTANCE)
    if section is None or section.heading is None:
        if source.place.lang == "zh":
            source.log.add("C01", 1, x=ACCEPTANCE[0])
        return []
    found: list[SignedLine] = []
    for piece in read_text(section.lines, source.log):
        if isinstance(piece, Checklist):
            found.extend(_signed(piece, section, source, context))
        else:
            source.log.add("C01b", piece.n, x=ACCEPTANCE[0])
    if not found and source.place.lang == "zh":
        source.log.add("C01b", section.heading.n, x=ACCEPTANCE[0])
    _check_once(found, source)
    return found


def _signed(piece: Checklist, section: Section, source: Source, context: Context) -> list[SignedLine]:
    """One item a line, each with an id of its own."""
    numbers = [line.n for line in section.lines if line.n >= piece.n and not line.is_blank]
    found = []
    for n, item in zip(numbers, piece.items, strict=False):
        text, item_id, _ = without_id(item)
        if item_id is not None and not is_id(item_id):
            source.log.add("H01", n, id=item_id[:60])
        elif not item_id and source.place.lang == "zh":
            source.log.add("H02", n, title=text[:40])
        known = item_id if item_id and is_id(item_id) else made_up("t", text)
        found.append(SignedLine(n, known, context.resolver.settle(text, source)))
    return found


def _check_once(lines: list[SignedLine], source: Source) -> None:
    seen: dict[str, int] = {}
    for one in lines:
        if one.id in seen:
            source.log.add("H03", one.n, id=one.id, file=source.path.rpartition("/")[2], n=seen[one.id])
        seen.setdefault(one.id, one.n)


def _compare(zh: Mapping[str, Any], en: dict[str, Any], log: Log) -> None:
    """The English text stands whole beside the Chinese one; what it must repeat are headings, tables and callouts."""
    ids = [[part["id"] for part in words["text"]] for words in (zh, en)]
    check_ids(ids[0], ids[1], log, "小节编号")
    if ids[0] == ids[1] and [gist(part["text"]) for part in zh["text"]] != [gist(part["text"]) for part in en["text"]]:
        log.add("T14", 1)


def task_payload(task: Task) -> dict[str, Any]:
    """A copy that the caller may keep, store and change."""
    copy: dict[str, Any] = json.loads(canonical(task.source))
    return copy


def task_from(content: Mapping[str, Any], *, id: str = "", **facts: Any) -> Task:  # noqa: A002 -- the field
    """The task that a stored payload holds. `facts` are the fields that no payload has: tags, status, path …"""
    zh, en = content["zh"], content.get("en") or {}
    facts.setdefault("title", Words(zh["title"], en.get("title") or None))
    translated = en.get("lines") or [None] * len(zh["lines"])
    return Task(
        id=id,
        text=Words(_html(zh["text"], "zh"), _html(en["text"], "en") if en else None) if zh["text"] else None,
        lines=tuple(
            TaskLine(key, Words(render_words(one), render_words(other) if other else None))
            for key, one, other in zip(content["lines"], zh["lines"], translated, strict=True)
        ),
        revision=revision_of(content),
        source=content,
        **facts,
    )


def _html(text: list[Mapping[str, Any]], lang: str) -> str:
    parts = []
    for part in text:
        if part["level"]:
            parts.append(sanitise(heading_html(part["level"], part["title"], f"s-{part['id']}" if part["id"] else "")))
        parts.append(render_text(part["text"], lang))
    return "\n".join(part for part in parts if part)
