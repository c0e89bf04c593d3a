"""Questions as pages show them, and what somebody has answered right."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.content.showing import CHOOSING, PLACING, public_view, review_view, sides
from learning.questions import rules
from learning.questions.models import Response

Payload = Mapping[str, Any]


def right_items(db: Session, person_id: int, course: str) -> set[str]:
    """The questions inside lessons that this person has answered right at least once."""
    right = select(Response.item).where(Response.person_id == person_id, Response.course == course, Response.num == Response.den)
    return set(db.scalars(right.distinct()))


def last_responses(db: Session, person_id: int, course: str, items: Sequence[str]) -> dict[str, Response]:
    """The newest answer to each of these questions."""
    if not items:
        return {}
    mine = select(Response).where(Response.person_id == person_id, Response.course == course, Response.item.in_(items))
    return {response.item: response for response in db.scalars(mine.order_by(Response.id))}


def shown(
    payload: Payload, lang: str, order: Sequence[int] | None = None, value: Any = None, *, ident: str = "q"
) -> dict[str, Any]:
    """A question for ``questions/_question.html``: what may be seen before answering, and what is chosen so far.

    Only ``public_view`` feeds it, so that no key can be in it. ``ident`` makes the ids of the page unique.
    """
    return _seen(public_view(payload, lang, order), payload, order, value, ident)


def _seen(view: Payload, payload: Payload, order: Sequence[int] | None, value: Any, ident: str) -> dict[str, Any]:
    typed = value if isinstance(value, list) else [value]
    return {
        "id": ident,
        "kind": view["kind"],
        "title": view["title"],
        "stem": _stem(view, typed if view["kind"] == "gaps" else []),
        "hint": view["hint"],
        "unit": view["unit"],
        "points": Fraction(*view["points"]),
        "grading": view["grading"],
        "translated": view["translated"],
        "choices": _choices(view, value, sides(payload, order)[1]) if view["kind"] in CHOOSING else [],
        "rows": _rows(view, value, *sides(payload, order)),
        "options": list(zip(rules.LETTERS, view.get("options", ()), strict=False)),
        "value": value if isinstance(value, str) else "",
        "chosen": value,
    }


def as_typed(question: Payload, texts: Sequence[str]) -> dict[str, Any]:
    """The question with what somebody sent that could not be taken: nothing typed is lost."""
    at = dict(enumerate(texts))
    return {
        **question,
        "stem": [{**piece, "typed": at.get(piece["gap"] - 1, "")} if "gap" in piece else piece for piece in question["stem"]],
        "choices": [(letter, html, letter in texts) for letter, html, _ in question["choices"]],
        "rows": [{**row, "given": at.get(row["n"] - 1, "")} for row in question["rows"]],
        "value": at.get(0, ""),
    }


def case_text(payload: Payload, lang: str) -> dict[str, Any]:
    """The story that the parts of a case share: it stands beside each of them."""
    view = public_view({**payload, "parts": ()}, lang)
    return {"title": view["title"], "stem": view["stem"], "translated": view["translated"]}


def _stem(view: Payload, typed: Sequence[Any]) -> list[dict[str, Any]]:
    """Pieces of HTML and gaps in turn."""
    pieces: list[dict[str, Any]] = []
    for block in view["stem"]:
        if "gap" in block:
            n = block["gap"]
            pieces.append({"gap": n + 1, "typed": typed[n] if n < len(typed) and typed[n] else ""})
        else:
            pieces.append(dict(block))
    return pieces


def _choices(view: Payload, value: Any, options: Sequence[int]) -> list[tuple[str, str, bool]]:
    """Letter, HTML, chosen or not; in the order in which they are shown."""
    chosen = _chosen(value)
    return [(rules.LETTERS[i], text, place in chosen) for i, (place, text) in enumerate(zip(options, view["choices"], strict=True))]


def _rows(view: Payload, value: Any, rows: Sequence[int], options: Sequence[int]) -> list[dict[str, Any]]:
    """What is placed one by one, with the letter or number given to it so far."""
    if view["kind"] not in PLACING:
        return []
    given = [value[row] if isinstance(value, list) else None for row in rows]
    return [
        {"n": n, "html": html, "given": _given(view, one, options)}
        for n, (html, one) in enumerate(zip(view["rows"], given, strict=True), 1)
    ]


def _given(view: Payload, one: int | None, options: Sequence[int]) -> str:
    if one is None:
        return ""
    return str(one) if view["kind"] == "order" else rules.LETTERS[options.index(one)]


def _chosen(value: Any) -> set[int]:
    """The places chosen, of one or of several."""
    values = value if isinstance(value, list) else [value]
    return {place for place in values if isinstance(place, int) and not isinstance(place, bool)}


def reviewed(
    payload: Payload,
    lang: str,
    order: Sequence[int] | None = None,
    value: Any = None,
    *,
    ident: str = "q",
    more: Payload | None = None,
) -> dict[str, Any]:
    """A question for ``questions/_review.html``: the answer beside the key, with feedback and explanation.

    Call it only where the key may be seen. ``more`` adds what the caller knows: clauses, lessons to read, points.
    """
    view = review_view(payload, lang, order)
    share = rules.mark(payload, value)
    return _seen(view, payload, order, value, ident) | {
        "share": share,
        "is_right": rules.is_right(share),
        "answered": value is not None,
        "explanation": view["explanation"],
        "reference": view["reference"],
        "verdicts": _verdicts(view, payload, value, order),
        "placed": _placed(view, payload, value, order),
        "model": view["model"],
        "criteria": view.get("criteria", ()),
        "gaps": _gaps(payload, view, value),
        "answer": view.get("answer"),
        "low": rules.written(Fraction(*view["low"])) if "low" in view else None,
        "high": rules.written(Fraction(*view["high"])) if "high" in view else None,
        "clauses": (), "lessons": (), "course": None, "won": None, "of": None, "n": None, "case": None, "waits": False,
        "waits_again": False, "may_ask": False, "judgements": (), "asked_url": None, "is_own": True,
    } | dict(more or {})  # fmt: skip


def _verdicts(view: Payload, payload: Payload, value: Any, order: Sequence[int] | None) -> list[dict[str, Any]]:
    if payload["kind"] not in CHOOSING:
        return []
    marks, feedback = view["marks"], view["feedback"]
    return [
        {"letter": letter, "html": html, "chosen": chosen, "mark": Fraction(*marks[i]), "feedback": feedback[i]}
        for i, (letter, html, chosen) in enumerate(_choices(view, value, sides(payload, order)[1]))
    ]


def _placed(view: Payload, payload: Payload, value: Any, order: Sequence[int] | None) -> list[dict[str, Any]]:
    """Row by row what was given and what is right, as they were shown; steps in their right order."""
    rows = [
        {**row, "key": str(key + 1), "is_right": row["given"] == str(key + 1)}
        if payload["kind"] == "order"
        else {**row, "key": rules.LETTERS[key], "is_right": row["given"] == rules.LETTERS[key]}
        for row, key in zip(_rows(view, value, *sides(payload, order)), view.get("key", ()), strict=False)
    ]
    texts = dict(zip(rules.LETTERS, view.get("options", ()), strict=False))
    shown = [{**row, "mine": texts.get(row["given"], row["given"]), "right": texts.get(row["key"], row["key"])} for row in rows]
    return sorted(shown, key=lambda row: int(row["key"])) if payload["kind"] == "order" else shown


def _gaps(payload: Payload, view: Payload, value: Any) -> list[dict[str, Any]]:
    typed = value if isinstance(value, list) else []
    return [
        {
            "n": n + 1,
            "typed": (text := typed[n] if n < len(typed) else ""),
            "accepted": texts,
            "is_right": bool(rules.normal(text)) and rules.normal(text) in rules.accepted(payload, n),
        }
        for n, texts in enumerate(view.get("accepted", ()))
        if payload["kind"] == "gaps"
    ]
