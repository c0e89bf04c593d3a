"""What a learner's page gets of a stored question: without the key while answering, with everything afterwards.

`order` says which choice, step, right-hand cell or class stands where (as stored with the attempt); pages send back
places, never file positions, because for some types the file's order is the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from learning.content.payloads import escaped
from learning.content.rendering import render_stem, render_text
from learning.content.rendering import render_words as line
from learning.content.shown import Gap, Html

SHUFFLED = {"single": "choices", "multiple": "choices", "order": "items", "match": "right", "classify": "classes"}
NO_SECRET = ("single", "multiple")


def natural_order(payload: Mapping[str, Any]) -> tuple[int, ...]:
    """The file's order for choices; for the types whose file order is the answer, one that says nothing."""
    texts = payload["zh"].get(SHUFFLED.get(payload["kind"], ""), ())
    places = range(len(texts))
    if payload["kind"] in NO_SECRET:
        return tuple(places)
    return tuple(sorted(places, key=lambda place: hashlib.sha256(f"{place}{texts}".encode()).digest()))


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
    return view | _shown_rows(payload, words, order)


def _words(payload: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """The translated words, each missing one in Chinese."""
    return {**payload["zh"], **(payload.get("en") or {})} if lang == "en" else payload["zh"]


def _block(block: object) -> dict[str, Any]:
    return {"gap": block.number} if isinstance(block, Gap) else {"html": block.html if isinstance(block, Html) else ""}


def _shown_rows(payload: Mapping[str, Any], words: Mapping[str, Any], order: Sequence[int] | None) -> dict[str, Any]:
    order = natural_order(payload) if order is None else order
    kind = payload["kind"]
    view: dict[str, Any] = {}
    if kind in NO_SECRET:
        view["choices"] = [line(words["choices"][place]["text"]) for place in order]
    elif kind in SHUFFLED:
        view[SHUFFLED[kind]] = [line(words[SHUFFLED[kind]][place]) for place in order]
    if kind == "match":
        view["left"] = [line(text) for text in words["left"] if text]
    if kind == "classify":
        view["items"] = [line(text) for text in words["items"]]
    return view


def review_view(payload: Mapping[str, Any], lang: str, order: Sequence[int] | None = None) -> dict[str, Any]:
    """Everything: the key, feedback, explanation. For after the answer, as the quiz allows."""
    words = _words(payload, lang)
    order = natural_order(payload) if order is None else order
    view = public_view(payload, lang, order)
    for name in ("explanation", "reference", "model"):
        view[name] = render_text(words[name], lang) if words.get(name) else None
    view["parts"] = [{"id": part["id"], **review_view(part, lang)} for part in payload.get("parts", ())]
    return view | _keys(payload, words, order)


def _keys(payload: Mapping[str, Any], words: Mapping[str, Any], order: Sequence[int]) -> dict[str, Any]:
    keys: dict[str, Any] = {name: payload[name] for name in ("answer", "low", "high") if name in payload}
    if payload["kind"] in NO_SECRET:
        comments = [words["choices"][place].get("feedback") for place in order]
        keys["marks"] = [payload["marks"][place] for place in order]
        keys["feedback"] = [render_text(comment) if comment else None for comment in comments]
    elif payload["kind"] == "gaps":
        keys["accepted"] = [list(gap) for gap in words.get("gaps", ())]
    elif payload["kind"] == "essay":
        texts = words.get("criteria", ())
        keys["criteria"] = [
            {"html": line(text), "points": points} for text, points in zip(texts, payload.get("criteria", ()), strict=False)
        ]
    elif payload["kind"] in SHUFFLED:
        keys |= {"order": list(order), "key": payload.get("classes")}
    return keys
