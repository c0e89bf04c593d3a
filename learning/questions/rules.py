"""Reading what was typed and marking it exactly. An answer is right or it is not: nothing is compared by similarity.

Values as they are stored: 单选 a position in the file, 多选 a list of them, 判断 a bool, 填空 a list of texts, 数字 the text as
typed; ``None`` says that nothing was chosen. Choices travel as the letters under which they were shown, never as their place in the
file: an author who always writes the right one first would give it away.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from learning.questions.refusals import AnswerTooLong, BadAnswer, CannotBeAnswered, HiddenCharacters, NoSuchChoice, NotANumber

LETTERS = "ABCDEFGHIJ"
LONGEST_GAP = 100
LONGEST = 2000
TRUE, FALSE = "true", "false"
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[+-]?\.[0-9]+")
_LONGEST_NUMBER = 60

Payload = Mapping[str, Any]


def mark(payload: Payload, value: Any) -> Fraction:
    """The share of the points that this answer earns, from 0 to 1. No answer earns nothing."""
    if value is None:
        return Fraction(0)
    return _MARKERS[payload["kind"]](payload, value)


def is_right(share: Fraction) -> bool:
    """Only a full mark is right."""
    return share == 1


def _single(payload: Payload, value: int) -> Fraction:
    return Fraction(*payload["marks"][value])


def _multiple(payload: Payload, value: Sequence[int]) -> Fraction:
    right = {place for place, worth in enumerate(payload["marks"]) if Fraction(*worth) == 1}
    chosen = set(value)
    if chosen == right:
        return Fraction(1)
    grading = payload.get("grading", "all")
    if grading == "half":
        return Fraction(1, 2) if chosen and chosen < right else Fraction(0)
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
    typed = number(value, _units(payload))
    return Fraction(typed is not None and Fraction(*payload["low"]) <= typed <= Fraction(*payload["high"]))


def _units(payload: Payload) -> list[str]:
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


_MARKERS: dict[str, Callable[[Payload, Any], Fraction]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "gaps": _gaps,
    "number": _number,
}


def read_value(payload: Payload, texts: Sequence[str], *, order: Sequence[int] | None = None) -> Any:
    """The value in what a form sent. ``order``: the places in the file of the choices A, B, C … as they were shown."""
    for text in texts:
        _check(text, LONGEST_GAP if payload["kind"] == "gaps" else LONGEST)
    reader = _READERS.get(payload["kind"])
    if reader is None:
        raise CannotBeAnswered
    return reader(payload, [text.strip() for text in texts], order)


def _check(text: str, most: int) -> None:
    if len(text) > most:
        raise AnswerTooLong(most=most)
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\r\n" for letter in text):
        raise HiddenCharacters


def _read_single(payload: Payload, texts: Sequence[str], order: Sequence[int] | None) -> int | None:
    given = [text for text in texts if text]
    if len(given) > 1:
        raise BadAnswer
    return _place(payload, given[0], order) if given else None


def _place(payload: Payload, letter: str, order: Sequence[int] | None) -> int:
    places = list(order) if order is not None else list(range(len(payload["marks"])))
    shown = LETTERS.find(letter.upper()) if len(letter) == 1 else -1
    if not 0 <= shown < len(places):
        raise NoSuchChoice
    return places[shown]


def _read_multiple(payload: Payload, texts: Sequence[str], order: Sequence[int] | None) -> list[int] | None:
    return sorted({_place(payload, text, order) for text in texts if text}) or None


def _read_truefalse(_payload: Payload, texts: Sequence[str], _order: Sequence[int] | None) -> bool | None:
    given = [text.lower() for text in texts if text]
    if not given:
        return None
    if len(given) > 1 or given[0] not in (TRUE, FALSE):
        raise NoSuchChoice
    return given[0] == TRUE


def _read_gaps(payload: Payload, texts: Sequence[str], _order: Sequence[int] | None) -> list[str] | None:
    missing = gap_count(payload) - len(texts)
    if missing < 0:
        raise BadAnswer
    filled = [*texts, *[""] * missing]
    return filled if any(filled) else None


def _read_number(payload: Payload, texts: Sequence[str], _order: Sequence[int] | None) -> str | None:
    given = [text for text in texts if text]
    if not given:
        return None
    if len(given) > 1 or number(given[0], _units(payload)) is None:
        raise NotANumber
    return given[0]


_READERS = {
    "single": _read_single, "multiple": _read_multiple, "truefalse": _read_truefalse, "gaps": _read_gaps, "number": _read_number,
}  # fmt: skip
