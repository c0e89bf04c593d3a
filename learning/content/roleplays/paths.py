"""Every way through a role-play, walked once: how many there are, how long they get, how many pass.

The walk is a loop with a stack over whole numbers (the weights on a common denominator), so that 20,000 ways take a
fraction of a second; `scoring` says the same of one way in fractions, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from learning.content.limits import CHOICES_A_PATH, PATHS
from learning.content.played import Node, Roleplay


@dataclass
class PathStatistics:
    """The health of a role-play. `longest` counts replies. A slip is a reply worth nothing where something could be earned.

    `is_whole` is False when there were more ways than are walked; the counts are then of those that were.
    `easy_pass` is a way that passes in spite of a slip, as places of replies.
    """

    nodes: int
    paths: int = 0
    longest: int = 0
    passing: int = 0
    passing_with_slip: int = 0
    failing: int = 0
    is_whole: bool = True
    easy_pass: tuple[int, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Option:
    """A reply as numbers: what it is worth, what each dimension with a floor earns, and the next place to decide."""

    worth: int
    earns: tuple[int, ...]
    to: int
    is_slip: bool
    is_red: bool


@dataclass(frozen=True)
class _Stop:
    """A place to decide, or an end (no options)."""

    options: tuple[_Option, ...]
    most: int
    most_each: tuple[int, ...]
    fails: bool


@dataclass(frozen=True)
class _Way:
    """How far a walk has come."""

    at: int
    chosen: tuple[int, ...] = ()
    got: int = 0
    could: int = 0
    got_each: tuple[int, ...] = ()
    could_each: tuple[int, ...] = ()
    slipped: bool = False
    red: bool = False


def path_statistics(roleplay: Roleplay) -> PathStatistics:
    """Walks every way through a role-play without errors (no cycles, every target known)."""
    found = PathStatistics(len(roleplay.nodes))
    if not roleplay.nodes:
        return found
    stops = _stops(roleplay)
    pass_mark, floors = roleplay.pass_share.as_integer_ratio(), [floor.as_integer_ratio() for _, floor in _floored(roleplay)]
    nothing = (0,) * len(floors)
    waiting = [_Way(_first(roleplay, roleplay.start, _places(roleplay)), got_each=nothing, could_each=nothing)]
    while waiting:
        if found.paths == PATHS:
            found.is_whole = False
            break
        way = waiting.pop()
        stop = stops[way.at]
        if stop.options and len(way.chosen) < CHOICES_A_PATH:
            waiting.extend(_after(way, stop, place) for place in reversed(range(len(stop.options))))
        else:
            _count(found, way, passes=not stop.fails and not way.red and _reaches(way, pass_mark, floors))
    return found


def _places(roleplay: Roleplay) -> dict[str, int]:
    return {node.id: place for place, node in enumerate(roleplay.nodes)}


def _first(roleplay: Roleplay, node: Node, places: dict[str, int]) -> int:
    """Past the nodes that go on by themselves."""
    while not node.replies and node.goes_to in places:
        node = roleplay.nodes[places[node.goes_to]]
    return places[node.id]


def _stops(roleplay: Roleplay) -> list[_Stop]:
    places = _places(roleplay)
    scale = lcm(*(dimension.weight.denominator for dimension in roleplay.dimensions))
    weights = [int(dimension.weight * scale) for dimension in roleplay.dimensions]
    floored = [place for place, _ in _floored(roleplay)]
    stops = []
    for node in roleplay.nodes:
        values = [sum(w * s for w, s in zip(weights, reply.scores, strict=True)) for reply in node.replies]
        most = max((0, *values))
        options = tuple(
            _Option(
                value,
                tuple(reply.scores[place] for place in floored),
                _first(roleplay, roleplay.nodes[places[reply.goes_to]], places),
                value <= 0 < most or value < 0,
                reply.red_line is not None,
            )
            for value, reply in zip(values, node.replies, strict=True)
        )
        most_each = tuple(max((0, *(reply.scores[place] for reply in node.replies))) for place in floored)
        stops.append(_Stop(options, most, most_each, node.end not in ("happy", "fair")))
    return stops


def _after(way: _Way, stop: _Stop, place: int) -> _Way:
    option = stop.options[place]
    return _Way(
        option.to,
        (*way.chosen, place),
        way.got + option.worth,
        way.could + stop.most,
        tuple([got + more for got, more in zip(way.got_each, option.earns, strict=True)]),
        tuple([could + more for could, more in zip(way.could_each, stop.most_each, strict=True)]),
        way.slipped or option.is_slip,
        way.red or option.is_red,
    )


def _floored(roleplay: Roleplay) -> list[tuple[int, Fraction]]:
    """The dimensions that ask for something by themselves."""
    return [(place, dimension.floor) for place, dimension in enumerate(roleplay.dimensions) if dimension.floor]


def _reaches(way: _Way, pass_mark: tuple[int, int], floors: Sequence[tuple[int, int]]) -> bool:
    """The pass mark, and every floor in which something could be earned; shares are numerator and denominator."""
    asked, whole = pass_mark
    if asked and not (way.could and way.got * whole >= way.could * asked):
        return False
    for got, could, (asked, whole) in zip(way.got_each, way.could_each, floors, strict=True):
        if could and got * whole < could * asked:
            return False
    return True


def _count(found: PathStatistics, way: _Way, *, passes: bool) -> None:
    found.paths += 1
    found.longest = max(found.longest, len(way.chosen))
    if not passes:
        found.failing += 1
        return
    found.passing += 1
    if way.slipped:
        found.passing_with_slip += 1
        found.easy_pass = found.easy_pass or way.chosen
