"""Every read of quizzes and attempts. An attempt is looked up by its holder: anybody else finds nothing."""

from learning.quiz.queries.answers import Known, answered_of, answers, known_answers, payloads, wholes
from learning.quiz.queries.around import unit_of, whom_to_ask
from learning.quiz.queries.attempts import (
    Result,
    attempt,
    attempts,
    locked,
    locked_item,
    open_attempt,
    overdue,
    quiz,
    results,
    score,
)
from learning.quiz.queries.late import Late, Waiting, late_count, late_of, late_waiting, locked_late
from learning.quiz.queries.mine import own_data
from learning.quiz.queries.pages import Sitting, ever_passed, marks, missed, paper, reviewed, sitting, to_read

__all__ = [
    "Known", "Late", "Result", "Sitting", "Waiting", "answered_of", "answers", "attempt", "attempts", "ever_passed",
    "known_answers", "late_count", "late_of", "late_waiting", "locked", "locked_late", "locked_item", "marks", "missed",
    "open_attempt", "overdue", "own_data",
    "paper", "payloads", "quiz", "results", "reviewed", "score", "sitting", "to_read", "unit_of", "wholes", "whom_to_ask",
]  # fmt: skip
