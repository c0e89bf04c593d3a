"""A meeting from its first tap to its record: two devices, a lost network, midnight, a script withdrawn meanwhile."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.clauses.models import ClauseObservation
from learning.content.payloads import payload
from learning.meetings import queries, verbs
from learning.meetings.models import MeetingRun, PlannedMeeting
from learning.meetings.refusals import (
    AlreadyGoneOn,
    AlreadyHeld,
    MidnightClosedIt,
    NoSuchScript,
    NotOfThisBranch,
    NotOpen,
    NotYoursToLead,
    OnlyHeads,
    RoundsDoNotFit,
    SayWhy,
)
from learning.people.models import Absence
from learning.publishing import verbs as publishing
from learning.questions import rules
from learning.questions.refusals import NoSuchChoice, NothingChosen
from learning.study import verbs as study
from learning.study.models import StepFact
from tests.cast import MORNING, TODAY
from tests.courses import TINY, changed
from tests.meetings.conftest import TREE, viewer


def plan(db, cast, **columns):
    row = {
        "unit_id": cast.binjiang.id,
        "day": TODAY,
        "kind": "morning",
        "course": "greeting",
        "meeting": "one-line",
        "by_id": cast.zhou.id,
    }
    planned = PlannedMeeting(at=MORNING, **{**row, **columns})
    db.add(planned)
    db.flush()
    return planned


def acts(db):
    return list(db.scalars(select(LedgerEntry.what).where(LedgerEntry.subject_kind == "meeting").order_by(LedgerEntry.id)))


def test_a_meeting_is_led_segment_by_segment_and_the_clock_is_the_banks(hall):
    run = hall.start()
    hall.tap("next", after=1.5)
    hall.tap("pause", after=1)
    hall.tap("resume", after=10)
    hall.tap("skip", after=1, reason="客户已到")
    hall.tap("back", after=0.5)
    hall.tap("next", after=0.5)
    sheet = hall.sheet()
    assert (sheet.here.place, sheet.segment.id, sheet.following.id) == (2, "ask", "close")
    assert {sheet.segments[n].id: (one.seconds, one.skipped) for n, one in sheet.here.held.items()} == {
        "hello": (90, None), "drill": (150, "客户已到"), "ask": (30, None),
    }  # fmt: skip
    assert (sheet.here.in_segment, sheet.here.in_all, sheet.run.version) == (30, 270, run.version)
    hall.clock.at += timedelta(seconds=45)
    assert (hall.sheet().here.in_segment, hall.sheet().here.in_all) == (75, 315)


def test_a_tap_sent_twice_is_one_and_two_devices_take_turns(hall):
    hall.start()
    key = uuid.uuid4()
    assert [hall.tap("next", key=key, segment="hello"), hall.tap("next", key=key, segment="hello")] == [True, False]
    with pytest.raises(AlreadyGoneOn):  # the second device had not yet seen it
        hall.tap("next", segment="hello")
    assert hall.tap("pause") is True
    assert hall.tap("pause") is False
    with pytest.raises(SayWhy):
        hall.tap("skip", reason="  ")
    assert [event.kind for event in hall.locked().events] == ["start", "next", "pause"]


def test_a_tap_that_waited_for_the_network_counts_from_when_it_was_tapped(hall):
    """The device says how long it waited, not what time it believes it is."""
    hall.start()
    hall.clock.at += timedelta(minutes=5)
    hall.tap("next", waited=timedelta(minutes=4))
    hall.tap("next", waited=timedelta(minutes=2))
    hall.tap("next", waited=timedelta(days=3))  # nonsense, or a clock that jumped: never before the tap before it
    assert {n: one.seconds for n, one in hall.sheet().here.held.items()} == {0: 60, 1: 120, 3: 120}


def test_a_second_start_finds_the_first(db, cast, hall):
    first = hall.start(cast.zhou)
    plan(db, cast, host_id=cast.lin.id)
    assert hall.start(cast.lin).id == first.id
    assert db.scalars(select(MeetingRun.id)).all() == [first.id]
    hall.close()
    with pytest.raises(AlreadyHeld):
        hall.start(cast.zhou)
    assert acts(db) == ["MeetingStarted", "MeetingClosed"]


def test_who_may_start(db, cast, hall):
    with pytest.raises(NotYoursToLead):
        hall.start(cast.lin)
    with pytest.raises(NotYoursToLead):
        hall.start(cast.qian)
    with pytest.raises(NoSuchScript):
        hall.start(cast.zhou, meeting="no-such")
    with pytest.raises(NotOfThisBranch):
        hall.start(cast.zhou, host_id=cast.sun.id)
    plan(db, cast, host_id=cast.lin.id, note="有雨", extra_title="新叫号机", extra_words="先看屏幕。\n再叫号。", extra_seconds=60)
    run = hall.start(cast.lin)
    assert (run.host_id, run.note, run.planned_seconds) == (cast.lin.id, "有雨", 420)
    sheet = hall.sheet()
    assert [(one.id, one.starts) for one in sheet.segments] == [
        ("hello", 0),
        ("drill", 60),
        ("ask", 240),
        ("today", 300),
        ("close", 360),
    ]
    assert [line.text.zh for line in sheet.segments[3].says] == ["先看屏幕。", "再叫号。"]
    assert queries.may_lead(db, viewer(db, cast.zhou), run, TODAY)
    assert not queries.may_lead(db, viewer(db, cast.chen), run, TODAY)


def test_who_came_late_away_absent_and_as_a_guest(db, cast, hall, states):
    db.add(Absence(person_id=cast.chen.id, kind="leave", from_on=TODAY, until_on=date(2026, 3, 5), recorded_at=MORNING))
    wu = cast.person("E0004", "吴桐", cast.binjiang, "teller")
    xu = cast.person("E0005", "徐行", cast.binjiang, "teller")
    hall.start()
    assert [(row.person.number, row.is_away) for row in hall.sheet().rows] == [
        ("E0001", False), ("E0003", True), ("E0004", False), ("E0005", False), ("M0001", False),
    ]  # fmt: skip
    hall.mark(cast.lin, "here")
    hall.mark(cast.lin, "here")
    hall.tap("next", after=1)
    hall.mark(cast.zhou, "here")  # the first segment is over, but not five minutes
    hall.clock.at += timedelta(minutes=5)
    verbs.come(db, viewer(db, wu), hall.locked(), at=hall.clock.at)
    verbs.come(db, viewer(db, wu), hall.locked(), at=hall.clock.at)
    guest = verbs.come(db, viewer(db, cast.sun), hall.locked(), at=hall.clock.at)
    assert (guest.state, guest.unit_id, guest.how) == ("guest", cast.gutang.id, "code")
    with pytest.raises(NotOfThisBranch):
        hall.mark(cast.qian, "present")
    hall.mark(xu, "absent", reason="errand")
    assert states() == {"E0001": "present", "M0001": "present", "E0004": "late", "E0005": "absent", "E0002": "guest"}
    hall.mark(cast.zhou, "unknown")
    hall.mark(xu, "unknown")
    hall.close()
    assert states() == {
        "E0001": "present", "E0003": "leave", "E0004": "late", "E0005": "absent", "M0001": "absent", "E0002": "guest",
    }  # fmt: skip
    assert {row.attendance.how for row in hall.sheet().rows if row.attendance.state == "leave"} == {"close"}


def test_the_rest_is_here_by_one_tap(db, cast, hall, states):
    hall.start()
    hall.mark(cast.chen, "absent", reason="sick")
    verbs.mark_rest(db, viewer(db, cast.zhou), hall.locked(), at=MORNING)
    assert states() == {"E0001": "present", "E0003": "absent", "M0001": "present"}


def test_the_record_of_a_meeting(db, cast, hall):
    study.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY)
    run = hall.start()
    for person in (cast.lin, cast.chen, cast.zhou):
        hall.mark(person, "present")
    hall.tap("next", after=1)
    with pytest.raises(RoundsDoNotFit):
        verbs.keep_drill(db, viewer(db, cast.zhou), hall.locked(), "drill", right=6, rounds=5, who=[], at=MORNING)
    who = [cast.lin.id, cast.chen.id]
    verbs.keep_drill(db, viewer(db, cast.zhou), hall.locked(), "drill", right=1, rounds=5, who=who, at=MORNING)
    verbs.keep_drill(db, viewer(db, cast.zhou), hall.locked(), "drill", right=4, rounds=5, who=who, at=MORNING)
    verbs.share(db, hall.locked(), cast.zhou.id, yes=True, at=hall.clock.at)
    for _ in range(3):
        hall.tap("next", after=1)
    held = hall.close(remarks="准点散会")
    hall.close()
    assert (held.state, held.seconds, held.remarks, held.ended_by) == ("closed", 240, "准点散会", cast.zhou.id)
    [fact] = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "MeetingClosed"))
    assert fact.details | {"sha256": ""} == {
        "run_id": run.id, "unit_id": cast.binjiang.id, "rev": run.rev, "host_id": cast.zhou.id, "seconds": 240,
        "segments": {"hello": 60, "drill": 60, "ask": 60, "close": 60},
        "people": {str(one.id): "present" for one in (cast.lin, cast.chen, cast.zhou)},
        "drills": {"drill": [4, 5]}, "sha256": "",
    }  # fmt: skip
    steps = select(StepFact.person_id, StepFact.step, StepFact.kind, StepFact.source)
    assert db.execute(steps).all() == [(cast.lin.id, "one-line", "meeting", f"meeting:{run.token}")]
    seen = select(ClauseObservation.person_id, ClauseObservation.clause, ClauseObservation.kept, ClauseObservation.source)
    assert set(db.execute(seen)) == {(one, "s-greet-10s", True, "meeting") for one in who}


def test_tasks_for_today_stand_on_their_owners_desk_until_they_are_done(db, cast, hall):
    hall.start()
    for _ in range(2):
        verbs.add_task(db, hall.locked(), cast.lin.id, text="十点多开一窗", at=hall.clock.at)
    with pytest.raises(NotOfThisBranch):
        verbs.add_task(db, hall.locked(), cast.sun.id, text="十点多开一窗", at=hall.clock.at)
    hall.close()
    with pytest.raises(NotOpen):
        hall.tap("next", segment="")
    with pytest.raises(NotOpen):
        hall.mark(cast.lin, "late")
    lin = viewer(db, cast.lin)
    [todo] = queries.around(db, lin, TODAY).todo
    assert (todo.text, queries.task(db, viewer(db, cast.chen), todo.id)) == ("十点多开一窗", None)
    verbs.do_task(queries.task(db, lin, todo.id), at=hall.clock.at)
    assert queries.around(db, lin, TODAY).todo == []


def test_a_wrong_one_is_void_and_the_right_one_takes_its_place(db, cast, hall):
    plan(db, cast, host_id=cast.lin.id)
    first = hall.start(cast.lin)
    with pytest.raises(SayWhy):
        verbs.void(db, viewer(db, cast.lin), hall.locked(), reason=" ", at=MORNING)
    verbs.void(db, viewer(db, cast.lin), hall.locked(), reason="点错了剧本", at=MORNING)
    second = hall.start(cast.lin)
    assert (first.state, first.reason, second.id != first.id) == ("void", "点错了剧本", True)
    hall.close()
    with pytest.raises(OnlyHeads):
        verbs.void(db, viewer(db, cast.lin), hall.locked(), reason="算了", at=MORNING)
    verbs.remark(db, viewer(db, cast.lin), hall.locked(), text="投影坏了", at=MORNING)
    verbs.void(db, viewer(db, cast.zhou), hall.locked(), reason="没有开完", at=MORNING)
    assert acts(db) == ["MeetingStarted", "MeetingVoided", "MeetingStarted", "MeetingClosed", "RemarkAdded", "MeetingVoided"]


def test_midnight_closes_what_nobody_closed(db, cast, hall, clock, states):
    hall.start()
    hall.mark(cast.lin, "present")
    hall.tap("next", after=2)
    clock.at = MORNING.replace(hour=15, minute=59)  # 23:59 in Shanghai
    assert (verbs.lapse_overdue(db, at=clock.at), hall.run.state_on(clock.today())) == (0, "open")
    clock.at += timedelta(minutes=1)
    assert (clock.today(), hall.run.state_on(clock.today())) == (date(2026, 3, 3), "lapsed")
    with pytest.raises(MidnightClosedIt):  # before the worker has said so
        hall.tap("next")
    assert hall.sheet().here.in_all == 120
    clock.at += timedelta(hours=6)
    assert [verbs.lapse_overdue(db, at=clock.at), verbs.lapse_overdue(db, at=clock.at)] == [1, 0]
    held = hall.locked()
    assert (held.state, held.ended_by, held.seconds) == ("lapsed", None, 120)
    assert held.ended_at == MORNING.replace(hour=16, minute=0)
    assert (states(), acts(db)) == ({"E0001": "present"}, ["MeetingStarted", "MeetingLapsed"])
    assert hall.start(cast.zhou).id != held.id  # a new day


def test_a_script_withdrawn_or_changed_meanwhile_stays_as_it_was_started(db, cast, hall):
    run = hall.start()
    other = changed(TREE, "courses/greeting/meetings/one-line.md", "早上好！今天只练一句。", "早上好！")
    publishing.publish(db, other, by_id=None, note="changed", at=MORNING)
    assert hall.sheet().segments[0].says[0].text.zh == "早上好！今天只练一句。"
    publishing.publish(db, TINY, by_id=None, note="withdrawn", at=MORNING)
    assert [one.id for one in hall.sheet().segments] == ["hello", "drill", "ask", "close"]
    hall.tap("next", after=1)
    assert hall.close().rev == run.rev


def test_who_was_not_there_catches_up_by_one_right_answer(db, cast, hall, clock):
    db.add(Absence(person_id=cast.chen.id, kind="leave", from_on=TODAY, until_on=date(2026, 3, 3), recorded_at=MORNING))
    study.enrol(db, cast.lin.id, "greeting", at=MORNING, on=TODAY)
    hall.start()
    hall.mark(cast.zhou, "present")
    hall.close()
    lin, chen = viewer(db, cast.lin), viewer(db, cast.chen)

    def missed(who, on):
        return [one.token for one in queries.around(db, who, on).missed]

    assert [len(missed(one, TODAY)) for one in (lin, chen, viewer(db, cast.zhou))] == [1, 0, 0]
    clock.at += timedelta(days=1)
    assert missed(chen, clock.today()) == [hall.run.token]
    assert queries.catching_up(db, viewer(db, cast.zhou), hall.run.token) is None
    found = queries.catching_up(db, lin, hall.run.token, lock=True)
    assert (found.question.id, found.response) == ("q-first-words", None)
    right, wrong = letters(lin, found)
    with pytest.raises(NothingChosen):
        verbs.answer(db, lin, found, [], at=clock.at)
    with pytest.raises(NoSuchChoice):
        verbs.answer(db, lin, found, ["Q"], at=clock.at)
    assert verbs.answer(db, lin, found, [wrong], at=clock.at) is False
    assert (found.attendance.caught_up_at, db.scalars(select(StepFact.id)).all()) == (None, [])
    assert verbs.answer(db, lin, found, [right], at=clock.at) is True
    assert verbs.answer(db, lin, found, [right], at=clock.at) is True
    assert (found.attendance.caught_up_at, missed(lin, clock.today())) == (clock.at, [])
    assert db.scalars(select(StepFact.step)).all() == ["one-line"]
    assert acts(db).count("CaughtUp") == 1


def letters(me, missed):
    """Under which letters this reader sees the right choice, and a wrong one."""
    whole = payload(missed.question)
    order = rules.own_order(me.id, missed.question.id, missed.question.revision, whole)
    marks = {
        rules.LETTERS[n]: rules.is_right(rules.mark(whole, rules.read_value(whole, [rules.LETTERS[n]], order=order)))
        for n in range(3)
    }
    return next(one for one, is_right in marks.items() if is_right), next(one for one, is_right in marks.items() if not is_right)
