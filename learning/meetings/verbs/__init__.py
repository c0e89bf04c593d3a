"""Every write of meetings: leading one, who came, what was agreed, closing it, catching up."""

from learning.meetings.verbs.attending import come, keep_drill, mark, mark_rest, share
from learning.meetings.verbs.catching_up import answer
from learning.meetings.verbs.closing import add_task, close, do_task, lapse_overdue, remark, void
from learning.meetings.verbs.feeds import end_feed, open_feed
from learning.meetings.verbs.judging import judge
from learning.meetings.verbs.planning import Wish, cancel, change_host, copy_week, move, plan, plan_week
from learning.meetings.verbs.running import Choice, start, tap

__all__ = [
    "Choice",
    "Wish",
    "cancel",
    "change_host",
    "copy_week",
    "end_feed",
    "judge",
    "open_feed",
    "move",
    "plan",
    "plan_week",
    "add_task",
    "answer",
    "close",
    "come",
    "do_task",
    "keep_drill",
    "lapse_overdue",
    "mark",
    "mark_rest",
    "remark",
    "share",
    "start",
    "tap",
    "void",
]
