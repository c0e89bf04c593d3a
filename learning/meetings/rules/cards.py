"""The quality card of a meeting's host: seven rows, a hundred points (evaluation, appendix D)."""

from collections.abc import Mapping
from dataclasses import dataclass

from learning.base.refusals import N_


@dataclass(frozen=True)
class CardRow:
    key: str
    points: int
    name: str
    standard: str


CARD = (
    CardRow("pace", 15, N_("On time and in step"), N_("10 to 20 minutes, every part there, over when promised")),
    CardRow("spirit", 10, N_("Appearance and spirit"), N_("Lined up, looked at one another, in good spirits")),
    CardRow("report", 15, N_("News and warnings"), N_("Facts and clauses, nothing private of customers")),
    CardRow("drill", 25, N_("Quality of the drill"), N_("Everybody moved, colleagues said what they saw, one thing to improve")),
    CardRow("today", 15, N_("Clear about today"), N_("Who does what, and when it is looked at")),
    CardRow("voices", 10, N_("How many took part"), N_("Share of those who spoke or practised")),
    CardRow("close", 10, N_("Mood and close"), N_("No blame, support where needed, words nobody is ashamed of")),
)


def total(scores: Mapping[str, int]) -> int:
    """The sum of the rows. Raises ValueError when one is missing or out of its bounds."""
    if set(scores) != {row.key for row in CARD}:
        raise ValueError(sorted(scores))
    for row in CARD:
        if not 0 <= scores[row.key] <= row.points:
            raise ValueError(row.key)
    return sum(scores.values())
