"""Whether the English of a role-play still is the same role-play: what is repeated must agree with the Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from learning.content.english import check_ids
from learning.content.findings import Log
from learning.content.roleplays.dialogue import NodeDraft
from learning.content.roleplays.draft import RoleplayDraft
from learning.content.roleplays.replies import ReplyDraft
from learning.content.scripts import compare_scripts
from learning.content.vocabulary import ROLEPLAY_SECTIONS

Words = dict[str, Any]
NOTABLE = ("F", "H", "L", "S", "T", "A")
NOTABLE_RULES = ("R01", "R02", "R11", "R12", "R15", "R16", "R22", "R44")
_NAMES = {key: name for name, key in ROLEPLAY_SECTIONS.items()}


def notable(code: str) -> bool:
    """Findings in English text that no T rule says: points, targets and tables are judged in the Chinese alone."""
    return code[0] in NOTABLE and code not in ("F19", "L12") or code in NOTABLE_RULES


def words_of(draft: RoleplayDraft) -> Words:
    rubric = draft.rubric
    return {
        "background": draft.background,
        "people": [{"name": one.name, "note": one.note} for one in draft.people],
        "dimensions": [{"name": one.name, "note": one.note} for one in draft.dimensions],
        "nodes": [_node(node) for node in draft.nodes],
        "closing": [row.text for row in draft.closing],
        "practice": draft.practice,
        "cards": [card.text for card in draft.cards],
        "levels": rubric.levels if rubric else [],
        "rubric": [{"observed": observed, "cells": cells} for _, observed, cells in rubric.rows] if rubric else [],
        "red_lines": draft.red_lines,
    }


def _node(node: NodeDraft) -> Words:
    replies = [{"text": one.text, "comment": one.comment, "red_line": one.red_line} for one in node.replies]
    return {"title": node.title, "script": node.script.words, "replies": replies}


def english_words(zh: RoleplayDraft, en: RoleplayDraft, log: Log) -> Words:
    """The English words, place by place; what does not fit is left out, so that the Chinese is shown there."""
    check_ids([_NAMES[key] for key in zh.chapters], [_NAMES[key] for key in en.chapters], log, "小节")
    words = words_of(en)
    _check_tables(zh, en, words, log)
    words["nodes"] = _nodes(zh, en, log)
    return words


def _check_tables(zh: RoleplayDraft, en: RoleplayDraft, words: Words, log: Log) -> None:
    """T14: as many rows, and the weights, marks and points that are repeated are the same."""
    for key, chinese, english in _compared(zh, en):
        chapter = "rubric" if key == "levels" else "practice" if key == "cards" else key
        if len(chinese) != len(english):
            if chapter in zh.chapters and chapter in en.chapters:
                log.add("T14", en.line(chapter))
            words[key] = []
        elif chinese != english:
            log.add("T14b", en.line(chapter))
    if [card.id for card in zh.cards] != [card.id for card in en.cards] and words["cards"]:
        check_ids([card.id for card in zh.cards], [card.id for card in en.cards], log, "小节", en.line("practice"))


def _compared(zh: RoleplayDraft, en: RoleplayDraft) -> list[tuple[str, Sequence[object], Sequence[object]]]:
    def rows(draft: RoleplayDraft) -> dict[str, Sequence[object]]:
        return {
            "people": [one.plays for one in draft.people],
            "dimensions": [(one.weight, one.floor) for one in draft.dimensions],
            "closing": [row.from_share for row in draft.closing],
            "cards": [card.who for card in draft.cards],
            "levels": draft.rubric.points if draft.rubric else [],
            "rubric": [place for place, _, _ in draft.rubric.rows] if draft.rubric else [],
            "red_lines": ["" for _ in draft.red_lines],
        }

    chinese, english = rows(zh), rows(en)
    return [(key, chinese[key], english[key]) for key in chinese]


def _nodes(zh: RoleplayDraft, en: RoleplayDraft, log: Log) -> list[Words | None]:
    check_ids([node.id for node in zh.nodes], [node.id for node in en.nodes], log, "节点", en.line("dialogue"))
    english = {node.id: node for node in en.nodes}
    speakers_fit = len(zh.people) == len(en.people)
    return [_fitted(node, english[node.id], log, speakers_fit=speakers_fit) if node.id in english else None for node in zh.nodes]


def _fitted(zh: NodeDraft, en: NodeDraft, log: Log, *, speakers_fit: bool) -> Words:
    words = _node(en)
    if not (speakers_fit and compare_scripts(zh.script, en.script, log, en.heading.n)):
        words["script"] = []
    if len(zh.replies) != len(en.replies):
        log.add("T11", en.heading.n, a=len(en.replies), b=len(zh.replies))
        words["replies"] = []
    else:
        for one, other in zip(zh.replies, en.replies, strict=True):
            _check_remarks(one, other, log)
    return words


def _check_remarks(zh: ReplyDraft, en: ReplyDraft, log: Log) -> None:
    """T13. A red line may be left untranslated: it is then named in Chinese."""
    if bool(zh.comment) != bool(en.comment) or (en.red_line and not zh.red_line):
        log.add("T13", en.n)
