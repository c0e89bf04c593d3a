"""Whether the English of a question still asks the same: what is repeated must agree with the Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from learning.content.findings import Log
from learning.content.questions.answers import Answers
from learning.content.questions.draft import Draft

COUNTED = ("gaps", "items", "left", "right", "classes", "criteria")
_SAID_BY_T = {
    *("Q20", "Q21", "Q22", "Q23", "Q24", "Q25", "Q29", "Q31", "Q32", "Q33", "Q35", "Q36"),
    *("Q40", "Q42", "Q43", "Q47", "Q48", "Q51", "Q52"),
}


def notable(code: str) -> bool:
    """Findings in English text that a T rule does not already say."""
    return code not in _SAID_BY_T


def fits(zh: Mapping[str, Any], en: Mapping[str, Any]) -> bool:
    """True when the English can stand in for the Chinese, place by place."""
    return all(len(zh.get(key, ())) == len(en.get(key, ())) for key in ("choices", *COUNTED))


def compare_answers(zh: tuple[Draft, Answers], en: tuple[Draft, Answers], log: Log) -> None:
    (chinese, asked), (english, answered) = zh, en
    if len(chinese.choices) != len(english.choices):
        log.add("T11", english.n, a=len(english.choices), b=len(chinese.choices))
    elif not _same_key(asked.key, answered.key):
        log.add("T12", english.n)
    if any(len(asked.words.get(key, ())) != len(answered.words.get(key, ())) for key in COUNTED):
        log.add("T14", english.n)
    elif asked.key.get("classes") and asked.key["classes"] != answered.key.get("classes"):
        log.add("T12", english.n)
    if _remarks(chinese) != _remarks(english):
        log.add("T13", english.n)


def _same_key(zh: Mapping[str, Any], en: Mapping[str, Any]) -> bool:
    """An answer that the English leaves out is read from the Chinese; one that it repeats must be the same."""
    return all(en.get(key, zh.get(key)) == zh.get(key) for key in ("marks", "answer", "low", "high"))


def _remarks(draft: Draft) -> list[object]:
    comments = [bool(choice.comment) for choice in draft.choices]
    return [*comments, *(key in draft.blocks for key in ("hint", "explanation", "reference", "model"))]
