"""The pages of study: courses and why for everybody, assignments for branch heads and HR."""

from learning.study.views import learner, office, why
from learning.study.views.blueprint import bp

__all__ = ["bp", "learner", "office", "why"]
