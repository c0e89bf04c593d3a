"""Every write of a quiz: starting, saving an answer, marking for later, handing in, marking essays, granting attempts."""

from learning.quiz.verbs import marking
from learning.quiz.verbs.answering import Given, Saved, answer, bookmark
from learning.quiz.verbs.granting import grant
from learning.quiz.verbs.handing_in import hand_in, hand_in_overdue
from learning.quiz.verbs.late import decide_late
from learning.quiz.verbs.marking import ask_second, judge
from learning.quiz.verbs.starting import start

__all__ = [
    "Given", "Saved", "answer", "ask_second", "bookmark", "decide_late", "grant", "hand_in",
    "hand_in_overdue", "judge", "marking", "start",
]  # fmt: skip
