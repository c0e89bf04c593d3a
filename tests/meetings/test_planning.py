"""Zhou plans Binjiang's mornings: what, who leads, what is added; He of HR sees who holds meetings and who does not."""

import re
from datetime import date, timedelta

import icalendar
import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.clauses import verbs as clauses
from learning.meetings import rules, verbs
from learning.meetings.models import MeetingRun, PlannedMeeting
from learning.meetings.queries import judging, overseeing, planning
from learning.meetings.refusals import DayHasOne, DayIsPast, ExtraNotWhole, HostAway, NoSuchScript, NotOfOneself, SayWhy
from learning.meetings.verbs import Wish
from learning.people.models import Absence
from tests.cast import MORNING, TODAY
from tests.meetings.conftest import viewer

TOMORROW = TODAY + timedelta(days=1)
ONE = Wish("greeting", "one-line")


def known(key, *, days=None, clauses=(), season="any"):
    return rules.Known(key, frozenset(clauses), season, None if days is None else TODAY - timedelta(days=days))


def test_a_script_is_suggested_for_a_reason():
    scripts = [known("lately", days=2), known("old", days=70), known("weak", days=70, clauses=["s-greet"]), known("new"),
               known("season", days=70, season="payday")]  # fmt: skip
    seen = {"s-greet": rules.Observed("s-greet", 14, 6), "s-rare": rules.Observed("s-rare", 2, 2)}
    found = rules.suggest(scripts, seen, TODAY, frozenset({"payday"}))
    assert [(one.key, [why.kind for why in one.why]) for one in found] == [
        ("season", ["season", "long"]), ("weak", ["weak", "long"]), ("new", ["never"]), ("old", ["long"]), ("lately", ["lately"]),
    ]  # fmt: skip
    assert found[1].why[0].gaps == {"clause": "s-greet", "broken": 6, "seen": 14}


@pytest.mark.parametrize(
    ("day", "seasons"),
    [
        (date(2026, 3, 2), set()), (date(2026, 3, 12), {"payday"}), (date(2026, 9, 23), set()),
        (date(2026, 12, 30), {"peak", "quarter_end"}),
    ],
)  # fmt: skip
def test_the_seasons_of_a_day(day, seasons):
    assert rules.seasons_of(day, {}) == seasons


def test_whose_turn_it_is_to_lead():
    turns = [
        rules.Hosting(1, "E3", 1, TODAY - timedelta(days=9)), rules.Hosting(2, "E2", 4, TODAY - timedelta(days=30)),
        rules.Hosting(3, "E5"), rules.Hosting(4, "E4"),
    ]  # fmt: skip
    order = []
    while turns:
        turn = rules.next_host(turns)
        order.append(turn.number)
        turns.remove(turn)
    assert (order, rules.next_host([])) == (["E4", "E5", "E2", "E3"], None)


@pytest.mark.parametrize(
    ("wish", "day", "refusal"),
    [
        (ONE, TODAY - timedelta(days=1), DayIsPast), (Wish("greeting", "no-such"), TOMORROW, NoSuchScript),
        (Wish("greeting", "put-down"), TOMORROW, NoSuchScript),
        (Wish("greeting", "one-line", extra_title="加一节"), TOMORROW, ExtraNotWhole),
        (Wish("greeting", "one-line", extra_minutes=5), TOMORROW, ExtraNotWhole),
        (Wish("greeting", "one-line", extra_title="长", extra_minutes=500), TOMORROW, ExtraNotWhole),
        (Wish("greeting", "one-line", host_id=987_654), TOMORROW, HostAway),
    ],
)  # fmt: skip
def test_what_cannot_be_planned(db, cast, live, wish, day, refusal):
    with pytest.raises(refusal):
        verbs.plan(db, viewer(db, cast.zhou), cast.binjiang, day, "morning", wish, at=MORNING)


