"""What a learner's page gets of a stored question: without the key while answering, with everything afterwards.

`order` says which row and which option stands where (as stored with the attempt): first the rows that are answered, by
their places in the file, then the options they are answered with. For some types the file's order is the key, so both
sides are shuffled, and pages send back letters and numbers, never file places.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from learning.content.payloads import escaped
from learning.content.rendering import render_stem, render_text
from learning.content.rendering import render_words as line
from learning.content.shown import Gap, Html

CHOOSING = ("single", "multiple")
PLACING = ("order", "match", "classify")


def rows_of(payload: Mapping[str, Any]) -> list[int]:
    """The rows that are answered one by one, by their places in the file: steps, left-hand cells, things to sort."""
    words = payload["zh"]
    if payload["kind"] == "match":
        return [place for place, text in enumerate(words["left"]) if text]
    return list(range(len(words["items"]))) if payload["kind"] in PLACING else []


def options_of(payload: Mapping[str, Any]) -> list[int]:
    """What a row is answered with, by places in the file; a choice is an option of the question itself."""
    name = {"single": "choices", "multiple": "choices", "match": "right", "classify": "classes"}.get(payload["kind"])
    return list(range(len(payload["zh"].get(name, ())))) if name else []


def shuffled(payload: Mapping[str, Any], rank: Callable[[str], bytes], *, choices: bool = True) -> list[int]:
    """The order in which rows and options are shown; the same for the same `rank`. Without `choices` those stay as written.

    Steps are never shown in their right order: whoever leaves them alone has not answered.
    """
    rows = sorted(rows_of(payload), key=lambda place: rank(f"row:{place}"))
    if payload["kind"] == "order" and rows == sorted(rows):
        rows = [*rows[1:], *rows[:1]]
    options = options_of(payload)
    if choices or payload["kind"] not in CHOOSING:
        options.sort(key=lambda place: rank(str(place)))
    return rows + options


def sides(payload: Mapping[str, Any], order: Sequence[int] | None) -> tuple[list[int], list[int]]:
    """The order of the rows, and the order of the options."""
    whole = list(natural_order(payload) if order is None else order)
    count = len(rows_of(payload))
    return whole[:count], whole[count:]


def natural_order(payload: Mapping[str, Any]) -> tuple[int, ...]:
    """The file's order for choices; for the types whose file order is the answer, one that says nothing."""
    texts = str(payload["zh"])
    return tuple(shuffled(payload, lambda what: hashlib.sha256(f"{what}{texts}".encode()).digest(), choices=False))


def public_view(payload: Mapping[str, Any], lang: str, order: Sequence[int] | None = None) -> dict[str, Any]:
    """What may be seen before answering. Built from named fields only: nothing of the key can slip through."""
    words = _words(payload, lang)
    view = {
        "kind": payload["kind"],
        "title": words["title"],
        "stem": [_block(block) for block in render_stem(words["stem"] or escaped(words["title"]), lang, kind=payload["kind"])],
        "points": payload["points"],
        "grading": payload.get("grading", "all"),
        "translated": lang != "en" or bool(payload.get("en")),
        "hint": render_text(words["hint"], lang) if words.get("hint") else None,
        "unit": words.get("unit") if "low" in payload else None,
        "gaps": len(words.get("gaps", ())),
        "parts": [{"id": part["id"], **public_view(part, lang)} for part in payload.get("parts", ())],
    }
    return view | _placed(payload, words, order)


def _words(payload: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """The translated words, each missing one in Chinese."""
    return {**payload["zh"], **(payload.get("en") or {})} if lang == "en" else payload["zh"]


def _block(block: object) -> dict[str, Any]:
    return {"gap": block.number} if isinstance(block, Gap) else {"html": block.html if isinstance(block, Html) else ""}


def _placed(payload: Mapping[str, Any], words: Mapping[str, Any], order: Sequence[int] | None) -> dict[str, Any]:
    rows, options = sides(payload, order)
    kind = payload["kind"]
    if kind in CHOOSING:
        return {"choices": [line(words["choices"][place]["text"]) for place in options]}
    if kind not in PLACING:
        return {}
    left, right = words["left" if kind == "match" else "items"], words.get("right" if kind == "match" else "classes", ())
    return {"rows": [line(left[place]) for place in rows], "options": [line(right[place]) for place in options]}


def review_view(payload: Mapping[str, Any], lang: str, order: Sequence[int] | None = None) -> dict[str, Any]:
    """Everything: the key, feedback, explanation. For after the answer, as the quiz allows."""
    words = _words(payload, lang)
    view = public_view(payload, lang, order)
    for name in ("explanation", "reference", "model"):
        view[name] = render_text(words[name], lang) if words.get(name) else None
    view["parts"] = [{"id": part["id"], **review_view(part, lang)} for part in payload.get("parts", ())]
    return view | _keys(payload, words, sides(payload, order))


def _keys(payload: Mapping[str, Any], words: Mapping[str, Any], shown: tuple[list[int], list[int]]) -> dict[str, Any]:
    keys: dict[str, Any] = {name: payload[name] for name in ("answer", "low", "high") if name in payload}
    rows, options = shown
    kind = payload["kind"]
    if kind in CHOOSING:
        comments = [words["choices"][place].get("feedback") for place in options]
        keys["marks"] = [payload["marks"][place] for place in options]
        keys["feedback"] = [render_text(comment) if comment else None for comment in comments]
    elif kind == "gaps":
        keys["accepted"] = [list(gap) for gap in words.get("gaps", ())]
    elif kind == "essay":
        keys["criteria"] = criteria(payload, words)
    elif kind == "order":
        keys["key"] = rows
    elif kind in PLACING:
        keys["key"] = [options.index(payload["classes"][place] if kind == "classify" else place) for place in rows]
    return keys


def criteria(payload: Mapping[str, Any], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The marking scheme of an essay: what is looked for, and the points it brings."""
    texts = words.get("criteria", ())
    return [{"html": line(text), "points": points} for text, points in zip(texts, payload.get("criteria", ()), strict=False)]
