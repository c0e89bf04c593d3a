"""Weeks of meetings: a plan moved, a week like the last one, the host told of the card, HR's line on the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.meetings import rules, verbs
from learning.meetings.models import PlannedMeeting
from learning.meetings.refusals import DayHasOne, DayIsPast, HostAway
from learning.meetings.verbs import Wish
from learning.notices.models import Notice
from learning.people.models import Absence
from tests.cast import MORNING, TODAY
from tests.meetings.conftest import viewer

TOMORROW, FRIDAY = TODAY + timedelta(days=1), TODAY + timedelta(days=4)
ONE = Wish("greeting", "one-line")


def planned(db):
    return db.execute(
        select(PlannedMeeting.day, PlannedMeeting.kind, PlannedMeeting.host_id).order_by(
            PlannedMeeting.day, PlannedMeeting.kind.desc()
        )
    ).all()


def test_a_plan_is_moved_to_a_day_that_is_free_and_on_which_its_host_is_there(db, cast, live):
    zhou = viewer(db, cast.zhou)
    made = verbs.plan(db, zhou, cast.binjiang, TOMORROW, "morning", Wish("greeting", "one-line", cast.lin.id), at=MORNING)
    verbs.plan(db, zhou, cast.binjiang, FRIDAY, "morning", ONE, at=MORNING)
    db.add(Absence(person_id=cast.lin.id, kind="leave", from_on=FRIDAY + timedelta(days=3), until_on=None, recorded_at=MORNING))
    db.flush()
    for day, refusal in ((FRIDAY, DayHasOne), (TODAY - timedelta(days=1), DayIsPast), (FRIDAY + timedelta(days=3), HostAway)):
        with pytest.raises(refusal):
            verbs.move(db, zhou, made, day, at=MORNING)
    verbs.move(db, zhou, made, TOMORROW, at=MORNING)
    verbs.move(db, zhou, made, TODAY + timedelta(days=2), at=MORNING)
    assert planned(db) == [(TODAY + timedelta(days=2), "morning", cast.lin.id), (FRIDAY, "morning", None)]
    said = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "MeetingPlanned").order_by(LedgerEntry.id.desc())).first()
    assert (said.details["before"]["day"], said.details["after"]["day"]) == ("2026-03-03", "2026-03-04")


def test_moving_on_the_page_and_what_is_refused_there(db, cast, live, visit):
    made = verbs.plan(db, viewer(db, cast.zhou), cast.binjiang, TOMORROW, "morning", ONE, at=MORNING)
    db.commit()
    address, zhou = f"/meetings/plans/{made.id}/day", visit(cast.zhou)
    assert "日历上没有这一天" in zhou.post(address, {"day": "2026-02-30"}, status=422)
    visit(cast.qian).post(address, {"day": FRIDAY.isoformat()}, status=404)
    visit(cast.lin).post(address, {"day": FRIDAY.isoformat()}, status=403)
    zhou.post(address, {"day": FRIDAY.isoformat()})
    assert planned(db) == [(FRIDAY, "morning", None)]
    db.commit()


def test_a_week_like_the_one_before_leaves_out_who_is_away_and_what_is_taken(db, cast, live, clock):
    zhou = viewer(db, cast.zhou)
    verbs.plan(db, zhou, cast.binjiang, TODAY, "morning", Wish("greeting", "one-line", cast.lin.id, "08:20"), at=MORNING)
    verbs.plan(db, zhou, cast.binjiang, TODAY, "evening", Wish("greeting", "put-down", cast.chen.id), at=MORNING)
    verbs.plan(db, zhou, cast.binjiang, FRIDAY, "morning", Wish("greeting", "one-line", cast.chen.id), at=MORNING)
    monday = TODAY + timedelta(days=7)
    verbs.plan(db, zhou, cast.binjiang, monday + timedelta(days=4), "morning", ONE, at=MORNING)
    db.add(Absence(person_id=cast.lin.id, kind="leave", from_on=monday, until_on=None, recorded_at=MORNING))
    db.flush()
    clock.at += timedelta(days=1)
    assert verbs.copy_week(db, zhou, cast.binjiang, monday, at=clock.at) == 2
    assert [row for row in planned(db) if row.day >= monday] == [
        (monday, "morning", None), (monday, "evening", cast.chen.id), (monday + timedelta(days=4), "morning", None),
    ]  # fmt: skip
    assert verbs.copy_week(db, zhou, cast.binjiang, monday, at=clock.at) == 0
    assert verbs.copy_week(db, zhou, cast.binjiang, TODAY, at=clock.at) == 0


def test_whoever_led_is_told_of_the_card(db, cast, hall, clock, visit):
    hall.start(cast.zhou)
    hall.close()
    hall.run.host_id = cast.lin.id
    verbs.judge(db, viewer(db, cast.zhou), hall.run, {row.key: row.points for row in rules.CARD}, "", at=clock.at)
    told = db.scalars(select(Notice).where(Notice.kind == "host-card")).one()
    assert (told.person_id, told.path) == (cast.lin.id, f"/meetings/runs/{hall.run.token}/card")
    db.commit()
    assert "网点负责人填好了评分卡" in visit(cast.lin).get("/notices/")


def test_hr_sees_on_the_desk_how_many_were_held_this_week(db, cast, hall, clock, visit):
    hall.start()
    hall.close()
    db.commit()
    assert "week-held" not in visit(cast.he).get("/")
    clock.at = MORNING + timedelta(days=2)
    assert "本周晨会：应开 2 场，已开 1 场" in visit(cast.he).get("/")
    assert "week-held" not in visit(cast.lin).get("/")


@pytest.mark.parametrize("number", [1, 3])
def test_hrs_table_costs_the_same_however_many_branches_hold_meetings(db, cast, live, visit, queries, number):
    for unit in (cast.binjiang, cast.gutang, cast.bank)[:number]:
        db.add(
            PlannedMeeting(
                unit_id=unit.id, day=TODAY, kind="morning", course="greeting", meeting="one-line", by_id=cast.zhou.id, at=MORNING
            )
        )
    db.commit()
    he = visit(cast.he)
    he.get("/meetings/branches")
    with queries() as asked:
        he.get("/meetings/branches")
    assert len(asked) == 8