def test_a_plan_is_made_changed_and_taken_back(db, cast, live):
    zhou = viewer(db, cast.zhou)
    made = verbs.plan(db, zhou, cast.binjiang, TOMORROW, "morning", Wish("greeting", "one-line", cast.lin.id), at=MORNING)
    again = verbs.plan(
        db, zhou, cast.binjiang, TOMORROW, "morning",
        Wish("greeting", "one-line", cast.chen.id, extra_title="昨日来信", extra_words="谢谢小林。", extra_minutes=2), at=MORNING,
    )  # fmt: skip
    assert (again.id, again.host_id, again.extra_seconds) == (made.id, cast.chen.id, 120)
    db.add(Absence(person_id=cast.lin.id, kind="leave", from_on=TOMORROW, until_on=None, recorded_at=MORNING))
    db.flush()
    with pytest.raises(HostAway):
        verbs.change_host(db, zhou, again, cast.lin.id, at=MORNING)
    verbs.change_host(db, zhou, again, cast.zhou.id, at=MORNING)
    with pytest.raises(SayWhy):
        verbs.cancel(db, zhou, again, reason=" ", at=MORNING)
    verbs.cancel(db, zhou, again, reason="停电检修", at=MORNING)
    assert planning.plan(db, zhou, again.id, TODAY) is None
    facts = db.scalars(select(LedgerEntry.what).where(LedgerEntry.subject_kind == "planned meeting").order_by(LedgerEntry.id))
    assert facts.all() == ["MeetingPlanned", "MeetingPlanned", "MeetingPlanned", "MeetingUnplanned"]
    assert planning.plan(db, viewer(db, cast.qian), made.id, TODAY) is None


def test_a_day_that_was_held_is_not_planned_again(db, cast, hall, clock):
    hall.start()
    hall.close()
    with pytest.raises(DayHasOne):
        verbs.plan(db, viewer(db, cast.zhou), cast.binjiang, TODAY, "morning", ONE, at=clock.at)


def test_a_week_fills_by_itself_with_hosts_by_turns(db, cast, live):
    made = verbs.plan_week(db, viewer(db, cast.zhou), cast.binjiang, TODAY, at=MORNING)
    rows = db.scalars(select(PlannedMeeting).order_by(PlannedMeeting.day)).all()
    assert (made, [(one.day, one.host_id) for one in rows]) == (1, [(TODAY, cast.lin.id)])
    assert verbs.plan_week(db, viewer(db, cast.zhou), cast.binjiang, TODAY, at=MORNING) == 1
    assert [one.host_id for one in db.scalars(select(PlannedMeeting).order_by(PlannedMeeting.day))] == [cast.lin.id, cast.chen.id]


def test_the_question_of_the_day_is_about_what_the_branch_misses(db, cast, live):
    assert planning.weakest_question(db, cast.binjiang.id, TODAY) is None
    before = MORNING - timedelta(days=3)
    for n in range(6):
        clauses.observe(
            db, cast.lin.id, cast.binjiang.id, ["s-greet-10s"], kept=n == 0, source="quiz", source_id=str(n), at=before
        )  # fmt: skip
    found = planning.weakest_question(db, cast.binjiang.id, TODAY)
    assert found is None or (found.seen.clause, found.seen.broken, found.seen.seen) == ("s-greet-10s", 5, 6)
    assert planning.weakest_question(db, cast.gutang.id, TODAY) is None


def states(page):
    return re.findall(r'data-state="(\w+)"', page)


