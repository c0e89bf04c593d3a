"""What a solo run of a role-play is worth: relative to the best reply at each step visited. Exact, and nothing else counts.

With the weights w a reply is worth v = Σ w·s. At every step visited m is the greatest v there. The score is
max(0, Σ v chosen ÷ Σ max(0, m)); a dimension by itself likewise. So perfect play is always 1, whatever the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from learning.content.played import End, Node, Reply, Roleplay
from learning.content.shown import Words


@dataclass(frozen=True)
class Visit:
    """A node that was come to, and the place of the reply that was chosen there (None: none yet, or none to choose)."""

    node: Node
    chosen: int | None = None

    @property
    def reply(self) -> Reply | None:
        return None if self.chosen is None else self.node.replies[self.chosen]


@dataclass(frozen=True)
class Outcome:
    """How a run went. `end` is None while it goes on. A dimension's share is None where nothing could be earned in it:
    then its floor asks nothing. `floors_missed` are places of dimensions."""

    visits: tuple[Visit, ...]
    score: Fraction
    dimensions: tuple[Fraction | None, ...]
    floors_missed: tuple[int, ...]
    red_lines: tuple[Words, ...]
    end: End | None
    passed: bool


def visits(roleplay: Roleplay, chosen: Sequence[int]) -> tuple[Visit, ...]:
    """The way through the scene with these replies, in order; the last visit waits for a reply or is the end."""
    found: list[Visit] = []
    left = list(reversed(chosen))
    node: Node | None = roleplay.start
    while node:
        if node.replies and left:
            found.append(Visit(node, left.pop()))
            node = roleplay.node(node.replies[found[-1].chosen or 0].goes_to)
        else:
            found.append(Visit(node))
            node = None if node.replies else roleplay.node(node.goes_to)
    return tuple(found)


def outcome(roleplay: Roleplay, chosen: Sequence[int]) -> Outcome:
    """What these replies, each a place in the file, come to. Too many replies are not looked at."""
    way = visits(roleplay, chosen)
    replied = [(one.node, one.reply) for one in way if one.reply]
    score = _share(replied, lambda reply: worth(roleplay, reply)) or Fraction(0)
    dimensions = tuple(_share(replied, _earning(place)) for place in range(len(roleplay.dimensions)))
    missed = tuple(
        place
        for place, (share, dimension) in enumerate(zip(dimensions, roleplay.dimensions, strict=True))
        if share is not None and dimension.floor is not None and share < dimension.floor
    )
    red = tuple(reply.red_line for _, reply in replied if reply.red_line)
    end = way[-1].node.end
    passed = end in ("happy", "fair") and not red and not missed and score >= roleplay.pass_share
    return Outcome(way, score, dimensions, missed, red, end, passed)


def worth(roleplay: Roleplay, reply: Reply) -> Fraction:
    pairs = zip(roleplay.dimensions, reply.scores, strict=True)
    return sum((dimension.weight * score for dimension, score in pairs), Fraction(0))


def _earning(place: int) -> Callable[[Reply], Fraction]:
    return lambda reply: Fraction(reply.scores[place])


def _share(replied: Sequence[tuple[Node, Reply]], value: Callable[[Reply], Fraction]) -> Fraction | None:
    """None where nothing could be earned."""
    could = sum((max(Fraction(0), *map(value, node.replies)) for node, _ in replied), Fraction(0))
    got = sum((value(reply) for _, reply in replied), Fraction(0))
    return max(Fraction(0), got / could) if could else None


def best_way(roleplay: Roleplay) -> tuple[int, ...]:
    """The replies of perfect play: at each step the one that is worth most, of equals one that crosses no red line."""
    chosen: list[int] = []
    node: Node | None = roleplay.start
    while node:
        if node.replies:
            chosen.append(best_reply(roleplay, node))
        node = roleplay.node(node.replies[chosen[-1]].goes_to if node.replies else node.goes_to)
    return tuple(chosen)


def best_reply(roleplay: Roleplay, node: Node) -> int:
    ranks = [(worth(roleplay, reply), reply.red_line is None, -place) for place, reply in enumerate(node.replies)]
    return -max(ranks)[2]
