"""Every read of quizzes and attempts. An attempt is looked up by its holder, or by whoever may see the holder's record."""

from learning.quiz.queries.answers import Known, answered_of, answers, known_answers, payloads, wholes
from learning.quiz.queries.around import unit_of, whom_to_ask
from learning.quiz.queries.attempts import (
    Result,
    attempt,
    attempts,
    is_sitting,
    locked,
    locked_item,
    open_attempt,
    overdue,
    quiz,
    results,
    score,
)
from learning.quiz.queries.late import MOST_LATE, Late, Waiting, late_count, late_of, late_waiting, locked_late
from learning.quiz.queries.marking import (
    QUEUE,
    Marked,
    Pile,
    ToMark,
    is_own,
    judged_by,
    judgements,
    marked_by,
    markers_of,
    marking,
    markings,
    next_after,
    own_marking,
    piles,
    points_given,
    waiting_count,
)
from learning.quiz.queries.mine import own_data
from learning.quiz.queries.pages import Sitting, ever_passed, lessons_after, marks, paper, reviewed, sitting, to_read
from learning.quiz.queries.records import Granted, Sat, Tries, attempt_of, grants, record, tries, used_up

__all__ = [
    "MOST_LATE", "QUEUE", "Granted", "Known", "Late", "Marked", "Pile", "Result", "Sat", "Sitting", "ToMark", "Tries",
    "Waiting", "answered_of", "answers", "attempt", "attempt_of", "attempts", "ever_passed", "grants", "is_own",
    "is_sitting", "judged_by", "judgements", "known_answers", "late_count", "late_of", "late_waiting", "lessons_after", "locked",
    "locked_item", "locked_late", "marked_by", "markers_of", "marking", "markings", "marks", "next_after", "open_attempt",
    "overdue", "own_data", "own_marking", "paper", "payloads", "piles", "points_given", "quiz", "record", "results",
    "reviewed", "score", "sitting", "to_read", "tries", "unit_of", "used_up", "waiting_count", "wholes", "whom_to_ask",
]  # fmt: skip
