"""Days are days of the bank."""

from datetime import UTC, date, datetime

import pytest

from learning.base.clock import Clock
from learning.base.tables import Moment


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_the_banks_day_begins_at_its_own_midnight(moment, day):
    assert Clock().day(moment) == day


def test_a_day_ends_when_the_next_begins():
    clock = Clock()
    assert clock.end_of(date(2026, 12, 31)) == clock.start_of(date(2027, 1, 1)) == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


def test_a_moment_without_zone_is_refused(bank):
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), bank.sessions.engine.dialect)  # noqa: DTZ001 -- the very point
