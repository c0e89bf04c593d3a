"""What counts as passed, what may be shown when, where to go next, which attempt was the best."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

Read = TypeVar("Read")


def is_passed(won: Fraction, of: Fraction, pass_share: Fraction | None, must_shares: Iterable[Fraction]) -> bool | None:
    """Enough points, and every 必对 question fully right. None: this quiz cannot be passed or failed."""
    if pass_share is None:
        return None
    return of > 0 and won >= pass_share * of and all(share == 1 for share in must_shares)


def credits_step(purpose: str, passed: bool | None) -> bool:
    """Whether handing in does the step: an exam must be passed, everything else only handed in."""
    return purpose != "exam" or bool(passed)


def used(sat: Iterable[Any]) -> tuple[int, datetime | None]:
    """How many of these attempts, the first first, count against 次数, and when the last one was passed: a pass clears them."""
    n, since = 0, None
    for one in sat:
        n = 0 if one.passed else n + 1
        since = one.handed_in_at if one.passed else since
    return n, since


def shows_keys(reveal: str, *, handed_in: bool, ever_passed: bool) -> bool:
    """Whether right answers may be shown, by 公布答案 (each, handed, passed, never)."""
    if not handed_in or reveal == "never":
        return False
    return ever_passed if reveal == "passed" else True


def locks_answers(reveal: str) -> bool:
    """Whether an answer is final as soon as it is given, because its key is shown then."""
    return reveal == "each"


def goal(go: str, n: int, count: int) -> int | None:
    """Which question to show after this one: ``next``, ``prev``, ``stay`` or a number. None: all seen, on to handing in."""
    if go == "prev":
        return max(1, n - 1)
    if go == "stay":
        return n
    if go == "hand-in":
        return None
    if go.isascii() and go.isdigit() and len(go) < 4 and 1 <= int(go) <= count:
        return int(go)
    return n + 1 if n < count else None


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of an attempt as it was handed in, over canonical JSON."""
    words = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(words.encode()).hexdigest()


def best(scores: Sequence[tuple[Fraction, Fraction]]) -> int | None:
    """The index of the best score, the first of equals; None without scores."""
    return max(range(len(scores)), key=lambda i: (_ratio(*scores[i]), -i)) if scores else None


def _ratio(won: Fraction, of: Fraction) -> Fraction:
    return won / of if of else Fraction(0)


def least_known_first(lessons: Sequence[tuple[Read, Fraction]]) -> list[Read]:
    """Lessons with the points lost on what they teach: the most lost comes first, equals stay in the order of the outline."""
    return [lesson for lesson, _ in sorted(lessons, key=lambda pair: -pair[1])]
