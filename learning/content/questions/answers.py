"""What each type of question needs, and what is wrong when it is not there. Texts are kept by language, keys apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from learning.content.findings import Log
from learning.content.questions.choosing import check_choices
from learning.content.questions.draft import Draft
from learning.content.questions.gaps import read_gaps
from learning.content.questions.numbers import read_range
from learning.content.questions.rows import read_items, read_pairs
from learning.content.scanner import Line
from learning.content.tables import is_table_start
from learning.content.typed import decimal, number, plain
from learning.content.vocabulary import KINDS, NO, YES

CRITERION = re.compile(r"\s{0,3}[-*] ?([0-9.]{1,6}) ?(?:分|points?|pts?) ?[:：](.*)\Z", re.IGNORECASE)
ZH_KINDS = {kind: zh for zh, kind in KINDS.items()}


@dataclass
class Answers:
    """`words` are in the draft's language; `key` is the same in every language."""

    words: dict[str, Any] = field(default_factory=dict)
    key: dict[str, Any] = field(default_factory=dict)


def read_answers(draft: Draft, kind: str, log: Log) -> Answers:
    stem = "\n".join(line.text for line in draft.stem).strip("\n")
    answers = Answers({"title": draft.heading.title, "stem": stem.strip()})
    if kind in _READERS:
        _misplaced(draft, kind, log)
        _READERS[kind](draft, answers, log)
    for name in ("hint", "explanation", "reference"):
        if draft.text(name):
            answers.words[name] = draft.text(name)
    return answers


def _misplaced(draft: Draft, kind: str, log: Log) -> None:
    if draft.choices and kind not in ("single", "multiple"):
        log.add("Q30", draft.choices[0].n)
    if "answer" in draft.blocks and kind not in ("truefalse", "number"):
        log.add("Q33", draft.blocks["answer"].n)


def _choices(draft: Draft, answers: Answers, log: Log) -> None:
    answers.key["marks"] = [choice.mark for choice in draft.choices]
    answers.words["choices"] = [
        {"text": choice.text, "feedback": choice.feedback} if choice.feedback else {"text": choice.text} for choice in draft.choices
    ]


def _single(draft: Draft, answers: Answers, log: Log) -> None:
    check_choices(draft, log, several=False)
    _choices(draft, answers, log)


def _multiple(draft: Draft, answers: Answers, log: Log) -> None:
    check_choices(draft, log, several=True)
    _choices(draft, answers, log)


def _truefalse(draft: Draft, answers: Answers, log: Log) -> None:
    block = draft.blocks.get("answer")
    value = block.text.strip(" 。.").lower() if block else ""
    if value in YES | NO:
        answers.key["answer"] = value in YES
    elif block:
        log.add("Q31b", block.n, block.col, v=value[:40])
    else:
        log.add("Q31", draft.n)


def _gaps(draft: Draft, answers: Answers, log: Log) -> None:
    answers.words["stem"], answers.words["gaps"] = read_gaps(draft, log)


def _number(draft: Draft, answers: Answers, log: Log) -> None:
    block = draft.blocks.get("answer")
    found = read_range(block.text) if block else None
    if found is None:
        log.add("Q32", *((block.n, block.col) if block else (draft.n, 1)), v=block.text[:40] if block else "")
        return
    answers.key["low"], answers.key["high"] = found.low, found.high
    if found.unit:
        answers.words["unit"] = found.unit


def _order(draft: Draft, answers: Answers, log: Log) -> None:
    answers.words["stem"], answers.words["items"] = read_items(draft, log)


def _match(draft: Draft, answers: Answers, log: Log) -> None:
    pairs = read_pairs(draft, log, classes=False)
    answers.words["stem"] = pairs.stem
    answers.words["left"], answers.words["right"] = pairs.left, pairs.right


def _classify(draft: Draft, answers: Answers, log: Log) -> None:
    pairs = read_pairs(draft, log, classes=True)
    names = list(dict.fromkeys(pairs.right))
    answers.words["stem"] = pairs.stem
    answers.words["items"], answers.words["classes"] = pairs.left, names
    answers.key["classes"] = [names.index(name) for name in pairs.right]


def _essay(draft: Draft, answers: Answers, log: Log) -> None:
    if draft.text("model"):
        answers.words["model"] = draft.text("model")
    block = draft.blocks.get("criteria")
    if block is None:
        log.add("Q51", draft.n)
        return
    found = [_criterion(line, log) for line in block.lines if not line.is_blank]
    kept = [criterion for criterion in found if criterion]
    answers.words["criteria"] = [text for _, text in kept]
    answers.key["criteria"] = [points for points, _ in kept]
    total = sum((points for points, _ in kept), Fraction(0))
    if draft.meta and len(kept) == len(found) and total != draft.meta.points:
        log.add("Q52", block.n, a=decimal(total), b=decimal(draft.meta.points))


def _criterion(line: Line, log: Log) -> tuple[Fraction, str] | None:
    found = CRITERION.match(plain(line.text))
    points = number(found[1]) if found else None
    if found is None or points is None or not line.text[found.start(2) :].strip():
        log.add("Q50", line.n)
        return None
    return points, line.text[found.start(2) :].strip()


_READERS: dict[str, Callable[[Draft, Answers, Log], None]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "gaps": _gaps,
    "number": _number,
    "order": _order,
    "match": _match,
    "classify": _classify,
    "essay": _essay,
}


def looks_like(draft: Draft) -> str:
    """The type that a question without one probably has."""
    right = sum(choice.mark == 1 for choice in draft.choices)
    if draft.parts:
        return "case"
    if draft.choices:
        return "multiple" if right > 1 else "single"
    if "criteria" in draft.blocks or "model" in draft.blocks:
        return "essay"
    if "answer" in draft.blocks:
        return "truefalse" if draft.text("answer").strip(" 。.").lower() in YES | NO else "number"
    return _by_stem(draft)


def _by_stem(draft: Draft) -> str:
    if any("[[" in plain(line.text) for line in draft.stem):
        return "gaps"
    if any(is_table_start(draft.stem, at) for at in range(len(draft.stem))):
        return "match"
    return "order" if any(re.match(r" {0,3}\d{1,2}[.、．)）]", line.text) for line in draft.stem) else "single"
