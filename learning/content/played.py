"""What is played: role-plays with their dialogue, their scoring, and the material of the live practice.

A page for a player shows one node at a time and nothing of `scores`, `goes_to`, `comment` or `red_line` before the reply;
a player of a live practice sees only their own `Card`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from learning.content.items import Item, StepKind, nothing
from learning.content.shown import ScriptLine, Words

End = Literal["happy", "fair", "failed"]
Comments = Literal["at_once", "end"]
"""When a solo player reads the comment on a reply: right after it, or when the scene is over."""


@dataclass(frozen=True)
class Character:
    """Somebody in the scene; exactly one is played by the learner. `name` is plain text, `note` HTML."""

    name: Words
    plays: Literal["system", "learner"]
    note: Words | None = None


@dataclass(frozen=True)
class Dimension:
    """What is scored. The weights of a role-play add up to 1; a `floor` must be reached in its dimension alone."""

    name: Words
    weight: Fraction
    floor: Fraction | None = None
    note: Words | None = None


@dataclass(frozen=True)
class Reply:
    """One of the choices at a node. `scores` stand in the order of the dimensions, `goes_to` is a node's id."""

    text: Words
    scores: tuple[int, ...]
    goes_to: str
    comment: Words | None = None
    red_line: Words | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    """One moment of the dialogue. After its lines there are replies, or it goes on by itself, or the scene ends.

    `mood` is the face of the customer, 1 to 5. The title is the author's and may give the outcome away.
    """

    id: str
    title: Words
    lines: tuple[ScriptLine, ...] = ()
    mood: int | None = None
    replies: tuple[Reply, ...] = ()
    goes_to: str = ""
    end: End | None = None


@dataclass(frozen=True)
class ClosingWord:
    """What is said at the end from this score on; `from_share` None is for everybody else."""

    from_share: Fraction | None
    text: Words


@dataclass(frozen=True)
class Card:
    """What one player of the live practice is told, and nobody else. `who` None is the observer."""

    who: Words | None
    text: Words


@dataclass(frozen=True)
class Level:
    """A column of the rubric, the best one first."""

    name: Words
    points: int


@dataclass(frozen=True)
class RubricRow:
    """One thing an observer looks at; `cells` say what each level looks like, `dimension` is its place."""

    dimension: int
    observed: Words
    cells: tuple[Words, ...]


@dataclass(frozen=True)
class Rubric:
    levels: tuple[Level, ...] = ()
    rows: tuple[RubricRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Roleplay(Item):
    """`background`, `practice` and all words without another note are HTML. The first node is the start.

    `playable` is False while the file has errors.
    """

    pass_share: Fraction
    background: Words | None = None
    people: tuple[Character, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    nodes: tuple[Node, ...] = ()
    closing: tuple[ClosingWord, ...] = ()
    practice: Words | None = None
    cards: tuple[Card, ...] = ()
    rubric: Rubric = Rubric()
    red_lines: tuple[Words, ...] = ()
    difficulty: int | None = None
    comments: Comments = "end"
    playable: bool = True
    revision: str = ""
    source: Mapping[str, Any] = field(default_factory=nothing, repr=False, compare=False)
    kind: StepKind = "roleplay"

    @property
    def start(self) -> Node:
        return self.nodes[0]

    def node(self, node_id: str) -> Node | None:
        return next((node for node in self.nodes if node.id == node_id), None)

    @property
    def learner(self) -> Character | None:
        return next((one for one in self.people if one.plays == "learner"), None)

    @property
    def cites(self) -> frozenset[str]:
        replies = (clause for node in self.nodes for reply in node.replies for clause in reply.clauses)
        return frozenset((*self.clauses, *replies))

    @property
    def is_practised(self) -> bool:
        """Whether it can be practised live: with a rubric to score by."""
        return self.practice is not None and bool(self.rubric.rows)

    def card_for(self, name: str | None) -> Card | None:
        """The card of a player by their Chinese name; None asks for the observer's."""
        return next((card for card in self.cards if (card.who.zh if card.who else None) == name), None)

    def closing_word(self, score: Fraction) -> Words | None:
        fits = (one.text for one in self.closing if one.from_share is None or score >= one.from_share)
        return next(fits, None)


@dataclass(frozen=True, kw_only=True)
class Sample(Item):
    """A scene written out, with the sheet of somebody who knows, in the order of the rubric of `roleplay`.

    `points` and `whys` stand row by row; `red_lines` are the places of those that were crossed. Nothing of these is shown
    before the observer has handed in their own. `playable` is False while the file has errors.
    """

    roleplay: str
    situation: Words | None = None
    script: tuple[ScriptLine, ...] = ()
    points: tuple[int, ...] = ()
    whys: tuple[Words, ...] = ()
    red_lines: tuple[int, ...] = ()
    evidence: Words | None = None
    comment: Words | None = None
    playable: bool = True
    revision: str = ""
    source: Mapping[str, Any] = field(default_factory=nothing, repr=False, compare=False)
    kind: Literal["sample"] = "sample"
