"""A meeting on its pages: two taps to start, the phone, the wall, the code, the record; for who leads, who comes, who missed it."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.meetings import rules
from learning.meetings.models import Attendance, PlannedMeeting
from tests.cast import MORNING, TODAY


@pytest.fixture
def zhou(visit, cast, live):
    return visit(cast.zhou)


@pytest.fixture
def here(zhou, cast):
    """The address of a meeting that Zhou has just started."""
    return start(zhou, cast)


def start(visitor, cast, **more):
    data = {"kind": "morning", "script": "greeting/one-line", "host": str(cast.zhou.id)} | more
    return visitor.post(f"/meetings/units/{cast.binjiang.id}/runs", data)


def tap(visitor, here, kind, segment, **more):
    return visitor.post(f"{here}/taps", {"tap": kind, "segment": segment, "key": str(uuid.uuid4())} | more)


def read(db, statement):
    found = db.scalars(statement).all()
    db.commit()
    return found


def title(page):
    return plain_of(re.search(r"<h1.*?</h1>", page, re.S)[0])


def plain_of(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


def code_of(page):
    return plain_of(re.search(r'data-testid="(?:wall-)?code">(.*?)<', page)[1])


def test_from_the_desk_to_the_first_words_in_two_taps(zhou, cast, clock, db):
    desk = zhou.get("/")
    ready = re.search(r'href="(/meetings/units/\d+/start/morning)"', desk)[1]
    page = zhou.get(ready)
    assert (title(page), "只练一句" in page, 'data-testid="start-now"' in page) == ("只练一句", True, True)
    here = start(zhou, cast)
    page = zhou.get(here)
    assert (title(page), "早上好！今天只练一句。" in page, "接着：演练：十秒问候，3:00" in page) == ("问候", True, True)
    clock.at += timedelta(seconds=75)
    assert 'data-clock="-15"' in zhou.get(here)
    assert start(zhou, cast) == here  # a second device, or a second tap
    assert "这场会已经在开" in zhou.get(here)
    assert zhou.get(ready, status=303, raw=True).location == here


def test_a_host_who_is_an_ordinary_employee_runs_it_on_the_day(visit, cast, db, live):
    lin = visit(cast.lin)
    assert 'data-testid="start-morning"' not in lin.get("/")
    start_refused = lin.post(
        f"/meetings/units/{cast.binjiang.id}/runs", {"kind": "morning", "script": "greeting/one-line"}, status=403
    )
    assert "主持人或网点负责人" in start_refused
    db.add(PlannedMeeting(unit_id=cast.binjiang.id, day=TODAY, kind="morning", course="greeting", meeting="one-line",
                          host_id=cast.lin.id, note="今天有雨，伞架搬出来", by_id=cast.zhou.id, at=MORNING))  # fmt: skip
    db.commit()
    assert 'data-testid="start-morning"' in lin.get("/")
    here = start(lin, cast, host=str(cast.lin.id))
    tap(lin, here, "next", "hello")
    page = lin.get(here)
    assert (title(page), "今天有雨" in page) == ("演练：十秒问候", True)
    chen = visit(cast.chen)
    assert ('data-testid="next-segment"' in chen.get(here), 'data-testid="i-am-here"' in chen.get(here)) == (False, True)
    chen.post(f"{here}/taps", {"tap": "next", "segment": "drill"}, status=403)
    visit(cast.sun).get(here, status=404)


def test_led_from_two_devices(zhou, cast, here, visit):
    other = visit(cast.zhou)
    tap(zhou, here, "next", "hello")
    assert "另一台设备" in other.post(f"{here}/taps", {"tap": "next", "segment": "hello"}, status=409)
    assert title(other.get(here)) == "演练：十秒问候"
    assert "写明原因" in other.post(f"{here}/taps", {"tap": "skip", "segment": "drill"}, status=422)
    tap(other, here, "skip", "drill", reason="客户在等")
    kept = zhou.client.post(f"{here}/taps", data=zhou._with_token({"tap": "pause", "segment": "ask"}, True),
                            headers={"Accept": "application/json"})  # fmt: skip
    assert kept.json == {"saved": True, "version": 5}
    page = zhou.get(here)
    assert ("data-paused" in page, "您要办什么业务" in page or "第一句话" in page) == (True, True)


def test_the_wall_follows_and_its_code_lets_people_in(zhou, cast, here, visit, clock, db):
    chen, sun = visit(cast.chen), visit(cast.sun)
    wall = chen.get(f"{here}/wall")
    code = code_of(wall)
    assert (title(wall), code) == ("问候", code_of(zhou.get(here)))
    assert chen.get(f"{here}/code.svg", raw=True).text.startswith("<svg")
    assert code.replace(" ", "") in chen.get(f"/meetings/here?code={code.lower()}")
    assert "没有哪场会用这个码" in chen.post("/meetings/here", {"code": "ZZZZZZ"}, status=422)
    assert "已签到：到了" in chen.follow("/meetings/here", {"code": code})
    clock.at += rules.WINDOW
    assert code_of(chen.get(f"{here}/wall", htmx=True)) != code
    assert sun.post("/meetings/here", {"code": code.lower().replace(" ", "-")}) == here
    clock.at += rules.WINDOW
    assert "过时" in visit(cast.lin).post("/meetings/here", {"code": code}, status=422)
    rows = select(Attendance.state).where(Attendance.how == "code").order_by(Attendance.id)
    assert read(db, rows) == ["present", "guest"]
    assert title(sun.get(here)) == "问候"  # a guest follows
    zhou.post(f"{here}/close")
    assert title(chen.get(f"{here}/wall")) == "散会了"
    assert "没有哪场会" in chen.post("/meetings/here", {"code": code_of(wall)}, status=422)


def test_a_follower_asks_without_a_session_and_learns_only_a_number(zhou, cast, here, visit, queries, db):
    follow = re.search(r'data-follow="([^"]+)"', zhou.get(here))[1]
    stranger = visit(None)
    first = stranger.get(follow, raw=True)
    with queries() as asked:
        second = stranger.get(follow, raw=True, If_None_Match=first.headers["ETag"], status=304)
        assert stranger.get(follow, raw=True).json == first.json
    assert (len(asked), first.json, second.data, first.headers.get("Set-Cookie")) == (0, {"version": 2}, b"", None)
    tap(zhou, here, "next", "hello")
    cache = zhou.app.extensions["zhili"].sessions._reader.kw["info"]["catalogues"]["meetings"]
    cache.until = 0  # a second later
    with queries() as asked:
        assert stranger.get(follow, raw=True, If_None_Match=first.headers["ETag"]).json == {"version": 3}
    assert [one.split("FROM")[0] for one in asked.statements] == ["SELECT meeting_run.id, meeting_run.version \n"]
    for wrong in (follow[:-1] + "x", follow.replace("-", "0-", 1), "/meetings/follow/1", "/meetings/follow/é-1-2"):
        stranger.get(wrong, status=404, raw=True)
    zhou.post(f"{here}/close")
    cache.until = 0
    assert stranger.get(follow, raw=True).json == {"version": 0}
    assert "散会了" in zhou.get(here, htmx=True)


def test_a_token_of_yesterday_opens_nothing(zhou, here, visit, clock):
    follow = re.search(r'data-follow="([^"]+)"', zhou.get(here))[1]
    clock.at += timedelta(days=1)
    visit(None).get(follow, status=404, raw=True)


def test_the_roll_the_drill_the_tasks_and_the_record(zhou, cast, here, visit, db, clock):
    attend = f"{here}/attendance"
    zhou.post(attend, {"person": "E0001", "mark": "here"})
    zhou.post(attend, {"person": "E0003", "mark": "absent", "reason": "errand"})
    zhou.post(attend, {"mark": "rest"})
    zhou.post(attend, {"person": "E0001", "mark": "shared"})
    tap(zhou, here, "next", "hello")
    zhou.post(f"{here}/drills", {"segment": "drill", "right": "4", "rounds": "5", "who": ["E0001"]})
    clock.at += timedelta(minutes=2)
    page = zhou.get(f"{here}/close")
    assert ("还在进行" in page, "5 轮中对 4 轮" in page) == (True, True)
    zhou.post(f"{here}/tasks", {"text": "十点多开一窗", "owner": "E0001"})
    assert "十点" * 3 in zhou.post(f"{here}/tasks", {"text": "十点" * 101, "owner": "E0001"}, status=422)
    zhou.post(f"{here}/close", {"remarks": "准点散会"})
    record = zhou.get(here)
    for words in ("已开完", "外出办事", "参加演练", "发言", "准点散会", "十点多开一窗", "5 轮中对 4 轮", "2:00"):
        assert words in record, words
    assert "会已经开完" in zhou.post(f"{here}/taps", {"tap": "next", "segment": "drill"}, status=409)
    zhou.post(f"{here}/remarks", {"reason": "投影坏了"})
    assert "投影坏了" in zhou.get(here)
    lin = visit(cast.lin)
    task = re.search(r"/meetings/tasks/\d+/done", lin.get("/"))[0]
    visit(cast.chen).post(task, status=404)
    assert "十点多开一窗" not in lin.follow(task, {"back": "desk"})
    assert "发言" in lin.get("/meetings/mine")


def test_what_cannot_be_taken_down_is_refused_with_a_sentence(zhou, here):
    attend = f"{here}/attendance"
    zhou.post(attend, {"person": "E0002", "mark": "here"}, status=422)
    zhou.post(attend, {"person": "E0001", "mark": "dancing"}, status=404)
    tap(zhou, here, "next", "hello")
    zhou.post(f"{here}/drills", {"segment": "drill", "right": "9", "rounds": "5"}, status=422)
    zhou.post(f"{here}/drills", {"segment": "hello", "right": "1", "rounds": "1"}, status=404)
    zhou.post(f"{here}/taps", {"tap": "dance", "segment": "hello"}, status=404)


def test_the_absent_one_catches_up(zhou, cast, here, visit, db, clock):
    zhou.post(f"{here}/close")
    clock.at += timedelta(days=1)
    chen = visit(cast.chen)
    assert f"{here}/catch-up" in chen.get("/")
    page = chen.get(f"{here}/catch-up")
    assert ("早上好！今天只练一句。" in page, "is-right" in page) == (True, False)
    assert "请先选一个答案，再提交。" in chen.post(f"{here}/catch-up", status=422)
    for letter in re.findall(r'name="value" value="(\w)"', page):
        told = chen.follow(f"{here}/catch-up", {"value": letter})
        if "补看完成" in told:
            break
        assert 'data-testid="again"' in told
    assert f"{here}/catch-up" not in chen.get("/")
    zhou = visit(cast.zhou)
    assert "3月3日已补看" in zhou.get(here)
    zhou.get(f"{here}/catch-up")  # she herself was marked absent: nobody tapped her
    visit(cast.sun).get(f"{here}/catch-up", status=404)


def test_void_and_midnight_are_said(zhou, cast, here, visit, clock):
    assert "写明原因" in zhou.post(f"{here}/void", {"reason": ""}, status=422)
    zhou.post(f"{here}/void", {"reason": "点错了剧本"})
    assert "点错了剧本" in zhou.get(here)
    again = start(zhou, cast)
    clock.at += timedelta(days=1)
    zhou = visit(cast.zhou)
    assert "零点自动结束" in zhou.get(again)
    assert "零点自动结束" in zhou.post(f"{again}/taps", {"tap": "next", "segment": "hello"}, status=409)
    assert "零点自动结束" in zhou.follow(f"{again}/close")


def test_the_step_in_the_course_is_open_to_read(zhou, cast, here, visit):
    outline = visit(cast.lin).get("/courses/greeting/")
    assert "尚未开放" not in outline
    page = visit(cast.lin).get("/courses/greeting/meetings/one-line?lang=en")
    assert ("Good morning! Today we practise one sentence." in page, here in page) == (True, True)
    visit(cast.lin).get("/courses/greeting/meetings/no-such", status=404)


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three(number, zhou, cast, here, queries, db):
    for n in range(number - 1):
        cast.person(f"E001{n}", f"新人{n}", cast.binjiang, "teller")
    db.commit()
    zhou.post(f"{here}/attendance", {"mark": "rest"})
    counts = []
    for path in (here, f"{here}/wall", f"{here}/close", "/meetings/", "/meetings/mine"):
        with queries() as asked:
            zhou.get(path)
        counts.append(len(asked))
    assert counts == [7, 7, 7, 6, 3]
