"""A question as it is stored with an attempt: everything shown or scored, in both languages, and nothing else.

The payload holds what the author wrote (links already turned into addresses), never HTML, so that an old attempt is
shown by today's renderer. Its SHA-256 is the question's revision. English belongs to it: English gaps have answers of
their own, so an attempt in English could not be marked without them.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from learning.content.asked import (
    Choice,
    Criterion,
    GapAnswer,
    NumberAnswer,
    Question,
    Row,
)
from learning.content.layout import tidy_text
from learning.content.rendering import render_stem, render_text
from learning.content.rendering import render_words as line
from learning.content.shown import Body, Words

Payload = dict[str, Any]


def payload(question: Question) -> Payload:
    """A copy that the caller may keep, store and change."""
    copy: Payload = json.loads(canonical(question.source))
    return copy


def canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def revision_of(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(value)


def tidy(value: Any) -> Any:
    """Texts as `fmt` would write them, in NFC; fractions as two integers: what a payload may hold."""
    if isinstance(value, str):
        value = tidy_text(value.strip("\n"))
        return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", value).strip("\n").split("\n"))
    if isinstance(value, list | tuple):
        return [tidy(one) for one in value]
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    return {key: tidy(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def fraction(pair: list[int]) -> Fraction:
    return Fraction(pair[0], pair[1])


def question_from(content: Mapping[str, Any], *, id: str = "", **facts: Any) -> Question:  # noqa: A002 -- the field
    """The question that a stored payload holds. `facts` are the fields that no payload has: tags, status, path …"""
    zh, en = content["zh"], content.get("en")
    return Question(
        id=id,
        kind=content["kind"],
        title=both(zh, en, "title", str) or Words(""),
        stem=Body(_stem(content, zh, "zh"), _stem(content, en, "en") if en else None),
        points=fraction(content["points"]),
        grading=content.get("grading", "all"),
        choices=_choices(content, zh, en),
        answer=_answer(content, zh, en),
        rows=_rows(content, zh, en),
        classes=_each(zh, en, "classes"),
        criteria=_criteria(content, zh, en),
        parts=tuple(question_from(part, id=part["id"]) for part in content.get("parts", ())),
        model=both(zh, en, "model", render_text),
        hint=both(zh, en, "hint", render_text),
        explanation=both(zh, en, "explanation", render_text),
        reference=both(zh, en, "reference", render_text),
        revision=revision_of(content),
        source=content,
        **facts,
    )


def _stem(content: Mapping[str, Any], words: Mapping[str, Any], lang: str) -> Any:
    return render_stem(words["stem"] or escaped(words["title"]), lang, kind=content["kind"])


def escaped(title: str) -> str:
    """A title is plain text, also where it stands in for the stem."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]()#+-.!~|>" else mark for mark in title)


def both(zh: Mapping[str, Any], en: Mapping[str, Any] | None, key: str, make: Any) -> Words | None:
    if not zh.get(key):
        return None
    return Words(make(zh[key]), make(en[key]) if en and en.get(key) else None)


def _each(zh: Mapping[str, Any], en: Mapping[str, Any] | None, key: str) -> tuple[Words, ...]:
    texts = zh.get(key, ())
    other = en.get(key, ()) if en else ()
    paired = zip(texts, other, strict=True) if len(other) == len(texts) else ((text, None) for text in texts)
    return tuple(Words(line(one), None if two is None else line(two)) for one, two in paired)


def _choices(content: Mapping[str, Any], zh: Mapping[str, Any], en: Mapping[str, Any] | None) -> tuple[Choice, ...]:
    found = []
    for index, (mark, choice) in enumerate(zip(content.get("marks", ()), zh.get("choices", ()), strict=True)):
        other = en["choices"][index] if en and "choices" in en else None
        text = Words(line(choice["text"]), line(other["text"]) if other else None)
        found.append(Choice(text, fraction(mark), both(choice, other, "feedback", render_text)))
    return tuple(found)


def _answer(content: Mapping[str, Any], zh: Mapping[str, Any], en: Mapping[str, Any] | None) -> Any:
    if "answer" in content:
        return content["answer"]
    if "low" in content:
        return NumberAnswer(fraction(content["low"]), fraction(content["high"]), both(zh, en, "unit", str))
    if content["kind"] != "gaps":
        return None
    other = en.get("gaps") if en else None
    return tuple(GapAnswer(tuple(gap), tuple(other[index]) if other else None) for index, gap in enumerate(zh.get("gaps", ())))


def _rows(content: Mapping[str, Any], zh: Mapping[str, Any], en: Mapping[str, Any] | None) -> tuple[Row, ...]:
    if content["kind"] == "match":
        pairs = zip(_each(zh, en, "left"), _each(zh, en, "right"), strict=True)
        return tuple(Row(left if left.zh else None, right) for left, right in pairs)
    items = _each(zh, en, "items")
    if content["kind"] != "classify":
        return tuple(Row(item) for item in items)
    classes = _each(zh, en, "classes")
    return tuple(Row(item, classes[index]) for item, index in zip(items, content.get("classes", ()), strict=True))


def _criteria(content: Mapping[str, Any], zh: Mapping[str, Any], en: Mapping[str, Any] | None) -> tuple[Criterion, ...]:
    texts = _each(zh, en, "criteria")
    return tuple(Criterion(text, fraction(points)) for text, points in zip(texts, content.get("criteria", ()), strict=True))
