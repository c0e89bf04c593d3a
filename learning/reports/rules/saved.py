"""Views of the report that somebody keeps, and when one is sent to them."""

from datetime import date, timedelta

from learning.base.refusals import N_

RHYTHMS = {
    "never": N_("do not send it"),
    "weekly": N_("at the beginning of each week"),
    "monthly": N_("at the beginning of each month"),
}
MOST_VIEWS = 30


def begin(rhythm: str, on: date) -> date | None:
    """The first day of the week or month that ``on`` lies in; none for a view that is not sent.

    A view is sent once in each, on its first working day, and not in the one in which it was saved.
    """
    if rhythm == "weekly":
        return on - timedelta(days=on.weekday())
    return on.replace(day=1) if rhythm == "monthly" else None
