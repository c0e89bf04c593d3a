"""The kinds of block that text is made of, still as the author wrote them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Chunk:
    """A paragraph, list or quote: what goes to the Markdown engine."""

    n: int
    text: str
    is_paragraph: bool = True


@dataclass(frozen=True)
class Table:
    n: int
    head: tuple[str, ...]
    aligns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Callout:
    n: int
    kind: str
    title: str
    inner: tuple[Piece, ...]


@dataclass(frozen=True)
class Code:
    n: int
    text: str


@dataclass(frozen=True)
class Rule:
    n: int


@dataclass(frozen=True)
class Figure:
    n: int
    alt: str
    src: str
    caption: str


@dataclass(frozen=True)
class Pointer:
    """A paragraph that is only `[▶ title](target)`."""

    n: int
    title: str
    target: str


@dataclass(frozen=True)
class Say:
    n: int
    who: str
    tone: str
    text: str


@dataclass(frozen=True)
class Direction:
    n: int
    text: str


@dataclass(frozen=True)
class Checklist:
    n: int
    items: tuple[str, ...]


Piece = Chunk | Table | Callout | Code | Rule | Figure | Pointer | Say | Direction | Checklist


def told(piece: Piece) -> list[Any]:
    """What a piece says, without where it stands: what a revision is made of."""
    return [type(piece).__name__, *(_told(getattr(piece, one.name)) for one in fields(piece) if one.name != "n")]


def _told(value: Any) -> Any:
    if isinstance(value, Piece):
        return told(value)
    if isinstance(value, tuple) and value and isinstance(value[0], int):  # a row of a table with its line
        return list(value[1])
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return [_told(one) for one in value] if isinstance(value, tuple) else value
