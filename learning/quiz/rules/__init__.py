"""Pure decisions of a quiz."""

from learning.quiz.rules.marking import (
    LONGEST_COMMENT,
    LONGEST_REASON,
    MAY_ASK_AGAIN,
    agreed,
    choices,
    is_possible,
    may_ask_again,
    scheme,
    until,
    worth,
)
from learning.quiz.rules.papers import (
    GRACE,
    HIGHEST_SEQ,
    LATE_FOR,
    Drawn,
    choice_order,
    draw,
    is_over,
    may_come_late,
    rank,
    size,
    version_of,
)
from learning.quiz.rules.results import (
    best,
    credits_step,
    digest,
    goal,
    is_passed,
    least_known_first,
    locks_answers,
    shows_keys,
    used,
)

__all__ = [
    "Drawn", "GRACE", "HIGHEST_SEQ", "LATE_FOR", "LONGEST_COMMENT", "LONGEST_REASON", "MAY_ASK_AGAIN", "agreed", "best",
    "choice_order", "choices", "credits_step", "digest", "draw", "goal", "is_over", "is_passed", "is_possible",
    "least_known_first", "locks_answers", "may_ask_again", "may_come_late", "rank", "scheme", "shows_keys", "size", "until",
    "used", "version_of", "worth",
]  # fmt: skip
