"""A role-play's file and its translation, judged and made into one `Roleplay`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from learning.content.checks.lines import check_lines
from learning.content.context import Context
from learning.content.declared import item_facts, word
from learning.content.findings import Log
from learning.content.payloads import tidy
from learning.content.played import Roleplay
from learning.content.roleplays.dialogue import NodeDraft
from learning.content.roleplays.draft import RoleplayDraft, read_draft
from learning.content.roleplays.graph import check_graph, resolve
from learning.content.roleplays.health import check_health
from learning.content.roleplays.stored import roleplay_from
from learning.content.roleplays.translated import english_words, notable, words_of
from learning.content.scripts import read_script
from learning.content.sources import Source


def read_roleplay(source: Source, english: Source | None, context: Context) -> Roleplay:
    zh = _read(source, context, source.log)
    check_graph(zh.nodes, resolve(zh.nodes, source.log), source.log)
    _cite(zh, context, source.log)
    content = _facts(zh, source)
    content["zh"] = {"title": source.header.text("title"), **words_of(zh)}
    content["en"] = _english(zh, english, context) if english else None
    roleplay = roleplay_from(
        tidy(content),
        **item_facts(source, english),
        difficulty=source.header.number("difficulty") or None,
        comments=word(source, "comments", "end"),
        clauses_of={node.id: [reply.clauses for reply in node.replies] for node in zh.nodes},
        playable=bool(zh.nodes) and not source.log.has_errors,
    )
    if roleplay.playable:
        check_health(roleplay, zh, source.log)
    return roleplay


def _read(source: Source, context: Context, log: Log) -> RoleplayDraft:
    draft = read_draft(source, context, log)
    for node in draft.nodes:
        node.script = read_script(node.lines, source, context, draft.names, log=log)
        for reply in node.replies:
            for key in ("text", "comment", "red_line"):
                setattr(reply, key, context.resolver.settle(getattr(reply, key), source))
    for section in source.sections:
        check_lines(section.lines, source.log)
    return draft


def _cite(zh: RoleplayDraft, context: Context, log: Log) -> None:
    for node in zh.nodes:
        for reply in node.replies:
            context.cite(reply.clauses, log, reply.places.get("clauses", (reply.n, 1)))


def _english(zh: RoleplayDraft, english: Source, context: Context) -> dict[str, Any]:
    own = Log(english.path)
    en = _read(english, context, own)
    english.log.found.extend(found for found in own.found if notable(found.code))
    return {"title": english.header.text("title"), **english_words(zh, en, english.log)}


def _facts(zh: RoleplayDraft, source: Source) -> dict[str, Any]:
    """What scores and what leads where; the words of each language stand beside it."""
    return {
        "kind": "roleplay",
        "pass": source.header.share("pass") or Fraction(0),
        "people": [one.plays for one in zh.people],
        "dimensions": [{"weight": one.weight, "floor": one.floor} for one in zh.dimensions],
        "nodes": [_node(node, [one.name for one in zh.dimensions]) for node in zh.nodes],
        "closing": [row.from_share for row in zh.closing],
        "cards": [card.who for card in zh.cards],
        "levels": zh.rubric.points if zh.rubric else [],
        "rubric": [place for place, _, _ in zh.rubric.rows] if zh.rubric else [],
    }


def _node(node: NodeDraft, dimensions: list[str]) -> dict[str, Any]:
    return {
        "id": node.id,
        "mood": node.mood,
        "end": node.end,
        "goes_to": node.goes_to,
        "script": node.script.facts,
        "replies": [
            {"scores": [reply.scores.get(name, 0) for name in dimensions], "goes_to": reply.goes_to} for reply in node.replies
        ],
    }
