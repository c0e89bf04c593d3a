"""What a Chinese input method types in control positions, read as ASCII: one character for one, so columns stay right."""

import hashlib
import re
from datetime import date
from fractions import Fraction
from functools import lru_cache

_TWINS = str.maketrans(
    "：；，、｜＋－−０１２３４５６７８９　【】［］（）｛｝＃％～＝＞！．",
    ":;,,|+--0123456789 [][](){}#%~=>!.",
)
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
DURATION = re.compile(
    r"(?:(?P<h>\d{1,3}) ?(?:小时|时|hours?|h))? ?(?:(?P<m>\d{1,4}) ?(?:分钟|分|minutes?|mins?|min|m))?"
    r" ?(?:(?P<s>\d{1,5}) ?(?:秒钟|秒|seconds?|secs?|sec|s))?\Z"
)
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?\Z")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    return text.translate(_TWINS)


def is_id(text: str) -> bool:
    return 2 <= len(text) <= 40 and ID.match(text) is not None


def made_up(letter: str, title: str) -> str:
    """An id for what has none yet, the same at every reading; `fmt` writes a lasting one into the file."""
    digest = hashlib.sha256(title.encode()).digest()
    return f"{letter}-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:5])


def items(text: str) -> list[str]:
    """A list written with any of 、，；,;"""
    return [part for part in (piece.strip() for piece in re.split("[、，,；;]", text)) if part]


def seconds(text: str) -> int | None:
    """`1 分 30 秒` is 90; None when it is no duration."""
    found = DURATION.match(" ".join(plain(text).lower().split()))
    if not found or not any(found.groups()):
        return None
    hours, minutes, rest = (int(found[part] or 0) for part in "hms")
    return (hours * 60 + minutes) * 60 + rest


def lasting(taken: int, lang: str = "zh") -> str:
    """90 seconds as people write it: `1 分 30 秒`, `1 min 30 s`."""
    minutes, rest = divmod(taken, 60)
    if lang == "en":
        return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest or not minutes else "") if part)
    if minutes and not rest:
        return f"{minutes} 分钟"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


def share(text: str) -> Fraction | None:
    """`80%` is 4/5."""
    value = plain(text).strip()
    if not value.endswith("%") or (percent := number(value[:-1])) is None or not 0 <= percent <= 100:
        return None
    return percent / 100


def number(text: str) -> Fraction | None:
    """A decimal number, with or without thousands separators."""
    value = plain(text).strip()
    return Fraction(value.replace(",", "")) if NUMBER.match(value) else None


def day(text: str) -> date | None:
    value = plain(text).strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def decimal(value: Fraction) -> str:
    """As people write it: 2, 0.5."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
