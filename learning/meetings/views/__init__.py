"""Pages of meetings: today's, the one that is running, its wall and its record, and one's own."""

from learning.meetings.views import attending, closing, following, leading, own
from learning.meetings.views.blueprint import bp

__all__ = ["attending", "bp", "closing", "following", "leading", "own"]
