"""How long it takes to say what a meeting has to say, at a normal pace."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from math import ceil

from learning.content.held import Meeting, Segment

CHARACTERS_A_MINUTE = 240
WORDS_A_MINUTE = 140
_CHARACTER = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Spoken:
    """Chinese characters, words in letters or digits, and the seconds that both take together (rounded up)."""

    characters: int = 0
    words: int = 0

    @property
    def seconds(self) -> int:
        return ceil(Fraction(self.characters * 60, CHARACTERS_A_MINUTE) + Fraction(self.words * 60, WORDS_A_MINUTE))


def spoken_in_meeting(meeting: Meeting, lang: str = "zh") -> Spoken:
    return _spoken(meeting.segments, lang)


def spoken_in_segment(segment: Segment, lang: str = "zh") -> Spoken:
    return _spoken((segment,), lang)


def _spoken(segments: Iterable[Segment], lang: str) -> Spoken:
    """Lines to say only; what is not translated is not counted in English."""
    lines = [line.text.zh if lang == "zh" else line.text.en or "" for segment in segments for line in segment.says]
    text = unescape(_TAG.sub(" ", "\n".join(lines)))
    return Spoken(len(_CHARACTER.findall(text)), len(_WORD.findall(text)))
