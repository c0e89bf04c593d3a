"""Meetings of the demonstration bank: what is told of them is what the product would have kept."""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.demo.verbs.gatherings import DAYS, FRIDAY
from learning.meetings import queries, rules
from learning.meetings.models import Attendance, HostCard, MeetingRun, PlannedMeeting
from learning.meetings.verbs.closing import _facts
from learning.people.models import Person, Posting, RoleGrant, Unit
from learning.people.rules import Viewer, is_working_day
from learning.people.rules.working_days import SHIPPED
from learning.study.models import StepFact
from tests.demo.conftest import MONDAY

TODAY = MONDAY.date()


@pytest.fixture
def runs(demo):
    return demo.scalars(select(MeetingRun).order_by(MeetingRun.id)).all()


def test_two_months_of_working_days_of_which_some_are_missed_some_short_some_left_open(demo, runs):
    units = set(demo.scalars(select(Unit.id).where(Unit.code.like("B%"))))
    days = {run.day for run in runs}
    assert {run.unit_id for run in runs} == units
    assert all(is_working_day(day, SHIPPED) and day < TODAY for day in days)
    assert len(days) == DAYS
    mornings = Counter(run.unit_id for run in runs if run.kind == "morning")
    assert all(DAYS * 3 // 5 < mornings[unit] <= DAYS for unit in units)
    assert sum(mornings.values()) < DAYS * len(units)
    states = Counter(run.state for run in runs)
    assert set(states) == {"closed", "lapsed"}
    assert states["lapsed"] < states["closed"] // 20
    assert 3 <= sum(run.seconds * 2 < run.planned_seconds for run in runs) < len(runs) // 8
    assert {run.day.weekday() for run in runs if run.kind == "evening"} == {FRIDAY}


def test_what_is_planned_stands_beside_what_was_held_and_today_waits(demo, runs):
    plans = {one.id: one for one in demo.scalars(select(PlannedMeeting))}
    assert [(plans[run.plan_id].unit_id, plans[run.plan_id].day, plans[run.plan_id].host_id) for run in runs] == [
        (run.unit_id, run.day, run.host_id) for run in runs
    ]
    waiting = Counter(plan.day for plan in plans.values() if plan.day >= TODAY)
    assert waiting == {TODAY + timedelta(days=n): 6 for n in range(4)}


def test_everybody_who_belonged_there_is_accounted_for_and_leads_by_turns(demo, runs):
    known = defaultdict(dict)
    for one in demo.scalars(select(Attendance)):
        known[one.run_id][one.person_id] = one.state
    hosts = defaultdict(Counter)
    for run in runs:
        members = {one.person.id: one for one in queries.roster(demo, run.unit_id, run.day)}
        assert set(known[run.id]) <= set(members)
        assert known[run.id][run.host_id] == "present"
        if run.state == "closed":
            assert set(known[run.id]) == set(members)
            assert {one for one, state in known[run.id].items() if state == "leave"} == {
                one.person.id for one in members.values() if one.is_away
            }
        hosts[run.unit_id][run.host_id] += 1
    stayed = set(
        demo.scalars(select(Posting.person_id).where(Posting.until_on.is_(None), Posting.from_on < TODAY - timedelta(120)))
    )
    left = set(demo.scalars(select(Person.id).where(Person.left_on.is_not(None))))
    for turns in hosts.values():
        settled = [times for person, times in turns.items() if person in stayed - left]
        assert max(settled) - min(settled) <= 3
    assert {state for states in known.values() for state in states.values()} == {"present", "late", "absent", "leave"}


def test_the_record_in_the_ledger_is_the_one_that_the_product_would_have_written(demo, runs):
    """Its sum is taken anew from what was stored, by the code that closes a meeting."""
    said = {
        entry.subject_id: entry
        for entry in demo.scalars(select(LedgerEntry).where(LedgerEntry.what.in_(("MeetingClosed", "MeetingLapsed"))))
    }
    assert set(said) == {str(run.id) for run in runs}
    for run in runs[::25]:
        sheet = queries.sheet(demo, Viewer(run.host_id, "", ""), run, run.ended_at)
        facts = _facts(sheet, run.ended_at)
        kept = said[str(run.id)].details
        assert (kept["sha256"], kept["seconds"], kept["segments"]) == (facts["sha256"], run.seconds, facts["segments"])
        assert sheet.here.is_over
        assert sum(facts["segments"].values()) <= run.seconds


def test_who_came_has_the_step_and_some_of_them_drilled(demo, runs):
    by_token = {f"meeting:{run.token}": run for run in runs}
    steps = demo.scalars(select(StepFact).where(StepFact.kind == "meeting")).all()
    came = {
        (run_id, person)
        for run_id, person in demo.execute(
            select(Attendance.run_id, Attendance.person_id).where(Attendance.state.in_(("present", "late")))
        )
    }
    assert len(steps) > 300
    assert all((by_token[one.source].id, one.person_id) in came for one in steps)
    drilled = {
        (run_id, person)
        for run_id, person in demo.execute(select(Attendance.run_id, Attendance.person_id).where(Attendance.drilled))
    }
    assert len(came) // 4 < len(drilled) < len(came)
    assert drilled <= came


def test_heads_fill_the_cards_of_others_and_never_their_own(demo, runs):
    by_id, cards = {run.id: run for run in runs}, demo.scalars(select(HostCard)).all()
    heads = {
        unit: person
        for unit, person in demo.execute(select(RoleGrant.unit_id, RoleGrant.person_id).where(RoleGrant.role == "head"))
    }
    assert len(runs) // 5 < len(cards) < len(runs) // 2
    assert all(rules.total(one.scores) == one.total and 60 < one.total <= 100 for one in cards)
    assert all(one.by_id == heads[by_id[one.run_id].unit_id] != by_id[one.run_id].host_id for one in cards)