def test_a_month_shows_held_short_missed_and_planned(db, cast, hall, visit, clock):
    hall.start()
    clock.at += timedelta(minutes=1)
    hall.close()
    verbs.plan(db, viewer(db, cast.zhou), cast.binjiang, TODAY + timedelta(days=3), "morning", ONE, at=clock.at)
    db.commit()
    clock.at = MORNING + timedelta(days=2)
    page = visit(cast.zhou).get("/meetings/calendar?month=2026-03")
    assert states(page) == ["short", "missed", "planned"]
    assert 'data-testid="plan-2026-03-06"' in page
    mine = visit(cast.lin).get("/meetings/calendar?month=2026-03")
    assert (states(mine), "plan-2026-03-06" in mine) == (["short", "missed", "planned"], False)
    visit(cast.sun).get(f"/meetings/calendar?unit={cast.binjiang.id}", status=404)
    assert re.findall(r'data-testid="hosts".*?<tbody>(.*?)</tbody>', page, re.S)[0].count("<tr>") == 1
    for odd in ("2026-13", "x", "%00"):
        assert "不是月份" in visit(cast.zhou).get(f"/meetings/calendar?month={odd}")
    assert "不是月份" in visit(cast.he).get("/meetings/branches?month=2026-13")
    assert "不是月份" not in page


def test_planning_a_day_on_its_page(db, cast, live, visit):
    zhou, address = visit(cast.zhou), f"/meetings/units/{cast.binjiang.id}/plans/{TOMORROW.isoformat()}/morning"
    assert "从未开过" in zhou.get(address)
    sent = {
        "script": "greeting/one-line",
        "host": str(cast.lin.id),
        "begins": "08:20",
        "extra_title": "加一节",
        "extra_words": "一句话",
    }
    refused = zhou.post(address, sent, status=422)
    assert "加一节" in refused and "一句话" in refused and "分钟数要么都写" in refused
    zhou.post(address, {**sent, "extra_minutes": "2"})
    assert "分钟。晨会以 10 到 20 分钟为好，还可以再改" in zhou.get(f"/meetings/calendar?month={TOMORROW:%Y-%m}")
    zhou.post(address, {**sent, "extra_minutes": "12"})
    assert "网点日历上已能看到" in zhou.get(f"/meetings/calendar?month={TOMORROW:%Y-%m}")
    zhou.post(address, {**sent, "extra_minutes": "2"})
    plan = db.scalars(select(PlannedMeeting)).one()
    db.commit()
    assert (plan.begins, plan.extra_seconds, plan.host_id) == ("08:20", 120, cast.lin.id)
    zhou.post(f"/meetings/plans/{plan.id}/host", {"host": str(cast.chen.id)})
    visit(cast.qian).post(f"/meetings/plans/{plan.id}/host", {"host": str(cast.chen.id)}, status=404)
    visit(cast.qian).get(address, status=404)
    visit(cast.lin).get(address, status=403)
    zhou.get(address.replace(TOMORROW.isoformat(), "2026-02-30"), status=404)
    zhou.get(address.replace("morning", "midnight"), status=404)
    zhou.post(f"/meetings/plans/{plan.id}/cancellation", {"reason": "停电"})
    assert db.scalars(select(PlannedMeeting.reason)).all() == ["停电"]
    db.commit()


def test_other_calendars_read_the_plan_until_the_address_is_changed(db, cast, live, visit):
    zhou = visit(cast.zhou)
    verbs.plan(
        db,
        viewer(db, cast.zhou),
        cast.binjiang,
        TOMORROW,
        "morning",
        Wish("greeting", "one-line", cast.lin.id, "08:20"),
        at=MORNING,
    )
    db.commit()
    zhou.post(f"/meetings/units/{cast.binjiang.id}/feed")
    address = re.search(r'data-testid="feed">[^<]*(/meetings/feeds/[^<]+)<', zhou.get("/meetings/calendar"))[1]
    anybody = visit(None)
    answer = anybody.get(address, raw=True)
    event = next(one for one in icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))
    assert (answer.mimetype, str(event["location"]), str(event["description"])) == ("text/calendar", "滨江支行", "主持人：林晓雯")
    assert event.decoded("dtstart").astimezone(MORNING.tzinfo).isoformat() == "2026-03-03T00:20:00+00:00"
    assert anybody.client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    zhou.post(f"/meetings/units/{cast.binjiang.id}/feed")
    anybody.get(address, status=404)
    zhou.post(f"/meetings/units/{cast.binjiang.id}/feed/revocation")
    assert 'data-testid="feed"' not in zhou.get("/meetings/calendar")
    visit(cast.qian).post(f"/meetings/units/{cast.binjiang.id}/feed", status=404)


