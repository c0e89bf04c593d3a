"""Every read of reminders: what becomes of each assignment on a day, and the digests."""

from learning.reminders.queries.messages import (
    Pending,
    channel_of,
    day_counts,
    lost,
    message,
    messages,
    next_waiting,
    own_data,
    pending,
    unsure,
)
from learning.reminders.queries.outcomes import A_PAGE, Counted, Outcome, counts, heads, page, place, told
from learning.reminders.queries.reports import ReportDue, reports_due

__all__ = [
    "A_PAGE", "Counted", "Outcome", "Pending", "ReportDue", "channel_of", "counts", "day_counts", "heads", "lost", "message",
    "messages", "next_waiting", "own_data", "page", "pending", "place", "reports_due", "told", "unsure",
]  # fmt: skip
