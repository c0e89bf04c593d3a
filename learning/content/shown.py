"""What readers see: words, blocks and bodies in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Words:
    """One text in both languages. Whether it is plain text or safe HTML is said where it is used."""

    zh: str
    en: str | None = None

    def in_(self, lang: str) -> str:
        return self.zh if lang != "en" or self.en is None else self.en

    def missing(self, lang: str) -> bool:
        return lang == "en" and self.en is None


@dataclass(frozen=True)
class Term:
    """A word of the glossary: how the bank says it in English."""

    zh: str
    en: str
    note: str = ""


@dataclass(frozen=True)
class Html:
    """Safe HTML. In the stem of a gap question neighbouring pieces may share one element: join them in order."""

    html: str


@dataclass(frozen=True)
class Embed:
    """A thing shown in place: the template puts the live question, or a card that leads to the step."""

    kind: Literal["question", "lesson", "quiz", "roleplay", "meeting", "task"]
    item_id: str
    title: str


@dataclass(frozen=True)
class Gap:
    """The place of a text box inside a stem; `number` counts from 0 and indexes `Question.answer`."""

    number: int


Block = Html | Embed | Gap


@dataclass(frozen=True)
class ScriptLine:
    """Something said (by `who`, in a `tone`), done (a stage direction) or told. `text` is HTML, the others are plain."""

    kind: Literal["say", "direction", "text"]
    text: Words
    who: Words | None = None
    tone: Words | None = None


@dataclass(frozen=True)
class Body:
    """Blocks in both languages: `body["zh"]`, `body["en"]` (None when untranslated), `body.in_(lang)`."""

    zh: tuple[Block, ...] = ()
    en: tuple[Block, ...] | None = None

    def __getitem__(self, lang: str) -> tuple[Block, ...] | None:
        return {"zh": self.zh, "en": self.en}[lang]

    def in_(self, lang: str) -> tuple[Block, ...]:
        return self.zh if lang != "en" or self.en is None else self.en

    def missing(self, lang: str) -> bool:
        return lang == "en" and self.en is None


@dataclass(frozen=True)
class TocEntry:
    """One heading of a lesson; `anchor` is the id in the HTML (`s-…`), empty when the author gave none."""

    anchor: str
    title: str
    level: int

    def __iter__(self) -> Iterator[Any]:
        return iter((self.anchor, self.title, self.level))
