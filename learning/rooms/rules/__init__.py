"""Pure decisions of live practice."""

from learning.rooms.rules.cases import NEEDED, Case, against, cases, is_qualified
from learning.rooms.rules.rooms import (
    ALPHABET,
    CODE_LENGTH,
    GATHERS,
    LONGEST_COMMENT,
    LONGEST_EVIDENCE,
    MOST_TRIES,
    OPEN,
    SCORES,
    TRIES_IN,
    USUAL_MINUTES,
    Place,
    lacks,
    may_take,
    new_code,
    phase,
    places,
    read_code,
)
from learning.rooms.rules.scoring import APART, RED_LINE_MOST, WHOLE, Agreement, Marks, Scored, agreement, mean, score

__all__ = [
    "ALPHABET", "APART", "Agreement", "CODE_LENGTH", "Case", "GATHERS", "LONGEST_COMMENT", "LONGEST_EVIDENCE", "MOST_TRIES",
    "Marks", "NEEDED", "OPEN", "Place", "RED_LINE_MOST", "SCORES", "Scored", "TRIES_IN", "USUAL_MINUTES", "WHOLE", "against",
    "agreement", "cases", "is_qualified", "lacks", "may_take", "mean", "new_code", "phase", "places", "read_code", "score",
]  # fmt: skip
