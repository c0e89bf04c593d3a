"""What a sheet is worth, and how far two of them are apart. Values in, exact fractions out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from learning.content.catalogue import Roleplay

WHOLE = Fraction(100)
RED_LINE_MOST = Fraction(59)
APART = Fraction(10)
"""Two totals that differ by more, of a hundred, ask for a third observer."""


@dataclass(frozen=True)
class Scored:
    """``dimensions`` in the order of the role-play, as shares of 1 (none: no row looks at it); ``total`` of a hundred.

    ``missed``: places of the dimensions whose floor was not reached.
    """

    dimensions: tuple[Fraction | None, ...]
    total: Fraction
    missed: tuple[int, ...]
    has_red_line: bool
    passed: bool


def score(scene: Roleplay, points: Sequence[int], red_lines: Sequence[int]) -> Scored:
    """A dimension is what its rows got of what they could, the total their mean by the weights. A dimension that no row looks at
    is left out, not counted as nothing."""
    most = max(level.points for level in scene.rubric.levels)
    shares: list[Fraction | None] = []
    for place in range(len(scene.dimensions)):
        got = [given for row, given in zip(scene.rubric.rows, points, strict=True) if row.dimension == place]
        shares.append(Fraction(sum(got), most * len(got)) if got else None)
    return _scored(scene, tuple(shares), has_red_line=bool(red_lines))


def mean(scene: Roleplay, one: Scored, other: Scored) -> Scored:
    """Of two sheets that agree. A red line that both ticked keeps its cap."""
    shares = tuple(None if a is None or b is None else (a + b) / 2 for a, b in zip(one.dimensions, other.dimensions, strict=True))
    return _scored(scene, shares, has_red_line=one.has_red_line or other.has_red_line)


def _scored(scene: Roleplay, shares: tuple[Fraction | None, ...], *, has_red_line: bool) -> Scored:
    seen = [(one.weight, share) for one, share in zip(scene.dimensions, shares, strict=True) if share is not None]
    weights = sum((weight for weight, _ in seen), Fraction(0))
    total = WHOLE * sum((weight * share for weight, share in seen), Fraction(0)) / weights if weights else Fraction(0)
    missed = tuple(
        place
        for place, (one, share) in enumerate(zip(scene.dimensions, shares, strict=True))
        if one.floor is not None and share is not None and share < one.floor
    )
    if has_red_line:
        total = min(total, RED_LINE_MOST)
    passed = not has_red_line and not missed and total >= WHOLE * scene.pass_share
    return Scored(shares, total, missed, has_red_line, passed)


@dataclass(frozen=True)
class Agreement:
    """``rows``: how many levels the two are apart, row by row; ``points``: their totals' distance, of a hundred."""

    rows: tuple[int, ...]
    points: Fraction
    same_red_lines: bool

    @property
    def is_enough(self) -> bool:
        """At most one level apart in every row, at most ten points in all, and the same red lines."""
        return max(self.rows, default=0) <= 1 and self.points <= APART and self.same_red_lines


@dataclass(frozen=True)
class Marks:
    """What two sheets are compared by."""

    points: tuple[int, ...]
    red_lines: tuple[int, ...]


def agreement(scene: Roleplay, one: Marks, other: Marks) -> Agreement:
    steps = {level.points: place for place, level in enumerate(scene.rubric.levels)}
    rows = tuple(abs(steps[a] - steps[b]) for a, b in zip(one.points, other.points, strict=True))
    apart = abs(score(scene, one.points, one.red_lines).total - score(scene, other.points, other.red_lines).total)
    return Agreement(rows, apart, set(one.red_lines) == set(other.red_lines))
