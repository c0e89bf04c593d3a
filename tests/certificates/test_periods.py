"""From when until when, and what that is worth on a day: tables. The vectors of the three rules are Totara's."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.certificates import rules
from learning.certificates.rules import Cap, Cycle, Days, PeriodState
from learning.requirements.rules import Asked, Span, Terms, later, trouble


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


YEAR, HALF, TWO = Span(12), Span(6), Span(2)
COURSES = (Asked("greeting"),)
FIXED = Terms(validity=YEAR, window=TWO, rule="fixed", minimum=HALF, courses=COURSES)
EXPIRY, COMPLETION = (Terms(validity=YEAR, window=TWO, rule=rule, courses=COURSES) for rule in ("expiry", "completion"))


@pytest.mark.parametrize(
    ("first", "span", "times", "then"),
    [
        ("2026-01-31", "P1M", 1, "2026-02-28"), ("2028-01-31", "P1M", 1, "2028-02-29"), ("2026-01-31", "P1M", 2, "2026-03-31"),
        ("2028-02-29", "P12M", 1, "2029-02-28"), ("2028-02-29", "P48M", 1, "2032-02-29"), ("2026-12-31", "P2M", 1, "2027-02-28"),
        ("2026-03-31", "P1M", -1, "2026-02-28"), ("2026-01-15", "P1M", -1, "2025-12-15"), ("2027-03-01", "P365D", 1, "2028-02-29"),
        ("2026-08-31", "P6M", 3, "2028-02-29"), ("2028-02-29", "P1D", -1, "2028-02-28"),
    ],
)  # fmt: skip
def test_months_end_where_the_month_ends(first, span, times, then):
    assert later(day(first), Span.read(span), times) == day(then)


@pytest.mark.parametrize("text", ["", "P", "P-1M", "12M", "P12Y", "P1.5M", "P123456D"])
def test_what_is_no_span_is_not_read(text):
    with pytest.raises(ValueError):
        Span.read(text)


@given(st.integers(1, 600), st.sampled_from(["month", "day"]))
def test_a_span_is_read_as_it_was_written(n, unit):
    assert Span.read(str(Span(n, unit))) == Span(n, unit)


OLD = Cycle(day("2025-12-01"), Days(day("2025-12-01"), day("2026-10-01"), day("2026-12-01"), day("2026-12-31")))


@pytest.mark.parametrize(
    ("terms", "old", "due", "done", "until"),
    [
        # fixed: one year, window two months, at least six months, asked until 1 December 2026
        (FIXED, None, "2026-12-01", "2026-08-15", "2027-12-01"),  # sixteen months
        (FIXED, "2027-12-01", None, "2027-11-20", "2028-12-01"),
        (FIXED, "2028-12-01", None, "2029-04-10", "2029-12-01"),  # missed it: eight months
        (FIXED, "2028-12-01", None, "2029-06-01", "2029-12-01"),  # six months to the day are enough
        (FIXED, "2028-12-01", None, "2029-06-02", "2030-12-01"),
        (FIXED, "2028-12-01", None, "2033-01-15", "2033-12-01"),  # missed it by years
        (FIXED, None, "2026-12-01", "2026-03-02", "2026-12-01"),  # so early that this December still leaves the minimum
        (FIXED, None, "2026-12-01", "2026-06-01", "2026-12-01"),
        (FIXED, None, "2026-12-01", "2026-06-02", "2027-12-01"),
        (FIXED, None, None, "2026-08-15", "2027-08-15"),
        # the old end: nothing is gained by waiting, nothing lost by hurrying
        (EXPIRY, None, None, "2026-03-02", "2027-03-02"),
        (EXPIRY, None, "2026-12-01", "2026-08-15", "2027-12-01"),
        (EXPIRY, None, "2026-12-01", "2026-12-01", "2027-12-01"),
        (EXPIRY, None, "2026-12-01", "2026-12-02", "2027-12-02"),
        (EXPIRY, "2026-12-01", None, "2026-10-01", "2027-12-01"),  # the first day of the window
        (EXPIRY, "2026-12-01", None, "2026-12-01", "2027-12-01"),  # the last
        (EXPIRY, "2026-12-01", None, "2026-12-02", "2027-12-02"),  # too late
        (EXPIRY, "2026-12-01", None, "2026-09-30", "2026-12-01"),  # before the window: no gain, no loss
        (EXPIRY, "2028-02-29", None, "2027-06-01", "2028-02-29"),
        # completion drifts both ways
        (COMPLETION, None, "2026-12-01", "2026-08-15", "2027-08-15"),
        (COMPLETION, "2026-12-01", None, "2026-10-01", "2027-10-01"),
        (COMPLETION, "2026-12-01", None, "2027-02-10", "2028-02-10"),
        # leap days and month ends
        (EXPIRY, None, None, "2028-02-29", "2029-02-28"),
        (COMPLETION, None, None, "2028-02-29", "2029-02-28"),
        (replace(EXPIRY, validity=Span(48)), None, None, "2028-02-29", "2032-02-29"),
        (replace(EXPIRY, validity=Span(1), window=Span(7, "day")), None, None, "2027-01-31", "2027-02-28"),
        (replace(FIXED, validity=HALF, minimum=TWO, window=Span(1)), "2027-08-31", None, "2028-04-15", "2028-08-31"),
    ],
)  # fmt: skip
def test_until_when(terms, old, due, done, until):
    before = None
    if old:
        before = Cycle(day(done), Days(day(done), later(day(old), TWO, -1), day(old), day(old)))

    days = rules.next_days(terms, day(done), old=before, due_on=day(due) if due else None)

    assert days == Days(day(done), later(day(until), terms.window, -1), day(until), day(until))


def test_the_days_of_grace_are_in_time():
    terms = replace(EXPIRY, grace=30)

    assert rules.next_days(terms, day("2026-12-31"), old=OLD).valid_until == day("2027-12-01")
    assert rules.next_days(terms, day("2027-01-01"), old=OLD).valid_until == day("2028-01-01")
    assert rules.next_days(terms, day("2026-12-31"), old=OLD).due_on == day("2027-12-31")


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_fixed_days_leave_the_minimum_and_no_whole_round_more(first, done, months):
    terms = replace(FIXED, validity=Span(months), minimum=Span(max(1, months // 2)), window=Span(1, "day"))
    until = rules.next_days(terms, done, due_on=first).valid_until

    assert until >= later(done, terms.minimum)
    assert until <= later(done, Span(months + terms.minimum.n)) + timedelta(days=3)


@pytest.mark.parametrize(
    ("habit", "days"),
    [
        ("early", [("2028-02-29", "2029-02-28"), ("2028-12-28", "2030-02-28"), ("2029-12-28", "2031-02-28")]),
        ("in_time", [("2028-02-29", "2029-02-28"), ("2029-02-28", "2030-02-28"), ("2030-02-28", "2031-02-28")]),
        ("late", [("2028-02-29", "2029-02-28"), ("2029-03-30", "2030-03-30"), ("2030-04-29", "2031-04-29")]),
    ],
)
def test_the_next_three_rounds(habit, days):
    rounds = rules.simulate(EXPIRY, date(2028, 2, 29), habit)

    assert [(one.done_on, one.until) for one in rounds] == [(day(done), day(until)) for done, until in days]


def test_a_month_end_that_was_clamped_stays_so():
    terms = replace(FIXED, validity=HALF, minimum=TWO, window=Span(1))

    assert [one.until for one in rules.simulate(terms, date(2027, 8, 31), "in_time", rounds=4)] == [
        date(2028, 2, 29), date(2028, 8, 29), date(2029, 2, 28), date(2029, 8, 28),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {}),
        ({"validity": Span(0)}, {"validity": "span"}),
        ({"validity": Span(-3)}, {"validity": "span"}),
        ({"validity": Span(601)}, {"validity": "span"}),
        ({"window": Span(0, "day")}, {"window": "span"}),
        ({"window": Span(12)}, {"window": "window"}),
        ({"window": Span(365, "day")}, {"window": "window"}),
        ({"window": Span(364, "day")}, {}),
        ({"grace": -1}, {"grace": "grace"}),
        ({"courses": ()}, {"courses": "courses"}),
        ({"rule": "fixed"}, {"minimum": "minimum"}),
        ({"rule": "fixed", "minimum": Span(13)}, {"minimum": "minimum-long"}),
        ({"rule": "fixed", "minimum": Span(1)}, {"minimum": "minimum-short"}),
        ({"rule": "fixed", "minimum": TWO}, {}),
    ],
)
def test_what_does_not_fit_together(changes, found):
    assert trouble(replace(EXPIRY, **changes)) == found


@dataclass
class Period:
    valid_from: date = date(2026, 3, 2)
    valid_until: date | None = None
    opens_on: date | None = None
    due_on: date | None = None
    reason: str = "completion"


@dataclass
class Event:
    kind: str
    from_on: date
    until_on: date | None = None


def happened(*events):
    return [Event(what, day(first), day(last) if last else None) for what, first, last in events]


FOREVER, A_MONTH = Period(), Period(valid_until=day("03-31"))
WHOLE = Period(valid_until=day("03-31"), opens_on=day("03-20"), due_on=day("04-10"))
TEMPORARY = Period(valid_until=day("03-31"), reason="temporary")


@pytest.mark.parametrize(
    ("period", "events", "on", "kind", "since", "until"),
    [
        (FOREVER, [], "03-02", "valid", "03-02", None),
        (FOREVER, [], "03-01", "not_yet", "03-02", None),
        (A_MONTH, [], "03-31", "valid", "03-02", "03-31"),
        (A_MONTH, [], "04-01", "expired", "04-01", None),
        (TEMPORARY, [], "03-31", "temporary", "03-02", "03-31"),
        (TEMPORARY, [], "04-01", "expired", "04-01", None),
        # the window, the end, the grace
        (WHOLE, [], "03-19", "valid", "03-02", "03-31"),
        (WHOLE, [], "03-20", "expiring", "03-02", "03-31"),
        (WHOLE, [], "03-31", "expiring", "03-02", "03-31"),
        (WHOLE, [], "04-01", "grace", "04-01", "04-10"),
        (WHOLE, [], "04-10", "grace", "04-01", "04-10"),
        (WHOLE, [], "04-11", "expired", "04-01", None),
        # an extension moves this end only, and swallows the grace it covers
        (A_MONTH, [("extended", "03-20", "04-30")], "04-30", "valid", "03-02", "04-30"),
        (A_MONTH, [("extended", "03-20", "04-30")], "05-01", "expired", "05-01", None),
        (A_MONTH, [("extended", "03-20", "03-10")], "04-01", "expired", "04-01", None),
        (A_MONTH, [("extended", "03-20", "04-30")], "03-10", "valid", "03-02", "03-31"),
        (WHOLE, [("extended", "03-20", "04-05")], "04-06", "grace", "04-06", "04-10"),
        (WHOLE, [("extended", "03-20", "04-30")], "05-01", "expired", "05-01", None),
        # a rest stops the clock
        (FOREVER, [("suspended", "03-10", "03-20")], "03-09", "valid", "03-02", None),
        (FOREVER, [("suspended", "03-10", "03-20")], "03-20", "suspended", "03-10", "03-20"),
        (FOREVER, [("suspended", "03-10", "03-20")], "03-21", "valid", "03-02", None),
        (FOREVER, [("suspended", "03-10", None), ("resumed", "03-15", None)], "03-14", "suspended", "03-10", None),
        (FOREVER, [("suspended", "03-10", None), ("resumed", "03-15", None)], "03-15", "valid", "03-02", None),
        (A_MONTH, [("suspended", "03-10", None)], "2036-04-01", "suspended", "03-10", None),
        (A_MONTH, [("suspended", "03-10", "03-20")], "04-11", "valid", "03-02", "04-11"),
        (A_MONTH, [("suspended", "03-10", "03-20")], "04-12", "expired", "04-12", None),
        (A_MONTH, [("suspended", "03-10", "03-20"), ("resumed", "03-15", None)], "04-05", "valid", "03-02", "04-05"),
        (A_MONTH, [("suspended", "03-10", "03-20"), ("resumed", "03-25", None)], "04-11", "valid", "03-02", "04-11"),
        (A_MONTH, [("suspended", "03-10", "03-12"), ("suspended", "03-20", "03-21")], "04-05", "valid", "03-02", "04-05"),
        (A_MONTH, [("suspended", "03-10", "03-12"), ("suspended", "03-20", "03-21")], "04-06", "expired", "04-06", None),
        (WHOLE, [("suspended", "03-10", "03-19")], "03-29", "valid", "03-02", "04-10"),
        (WHOLE, [("suspended", "03-10", "03-19")], "03-30", "expiring", "03-02", "04-10"),
        (WHOLE, [("suspended", "03-10", "03-19")], "04-20", "grace", "04-11", "04-20"),
        (A_MONTH, [("suspended", "03-10", "03-19"), ("extended", "03-25", "04-12")], "04-12", "valid", "03-02", "04-12"),
        # what cannot be mended
        (FOREVER, [("superseded", "03-10", None)], "03-09", "valid", "03-02", None),
        (FOREVER, [("superseded", "03-10", None)], "03-10", "superseded", "03-10", None),
        (A_MONTH, [("superseded", "03-10", None)], "04-10", "superseded", "03-10", None),
        (FOREVER, [("superseded", "03-10", None), ("revoked", "03-12", None)], "03-11", "superseded", "03-10", None),
        (FOREVER, [("superseded", "03-10", None), ("revoked", "03-12", None)], "03-12", "revoked", "03-12", None),
        (FOREVER, [("revoked", "03-12", None), ("extended", "03-13", "04-13")], "03-20", "revoked", "03-12", None),
        (A_MONTH, [("suspended", "03-10", None), ("revoked", "03-12", None)], "03-20", "revoked", "03-12", None),
    ],
)  # fmt: skip
def test_the_state_of_a_period(period, events, on, kind, since, until):  # noqa: PLR0913 -- a table
    state = rules.period_state(period, happened(*events), day(on))

    assert state == PeriodState(kind, day(since), day(until) if until else None)
    assert state.counts == (kind in ("valid", "expiring", "grace", "temporary"))


@pytest.mark.parametrize(
    ("on", "kind", "until"),
    [("03-09", "valid", "03-25"), ("03-10", "expiring", "03-25"), ("03-25", "expiring", "03-25"), ("03-26", "expired", None)],
)
def test_changed_content_asks_for_the_shorter_path(on, kind, until):
    state = rules.period_state(WHOLE, [], day(on), Cap(day("03-10"), day("03-25")))

    assert (state.kind, state.until) == (kind, day(until) if until else None)


@pytest.mark.parametrize(
    ("kinds", "speaks"),
    [
        ([], None), (["expired", "valid"], 1), (["valid", "temporary"], 0), (["superseded", "revoked"], 1),
        (["expired", "expired"], 1),
        (["superseded", "grace"], 1), (["expired", "suspended"], 1), (["superseded", "superseded", "expiring"], 2),
    ],
)  # fmt: skip
def test_which_period_speaks_for_somebody(kinds, speaks):
    assert rules.standing([PeriodState(kind, day("03-02")) for kind in kinds]) == speaks


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["extended", "suspended", "resumed", "revoked", "superseded"]),
        st.integers(0, 400),
        st.one_of(st.none(), st.integers(0, 600)),
    ),
    max_size=6,
)


@given(EVENTS, st.integers(-50, 900))
def test_every_history_has_a_state_and_a_revocation_stays(events, n):
    start = date(2026, 3, 2)
    rows = [
        Event(kind, start + timedelta(days=at), start + timedelta(days=last) if last is not None else None)
        for kind, at, last in events
    ]
    state = rules.period_state(WHOLE, rows, start + timedelta(days=n))

    revoked = [row.from_on for row in rows if row.kind == "revoked"]
    assert (state.kind == "revoked") == any(on <= start + timedelta(days=n) for on in revoked)
    assert state.until is None or state.counts is False or state.until >= start + timedelta(days=n)
