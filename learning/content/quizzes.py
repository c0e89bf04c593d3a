"""A quiz: its rules from the header, its own questions, and what it draws from the banks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from learning.content import typed
from learning.content.asked import Condition, Draw, Question, Quiz
from learning.content.context import Context
from learning.content.declared import item_facts, word
from learning.content.findings import Log
from learning.content.lessons import read_prose
from learning.content.links import links
from learning.content.named_tables import section_named, table_in
from learning.content.payloads import revision_of
from learning.content.pieces import Table
from learning.content.questions.building import Defaults
from learning.content.questions.pages import DRAWING, read_questions
from learning.content.rendering import joined
from learning.content.shown import Body
from learning.content.sources import Source
from learning.content.typed import plain
from learning.content.vocabulary import KINDS, SHUFFLES

COLUMNS = ("题库", "条件", "抽取", "每题分值")
_DIFFICULTY = re.compile(r"([1-5])(?: ?[-~] ?([1-5]))?\Z")


def read_quiz(
    source: Source, english: Source | None, context: Context, banks: Mapping[str, Sequence[Question]]
) -> tuple[Quiz, list[Question]]:
    header = source.header
    questions = read_questions(source, english, context, Defaults(objectives=header.items("objectives")))
    draws = read_draws(source, context, banks)
    purpose = word(source, "purpose", "practice")
    limit = header.seconds("time")
    facts: dict[str, Any] = {
        "purpose": purpose,
        "pass_share": None if purpose == "pretest" else header.share("pass"),
        "time_limit": timedelta(seconds=limit) if limit else None,
        "attempts": header.number("attempts") or None,
        "reveal": word(source, "reveal", "handed"),
        "must_tags": header.items("must"),
        "fixed": tuple(question.id for question in questions),
        "draws": tuple(draws),
        **_shuffles(source),
    }
    zh = read_prose(source, source.sections[:1], context)
    en = read_prose(english, english.sections[:1], context) if english else None
    texts = [[one.header.text("title"), *prose.told] for one, prose in ((source, zh), (english, en)) if one and prose]
    introduction = Body(joined(zh.parts), joined(en.parts) if en else None)
    revision = revision_of(_shown(facts, texts))
    quiz = Quiz(**item_facts(source, english), **facts, introduction=introduction, revision=revision)
    return quiz, questions


def _shuffles(source: Source) -> dict[str, bool]:
    """Choices are shuffled unless the header says otherwise."""
    written = source.header.items("shuffle")
    asked = {SHUFFLES.get(one, one) for one in written} if written else {"choices"}
    return {"shuffle_questions": "questions" in asked, "shuffle_choices": "choices" in asked}


def _shown(facts: Mapping[str, Any], texts: list[Any]) -> dict[str, Any]:
    limit = facts["time_limit"]
    rules = {key: value for key, value in facts.items() if key not in ("draws", "time_limit")}
    drawn = [[draw.bank, list(draw.pool), draw.count, draw.points] for draw in facts["draws"]]
    return {**rules, "limit": limit.total_seconds() if limit else None, "draws": drawn, "texts": texts}


def read_draws(source: Source, context: Context, banks: Mapping[str, Sequence[Question]]) -> list[Draw]:
    section = section_named(source, *DRAWING)
    if section is None or section.heading is None:
        return []
    table = table_in(section, source.log, COLUMNS)
    if table is None:
        if not any(found.code == "L12" for found in source.log.found):
            source.log.add("D01", section.heading.n)
        return []
    return _rows(table, source, context, banks)


def _rows(table: Table, source: Source, context: Context, banks: Mapping[str, Sequence[Question]]) -> list[Draw]:
    draws: list[tuple[int, Draw]] = []
    for n, (bank, condition, count, points) in table.rows:
        path = _bank(bank, n, source, context)
        wanted = _condition(condition, n, source.log, context)
        number, each = typed.number(count), typed.number(points.removesuffix("分").strip())
        if number is None or each is None or number.denominator != 1 or not 1 <= number <= 200 or each <= 0:
            source.log.add("D05", n)
        elif path in banks and wanted is not None:
            pool = [question for question in banks[path] if fits(question, wanted)]
            draw = Draw(path, wanted, int(number), each, tuple(question.id for question in pool))
            _check_pool(draw, pool, n, source.log)
            _check_overlap(draw, n, draws, source.log)
            draws.append((n, draw))
    return [draw for _, draw in draws]


def _bank(cell: str, n: int, source: Source, context: Context) -> str:
    link = next(links(cell), None)
    if link is None:
        source.log.add("D02", n)
        return ""
    target = context.resolver.target(link.url, source.path, source.log, n)
    if target and target.kind != "bank":
        source.log.add("D02", n)
        return ""
    return context.resolver.file(link.url, source.path) if target else ""


def _condition(cell: str, n: int, log: Log, context: Context) -> Condition | None:
    asked: dict[str, Any] = {}
    before = len(log.found)
    for part in re.split("[;；]", cell):
        text = plain(part).strip()
        name = next((name for name in ("题型", "难度", "标签", "目标") if text.startswith(name)), None)
        if name:
            asked |= _asked(name, text[len(name) :].strip(" :"), n, log, context)
        elif text:
            log.add("D03", n, x=text[:40], near=log.near(text.partition(" ")[0], ("题型", "难度", "标签", "目标")))
    return Condition(**asked) if len(log.found) == before else None


def _asked(name: str, value: str, n: int, log: Log, context: Context) -> dict[str, Any]:
    if name == "难度":
        found = _DIFFICULTY.match(value)
        if not found or int(found[1]) > int(found[2] or found[1]):
            log.add("D04", n, x=value[:40])
            return {}
        return {"difficulty": (int(found[1]), int(found[2] or found[1]))}
    listed = typed.items(value)
    if name == "题型":
        for kind in listed:
            if kind not in KINDS:
                log.add("D03", n, x=kind[:40], near=log.near(kind, KINDS))
        return {"kinds": tuple(KINDS[kind] for kind in listed if kind in KINDS)}
    if name == "目标":
        context.check_objectives(listed, log, (n, 1))
    return {"tags" if name == "标签" else "objectives": tuple(listed)}


def fits(question: Question, wanted: Condition) -> bool:
    """Whether a draw may take this question. Stopped and void ones are never drawn."""
    low, high = wanted.difficulty or (0, 9)
    return (
        question.status == "active"
        and (not wanted.kinds or question.kind in wanted.kinds)
        and (wanted.difficulty is None or low <= (question.difficulty or 0) <= high)
        and (not wanted.tags or not set(wanted.tags).isdisjoint(question.tags))
        and (not wanted.objectives or not set(wanted.objectives).isdisjoint(question.objectives))
    )


def _check_pool(draw: Draw, pool: Sequence[Question], n: int, log: Log) -> None:
    if len(pool) < draw.count:
        log.add("D06", n, n=len(pool), k=draw.count)
    if len({len(question.parts) for question in pool}) > 1:
        log.add("D07", n)


def _check_overlap(draw: Draw, n: int, before: Sequence[tuple[int, Draw]], log: Log) -> None:
    for other_n, other in before:
        if shared := sorted(set(draw.pool) & set(other.pool)):
            log.add("D08", n, n=other_n, ids="、".join(shared[:3]))
            return
