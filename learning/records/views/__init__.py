"""The pages of one's own record."""

from learning.records.views import data, privacy, transcript
from learning.records.views.blueprint import bp

__all__ = ["bp", "data", "privacy", "transcript"]
