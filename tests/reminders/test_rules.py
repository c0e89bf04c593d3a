"""The ladder, the hours, and who stands above whom."""

from datetime import date, time

import pytest

from learning.reminders.rules import next_step_on, read_hours, step_on
from learning.reminders.rules.heads import heads_to_tell

DUE = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("on", "kind", "ahead"),
    [
        (date(2026, 2, 28), None, date(2026, 3, 1)),
        (date(2026, 3, 1), "due-30", date(2026, 3, 24)),
        (date(2026, 3, 24), "due-7", date(2026, 3, 31)),
        (date(2026, 3, 30), "due-7", date(2026, 3, 31)),
        (date(2026, 3, 31), "due-0", date(2026, 4, 3)),
        (date(2026, 4, 2), "due-0", date(2026, 4, 3)),
        (date(2026, 4, 3), "overdue-3", date(2026, 4, 10)),
        (date(2027, 1, 1), "overdue-10", None),
    ],
)
def test_the_newest_step_that_has_come(on, kind, ahead):
    step = step_on(DUE, on)
    assert (step.kind if step else None, next_step_on(DUE, on)) == (kind, ahead)


@pytest.mark.parametrize(
    ("at", "admitted"), [("08:29", False), ("08:30", True), ("17:59", True), ("18:00", False), ("23:00", False)]
)
def test_nobody_is_written_to_at_night(at, admitted):
    assert read_hours("08:30-18:00").admit(time.fromisoformat(at)) is admitted


@pytest.mark.parametrize("text", ["", "8-18", "18:00-08:30", "08:30-24:00", "08:30–18:00"])
def test_hours_that_cannot_be_read(text):
    with pytest.raises(ValueError):
        read_hours(text)


ABOVE = {3: 2, 2: 1, 1: None}
HEADS = {3: frozenset({30}), 1: frozenset({10, 11})}


@pytest.mark.parametrize(
    ("unit", "person", "levels", "told"),
    [(3, 99, 1, {30}), (3, 99, 2, {10, 11}), (3, 30, 1, {10, 11}), (2, 99, 1, {10, 11}), (3, 99, 5, {10, 11}),
     (3, 99, 0, set()), (9, 99, 1, set())],
)  # fmt: skip
def test_heads_level_by_level(unit, person, levels, told):
    assert heads_to_tell(unit, person, levels, ABOVE, HEADS) == told
