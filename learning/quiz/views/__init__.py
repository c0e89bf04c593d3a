"""Pages of quizzes: taking one, marking essays, what somebody has done."""

from learning.quiz.views import late, marking, records, taking
from learning.quiz.views.blueprint import bp
from learning.quiz.views.marking import to_mark

__all__ = ["bp", "late", "marking", "records", "taking", "to_mark"]
