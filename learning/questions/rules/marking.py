"""The share of its points that an answer earns, as an exact fraction. An essay has none until somebody has read it."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from learning.content.showing import rows_of

HALF = Fraction(1, 2)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[+-]?\.[0-9]+")
_LONGEST_NUMBER = 60

Payload = Mapping[str, Any]


def mark(payload: Payload, value: Any) -> Fraction:
    """The share of the points that this answer earns, from 0 to 1. No answer earns nothing; nor does an essay by itself."""
    if value is None:
        return Fraction(0)
    return _MARKERS[payload["kind"]](payload, value)


def is_right(share: Fraction) -> bool:
    """Only a full mark is right."""
    return share == 1


def needs_marker(payload: Payload, value: Any) -> bool:
    """Whether a person must read this answer."""
    return payload["kind"] == "essay" and value is not None


def keeps_clauses(payload: Payload, share: Fraction) -> bool:
    """Whether the answer shows that its writer keeps the clauses it cites: fully right, or an essay worth half its points."""
    return share >= HALF if payload["kind"] == "essay" else is_right(share)


def _single(payload: Payload, value: int) -> Fraction:
    return Fraction(*payload["marks"][value])


def _multiple(payload: Payload, value: Sequence[int]) -> Fraction:
    right = {place for place, worth in enumerate(payload["marks"]) if Fraction(*worth) == 1}
    chosen = set(value)
    if chosen == right:
        return Fraction(1)
    grading = payload.get("grading", "all")
    if grading == "half":
        return HALF if chosen and chosen < right else Fraction(0)
    if grading == "each" and right:
        return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))
    return Fraction(0)


def _truefalse(payload: Payload, value: bool) -> Fraction:
    return Fraction(value is payload["answer"])


def _gaps(payload: Payload, value: Sequence[str]) -> Fraction:
    right = [normal(text) in accepted(payload, gap) for gap, text in enumerate(value) if normal(text)]
    return Fraction(sum(right), gap_count(payload))


def gap_count(payload: Payload) -> int:
    """How many gaps the stem has."""
    return len(payload["zh"]["gaps"])


def accepted(payload: Payload, gap: int) -> set[str]:
    """What a gap takes, in every language: nobody loses a point for switching the language."""
    gaps = [(payload.get(lang) or {}).get("gaps") or [] for lang in ("zh", "en")]
    return {normal(text) for listed in gaps if gap < len(listed) for text in listed[gap]}


def normal(text: str) -> str:
    """NFKC, case folded, spaces collapsed, the final stop dropped: 可以代客户保管密码 and 不可代客户保管密码 stay apart."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split()).rstrip("。. ")


def _number(payload: Payload, value: str) -> Fraction:
    typed = number(value, units_of(payload))
    return Fraction(typed is not None and Fraction(*payload["low"]) <= typed <= Fraction(*payload["high"]))


def units_of(payload: Payload) -> list[str]:
    """What may stand behind the number, in every language."""
    return [unit for lang in ("zh", "en") if (unit := (payload.get(lang) or {}).get("unit"))]


def number(text: str, units: Sequence[str] = ()) -> Fraction | None:
    """What somebody meant who typed １，２５０．５ or 1,250.5 or 10 秒 where 秒 stands beside the box; None: no number."""
    typed = normal(text).replace("−", "-")
    for unit in sorted((normal(unit) for unit in units), key=len, reverse=True):
        typed = typed.removesuffix(unit).rstrip() if unit else typed
    if len(typed) > _LONGEST_NUMBER or not _NUMBER.fullmatch(typed):
        return None
    return Fraction(re.sub("[, ]", "", typed))


def written(value: Fraction) -> str:
    """A number as people write it, with every digit it has: 1250.5, not 1.2505e3."""
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")


def _order(payload: Payload, value: Sequence[int | None]) -> Fraction:
    """All or nothing; 按项: of the steps that follow one another, the share whose first stands before its second."""
    if list(value) == list(range(1, len(value) + 1)):
        return Fraction(1)
    if payload.get("grading") != "each":
        return Fraction(0)
    neighbours = list(zip(value, value[1:], strict=False))
    return Fraction(
        sum(first is not None and second is not None and first < second for first, second in neighbours), len(neighbours)
    )


def _match(payload: Payload, value: Sequence[int | None]) -> Fraction:
    rows = rows_of(payload)
    return Fraction(sum(value[row] == row for row in rows), len(rows))


def _classify(payload: Payload, value: Sequence[int | None]) -> Fraction:
    return Fraction(sum(given == right for given, right in zip(value, payload["classes"], strict=True)), len(payload["classes"]))


def _essay(_payload: Payload, _value: str) -> Fraction:
    return Fraction(0)


_MARKERS: dict[str, Callable[[Payload, Any], Fraction]] = {
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
