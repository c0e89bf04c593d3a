"""course.md: what a course is about, what it wants to reach, and the steps in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from learning.content import typed
from learning.content.catalogue import Objective, Position
from learning.content.context import Context
from learning.content.declared import item_facts, words
from learning.content.english import check_ids
from learning.content.findings import Log, Mute, near
from learning.content.items import Item, Step
from learning.content.lessons import read_prose
from learning.content.links import Link, links
from learning.content.named_tables import list_items, section_named, table_in
from learning.content.rendering import joined
from learning.content.scanner import Section
from learning.content.shown import Body, Words
from learning.content.sources import Source

OBJECTIVES = ("学习目标", "Objectives", "Learning objectives")
OUTLINE = ("大纲", "Outline")
REQUIRED = ("必修", "Required")
_REQUIRED_MARK = re.compile(r"[（(]\s*(必修|required)\s*[)）]", re.IGNORECASE)
_OPTIONAL_MARK = re.compile(r"[（(]\s*(选修|optional)\s*[)）]", re.IGNORECASE)
ALL = ("全部", "all")


def read_objectives(source: Source | None, log: Log) -> list[tuple[int, str, str]] | None:
    """Line, id and text of each row under 学习目标; None when there is no such table."""
    section = section_named(source, *OBJECTIVES)
    table = table_in(section, log, ("编号", "目标")) if section else None
    if table is None:
        return None
    for n, (item_id, _) in table.rows:
        if not typed.is_id(item_id):
            log.add("H01", n, id=item_id[:60])
    return [(n, item_id, text) for n, (item_id, text) in table.rows]


def objectives_of(source: Source, english: Source | None) -> tuple[Objective, ...]:
    zh = read_objectives(source, Mute()) or []
    en = read_objectives(english, Mute()) if english else None
    if english and en is not None:
        check_ids([item_id for _, item_id, _ in zh], [item_id for _, item_id, _ in en], english.log, "学习目标编号")
    translated = {item_id: text for _, item_id, text in en or ()}
    return tuple(Objective(item_id, Words(text, translated.get(item_id))) for _, item_id, text in zh)


@dataclass(frozen=True)
class Listed:
    """One line of the outline: which file, and whether the author marked it."""

    n: int
    path: str
    mark: bool | None


def read_outline(source: Source, context: Context) -> list[Listed] | None:
    section = section_named(source, *OUTLINE)
    if section is None:
        source.log.add("C01", 1, x="大纲")
        return None
    listed = []
    for n, text in list_items(section):
        link = next(links(text), None)
        target = context.resolver.target(link.url, source.path, source.log, n, link.col) if link else None
        if link is None or (target and target.kind in ("bank", "course")):
            source.log.add("C08", n)
        elif target:
            listed.append(Listed(n, context.resolver.file(link.url, source.path), _mark(text, link)))
    return listed


def check_outline(source: Source, english: Source | None) -> None:
    """T14: the English outline has as many lines."""
    zh, en = section_named(source, *OUTLINE), section_named(english, *OUTLINE)
    if english and zh and en and en.heading and len(list(list_items(zh))) != len(list(list_items(en))):
        english.log.add("T14", en.heading.n)


def _mark(text: str, link: Link) -> bool | None:
    rest = text.replace(link.source, "")
    return True if _REQUIRED_MARK.search(rest) else False if _OPTIONAL_MARK.search(rest) else None


def steps_of(listed: Iterable[Listed], items: Mapping[str, Item]) -> tuple[Step, ...]:
    """`items` are the pages by path; a stopped page is no step."""
    found: dict[str, Step] = {}
    for line in listed:
        item: Any = items.get(line.path)
        if item is None or item.status != "active" or item.id in found:
            continue
        required = _by_default(item) if line.mark is None else line.mark
        found[item.id] = Step(item.id, item.kind, item.title, required, item.minutes, item.edition)
    return tuple(found.values())


def _by_default(item: Any) -> bool:
    """A pretest may be skipped; tasks and meetings are asked only where the author says so."""
    if item.kind == "quiz":
        return bool(item.purpose != "pretest")
    return item.kind in ("lesson", "roleplay")


def read_required(
    source: Source, context: Context, items: Mapping[str, Item], positions: Mapping[str, Position], outline: tuple[Step, ...]
) -> dict[str, tuple[str, ...]]:
    """`## 必修`: position → the steps it must do, in the order of the outline."""
    section = section_named(source, *REQUIRED)
    table = table_in(section, source.log, ("岗位", "课")) if section else None
    found: dict[str, tuple[str, ...]] = {}
    for n, (who, what) in table.rows if table else ():
        keys = _keys(what, n, source, context, items, outline)
        ordered = tuple(step.key for step in outline if step.key in keys)
        for position in _positions(who, n, positions, source.log):
            found[position] = ordered
    return found


def _positions(cell: str, n: int, positions: Mapping[str, Position], log: Log) -> list[str]:
    names = {name: key for key, one in positions.items() for name in (key, one.name.zh)}
    written = typed.items(cell)
    for one in written:
        if names and one not in names:
            log.add("C06", n, x=one[:40], near=log.near(one, names))
    return [names.get(one, one) for one in written if not names or one in names]


def _keys(cell: str, n: int, source: Source, context: Context, items: Mapping[str, Item], outline: tuple[Step, ...]) -> set[str]:
    """Steps as links, ids or titles; `全部` stands for every required one."""
    keys: set[str] = set()
    by_name = {name: step.key for step in outline for name in (step.key, step.title.zh)}
    for link in links(cell):
        context.resolver.target(link.url, source.path, source.log, n)
        item = items.get(context.resolver.file(link.url, source.path))
        keys |= {item.id} if item else set()
        cell = cell.replace(link.source, "、")
    for one in typed.items(cell):
        if one.casefold() in ALL:
            keys |= {step.key for step in outline if step.required}
        elif one in by_name:
            keys.add(by_name[one])
        else:
            source.log.add("C07", n, x=one[:40], near=near(one, by_name))
    return keys


def introduction_of(source: Source, english: Source | None, context: Context) -> Body:
    zh = read_prose(source, _own_words(source), context)
    en = read_prose(english, _own_words(english), context) if english else None
    return Body(joined(zh.parts), joined(en.parts) if en else None)


def _own_words(source: Source) -> list[Section]:
    named = {name.casefold() for name in (*OBJECTIVES, *OUTLINE, *REQUIRED)}
    return [one for one in source.sections if one.heading is None or one.heading.title.casefold() not in named]


def course_facts(source: Source, english: Source | None) -> dict[str, Any]:
    facts = item_facts(source, english)
    facts["key"] = facts.pop("id")
    for unused in ("objectives", "path"):
        facts.pop(unused)
    audience = source.header.items("audience")
    translated = english.header.items("audience") if english else ()
    paired = translated if len(translated) == len(audience) else (None,) * len(audience)
    return {
        **facts,
        "summary": words(source, english, "summary"),
        "order": source.header.number("order"),
        "audience": tuple(Words(zh, en) for zh, en in zip(audience, paired, strict=True)),
    }
