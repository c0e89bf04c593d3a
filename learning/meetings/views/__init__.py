"""Pages of meetings: today's, the one that is running, its wall and its record, and one's own."""

from learning.meetings.views import attending, closing, feeds, following, judging, leading, overseeing, own, planning
from learning.meetings.views.blueprint import bp

__all__ = ["attending", "bp", "closing", "feeds", "following", "judging", "leading", "overseeing", "own", "planning"]