FULL = {row.key: row.points for row in rules.CARD}


def test_the_hosts_card_counts_for_whoever_led(db, cast, hall, visit, clock):
    hall.start(cast.zhou)
    hall.mark(cast.lin, "present")
    hall.close()
    with pytest.raises(NotOfOneself):
        verbs.judge(db, viewer(db, cast.zhou), hall.run, FULL, "", at=clock.at)
    hall.run.host_id = cast.lin.id
    db.commit()
    zhou, address = visit(cast.zhou), f"/meetings/runs/{hall.run.token}/card"
    zhou.post(address, {**{key: str(n) for key, n in FULL.items()}, "drill": "26"}, status=422)
    zhou.post(address, {**{key: str(n) for key, n in FULL.items()}, "drill": "15", "note": "演练再热闹一点"})
    assert "90" in visit(cast.lin).get(address) and "演练再热闹一点" in visit(cast.lin).get(address)
    visit(cast.chen).get(address, status=404)
    visit(cast.lin).post(address, {key: str(n) for key, n in FULL.items()}, status=403)
    found = judging.partaking(db, cast.lin.id, TODAY, TODAY)
    db.commit()
    assert (found.expected, found.present, found.hosted, found.hosting) == (1, 1, 1, 90)
    assert judging.partaking(db, cast.sun.id, TODAY, TODAY) == judging.Partaking(0, 0, 0, 0, None)
    db.commit()


def test_hr_sees_by_branch_who_holds_meetings(db, cast, hall, visit, clock):
    hall.start()
    hall.mark(cast.lin, "present")
    clock.at += timedelta(minutes=9)
    hall.close()
    db.commit()
    clock.at = MORNING + timedelta(days=3)
    he = viewer(db, cast.he)
    rows = {one.unit.code: one.tally for one in overseeing.branches(db, he, date(2026, 3, 1), TODAY + timedelta(days=3))}
    db.commit()
    assert {code: (one.expected, one.held, one.missed) for code, one in rows.items()} == {
        "HQ": (3, 1, 2), "AREA": (3, 1, 2), "GT": (0, 0, 0),
    }  # fmt: skip
    page = visit(cast.he).get(f"/meetings/branches?month=2026-03&unit={cast.area.id}")
    assert "滨江支行" in page and "古塘支行" not in page
    table = visit(cast.he).get("/meetings/branches?month=2026-03&format=csv", raw=True).data.decode("utf-8-sig").splitlines()
    assert table[1].startswith('"全行","HQ","3","1","0","0","2","9.0",')
    assert table[-1] == '"月份: 2026-03"'
    visit(cast.qian).get(f"/meetings/branches?unit={cast.binjiang.id}", status=404)
    visit(cast.lin).get("/meetings/branches", status=403)


@pytest.mark.parametrize("days", [1, 3])
def test_a_month_costs_the_same_however_much_is_in_it(db, cast, live, visit, queries, days):
    for n in range(days):
        verbs.plan(db, viewer(db, cast.zhou), cast.binjiang, TODAY + timedelta(days=n), "morning", ONE, at=MORNING)
    db.commit()
    zhou = visit(cast.zhou)
    zhou.get("/meetings/calendar")
    with queries() as asked:
        zhou.get("/meetings/calendar")
    assert len(asked) == 11
    assert db.scalars(select(MeetingRun)).all() == []
    db.commit()


def test_a_script_on_one_page_of_paper(cast, live, visit):
    page = visit(cast.lin).get("/courses/greeting/meetings/one-line/handout?begins=08:20")
    assert 'data-testid="handout"' in page and "08:20" in page
    visit(cast.lin).get("/courses/greeting/meetings/no-such/handout", status=404)
