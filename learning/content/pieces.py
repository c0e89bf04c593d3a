"""The kinds of block that text is made of, still as the author wrote them."""

from __future__ import annotations

from dataclasses import dataclass


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
