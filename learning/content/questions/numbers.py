"""Ranges of numbers: `10 ± 2 秒`, `1,250.00 元`, `3.5 ± 2%`, `10 ~ 15 分钟`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from learning.content.typed import number, plain

_N = r"([+-]?[0-9][0-9,]{0,20}(?:\.[0-9]{1,6})?)"
_RANGE = re.compile(_N + r" ?(%?) ?(?:([±~]) ?" + _N + r" ?(%?))? ?([^0-9±~%][^0-9±~]{0,19})?\Z")
_PLUS_MINUS = re.compile(r"\+/?-")


@dataclass(frozen=True)
class Range:
    low: Fraction
    high: Fraction
    unit: str


def read_range(text: str) -> Range | None:
    """None when it cannot be understood; a percentage of nought is no tolerance."""
    written = " ".join(_PLUS_MINUS.sub("±", plain(text)).split())
    found = _RANGE.match(written.strip(" 。"))
    value = number(found[1]) if found else None
    if found is None or value is None:
        return None
    unit = "%" if found[2] else (found[6] or "").strip()
    if not found[3]:
        return Range(value, value, unit)
    other = number(found[4])
    if other is None:
        return None
    return _around(value, other, found, unit) if found[3] == "±" else _between(value, other, found, unit)


def _around(value: Fraction, tolerance: Fraction, found: re.Match[str], unit: str) -> Range | None:
    is_relative = bool(found[5]) and not found[2]
    if tolerance < 0 or (is_relative and value == 0):
        return None
    width = abs(value) * tolerance / 100 if is_relative else tolerance
    return Range(value - width, value + width, unit)


def _between(low: Fraction, high: Fraction, found: re.Match[str], unit: str) -> Range | None:
    return Range(low, high, "%" if found[5] else unit) if low <= high else None
