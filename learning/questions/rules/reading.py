"""From what a form sent to the value that is stored, or a sentence that says what is wrong with it."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from learning.content.showing import shuffled, sides
from learning.questions.refusals import (
    AnswerTooLong,
    BadAnswer,
    CannotBeAnswered,
    HiddenCharacters,
    NoSuchChoice,
    NotANumber,
    SamePartnerTwice,
    SamePlaceTwice,
)
from learning.questions.rules.marking import gap_count, number, units_of

LETTERS = "ABCDEFGHIJ"
LONGEST_GAP = 100
LONGEST = 2000
TRUE, FALSE = "true", "false"

Payload = Mapping[str, Any]


def own_order(person_id: int, item: str, rev: str, payload: Payload) -> list[int]:
    """Outside an attempt: the order in which this reader sees rows and choices, always the same, and not the author's."""
    return shuffled(payload, lambda what: hashlib.sha256(f"{person_id}:{item}:{rev}:{what}".encode()).digest())


def read_value(payload: Payload, texts: Sequence[str], *, order: Sequence[int] | None = None) -> Any:
    """The value in what a form sent. ``order``: the places in the file of rows and choices as they were shown."""
    if any(_is_hidden(letter) for text in texts for letter in text):
        raise HiddenCharacters
    clean = [text.replace("\r\n", "\n").strip() for text in texts]
    most = LONGEST_GAP if payload["kind"] == "gaps" else LONGEST
    if any(len(text) > most for text in clean):
        raise AnswerTooLong(most=most)
    reader = _READERS.get(payload["kind"])
    if reader is None:
        raise CannotBeAnswered
    return reader(payload, clean, order)


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\r\n"


def _read_single(payload: Payload, texts: Sequence[str], order: Sequence[int] | None) -> int | None:
    given = [text for text in texts if text]
    if len(given) > 1:
        raise BadAnswer
    return _lettered(given[0], sides(payload, order)[1]) if given else None


def _read_multiple(payload: Payload, texts: Sequence[str], order: Sequence[int] | None) -> list[int] | None:
    options = sides(payload, order)[1]
    return sorted({_lettered(text, options) for text in texts if text}) or None


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
    if len(given) > 1 or number(given[0], units_of(payload)) is None:
        raise NotANumber
    return given[0]


def _read_order(payload: Payload, texts: Sequence[str], order: Sequence[int] | None) -> list[int | None] | None:
    rows, _ = sides(payload, order)
    given = [_nth(text, len(rows)) if text else None for text in _filled(texts, len(rows))]
    _refuse_twice(given, SamePlaceTwice)
    return _by_row(rows, given, len(rows))


def _nth(text: str, most: int) -> int:
    typed = unicodedata.normalize("NFKC", text)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 3 and 1 <= int(typed) <= most):
        raise NoSuchChoice
    return int(typed)


def _read_match(payload: Payload, texts: Sequence[str], order: Sequence[int] | None) -> list[int | None] | None:
    rows, options = sides(payload, order)
    given = [_lettered(text, options) if text else None for text in _filled(texts, len(rows))]
    _refuse_twice(given, SamePartnerTwice)
    return _by_row(rows, given, len(payload["zh"]["left"]))


def _read_classify(payload: Payload, texts: Sequence[str], order: Sequence[int] | None) -> list[int | None] | None:
    rows, options = sides(payload, order)
    return _by_row(rows, [_lettered(text, options) if text else None for text in _filled(texts, len(rows))], len(rows))


def _filled(texts: Sequence[str], count: int) -> list[str]:
    if len(texts) > count:
        raise BadAnswer
    return [*texts, *[""] * (count - len(texts))]


def _lettered(letter: str, options: Sequence[int]) -> int:
    shown = LETTERS.find(letter.upper()) if len(letter) == 1 else -1
    if not 0 <= shown < len(options):
        raise NoSuchChoice
    return options[shown]


def _refuse_twice(given: Sequence[int | None], refusal: type[BadAnswer]) -> None:
    placed = [one for one in given if one is not None]
    if len(placed) > len(set(placed)):
        raise refusal


def _by_row(rows: Sequence[int], given: Sequence[int | None], count: int) -> list[int | None] | None:
    """From the order shown to the order of the file; nothing given at all is no answer."""
    value: list[int | None] = [None] * count
    for row, one in zip(rows, given, strict=True):
        value[row] = one
    return value if any(one is not None for one in value) else None


def _read_essay(_payload: Payload, texts: Sequence[str], _order: Sequence[int] | None) -> str | None:
    given = [text for text in texts if text]
    if len(given) > 1:
        raise BadAnswer
    return given[0] if given else None


_READERS = {
    "single": _read_single, "multiple": _read_multiple, "truefalse": _read_truefalse, "gaps": _read_gaps, "number": _read_number,
    "order": _read_order, "match": _read_match, "classify": _read_classify, "essay": _read_essay,
}  # fmt: skip
