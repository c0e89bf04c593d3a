"""A room from its code to the branch head's word, on the pages that each of them sees."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.clauses.models import ClauseObservation
from learning.notices.models import Notice
from learning.people import queries as people
from learning.rooms.models import Room, Seat, Sheet
from learning.study.models import StepFact
from tests.cast import LONG_AGO
from tests.courses import changed
from tests.rooms.stage import EVIDENCE, SCENE_PATH, STAGE, hand_in, opened, qualify, result_of, stage, started, viewer
from tests.visit import plain

GOOD = {"row-0": "5", "row-1": "4", "row-2": "5", "evidence": EVIDENCE}


def read(db, statement):
    found = db.scalars(statement).all()
    db.commit()
    return found


def told(db, person):
    return [one.kind for one in read(db, select(Notice).where(Notice.person_id == person.id).order_by(Notice.id))]


def code_in(page):
    return "".join(re.search(r'aria-hidden="true">(\w{3})<i></i>(\w{3})<', page).groups())


@pytest.fixture
def live(db, cast):
    return stage(db)


@pytest.fixture
def watchers(db, cast, live):
    """Tao and He have passed the sample cases."""
    qualify(db, viewer(db, cast.tao), viewer(db, cast.he), viewer(db, cast.qian))
    db.commit()


@pytest.fixture
def gathered(visit, cast, db, watchers):
    """Zhou has opened a room; Chen is the customer, Lin serves, Tao and He observe. Their browsers, and the room's address."""
    zhou = visit(cast.zhou)
    page = zhou.follow("/rooms/new", {"scene": "greeting/queue-jump", "observers": "2"})
    here, code = re.search(r"/rooms/\d+", page)[0], code_in(page)
    browsers = {"zhou": zhou}
    roles = {"chen": "customer-1", "lin": "employee-1", "tao": "observer-1", "he": "observer-2"}
    for name, place in roles.items():
        browsers[name] = visit(getattr(cast, name))
        assert browsers[name].post("/rooms/join", {"code": f" {code[:3].lower()} {code[3:]}"}) == here
        browsers[name].post(f"{here}/seats", {"place": place})
    return browsers, here


def seat_of(db, person):
    return read(db, select(Seat.id).where(Seat.person_id == person.id, Seat.released_at.is_(None)))[-1]


def test_the_whole_way_to_a_step_that_counts(visit, cast, db, gathered, clock):  # noqa: PLR0915 -- one story
    browsers, here = gathered
    zhou, lin, chen, tao, he = (browsers[name] for name in ("zhou", "lin", "chen", "tao", "he"))
    assert "你知道前面还有三位" in lin.get(f"{here}?lang=zh") and "你很急" not in lin.get(here)
    assert "你很急" in chen.get(here) and "前面还有三位" not in chen.get(here)
    for page in (zhou.get(here), tao.get(here)):
        assert "你很急" not in page and "前面还有三位" not in page
    lin.post(f"{here}/readiness")
    assert "已备好" in zhou.get(f"{here}?lang=zh")

    zhou.post(f"{here}/start")
    clock.at += timedelta(minutes=2)
    sheets = {one: f"{here}/sheets/{seat_of(db, getattr(cast, one))}" for one in ("tao", "he")}
    tao.post(f"{sheets['tao']}/draft", {"row-0": "4", "csrf": ""}, status=200, htmx=True)
    assert re.search(r'name="row-0" value="4" checked', tao.get(here))
    clock.at += timedelta(minutes=5)
    assert 'data-phase="scoring"' in zhou.get(here)
    tao.post(sheets["tao"], GOOD)
    assert EVIDENCE not in he.get(here) and EVIDENCE not in zhou.get(here)
    he.get(f"{here}/result", status=404)
    assert result_of(db, read(db, select(Room))[0]) is None
    he.post(sheets["he"], {**GOOD, "row-0": "4", "evidence": "请您先坐，我看看还有几位。"})

    result = result_of(db, read(db, select(Room))[0])
    assert (result.total, result.passed, result.decided_by, result.person_id) == (91, True, "two", cast.lin.id)
    page = lin.get(f"{here}/result?lang=zh")
    assert "91" in page and EVIDENCE in page and "尚未复核" in page and "相同" in page and "相差一级" in page
    chen.get(f"{here}/result", status=404)
    visit(cast.sun).get(f"{here}/result", status=404)
    lin.post(f"{here}/comment", {"note": "下次先说几位。"})
    assert "已经写下" in lin.post(f"{here}/comment?lang=zh", {"note": "改一下"}, status=409)
    assert told(db, cast.lin) == ["practice-scored"] and "practice-waits" in told(db, cast.zhou)

    assert "林晓雯" in zhou.get("/rooms/waiting?lang=zh") and "待签现场演练：1" in zhou.get("/?lang=zh")
    lin.post(f"{here}/word", {"act": "sign"}, status=403)
    browsers["qian"] = visit(cast.qian)
    browsers["qian"].post(f"{here}/word", {"act": "sign"}, status=404)
    page = zhou.follow(f"{here}/word", {"act": "sign", "note": "我在场"})
    assert "我在场" in page and "下次先说几位。" in page
    assert "已由网点负责人复核" in lin.get(f"{here}/result?lang=zh")
    done = read(db, select(StepFact))[0]
    assert (done.person_id, done.step, done.kind, done.source) == (cast.lin.id, "queue-jump", "roleplay", f"live:{result.room_id}")
    seen = read(db, select(ClauseObservation).where(ClauseObservation.source == "rubric"))
    assert [(one.person_id, one.clause, one.kept, one.unit_id) for one in seen] == [
        (cast.lin.id, "s-greet-10s", True, cast.binjiang.id)
    ]
    acts = read(db, select(LedgerEntry).where(LedgerEntry.subject_kind == "room").order_by(LedgerEntry.id))
    assert [(one.what, one.by) for one in acts] == [
        ("RoomOpened", cast.zhou.id), ("SheetHandedIn", cast.tao.id), ("SheetHandedIn", cast.he.id), ("PracticeScored", None),
        ("PracticeSigned", cast.zhou.id),
    ]  # fmt: skip
    assert acts[3].details["sha256"] == result.sha256 and EVIDENCE not in str([one.details for one in acts])
    assert told(db, cast.lin)[-1] == "practice-signed"
    zhou.post(f"{here}/word", {"act": "return", "note": "x"}, status=409)
    assert "91" in zhou.get("/people/E0001/practice") and "过号的王女士" in lin.get("/rooms/?lang=zh")


def test_observers_who_differ_ask_for_a_third_who_decides(visit, cast, db, gathered, clock):
    browsers, here = gathered
    browsers["zhou"].post(f"{here}/start")
    browsers["tao"].post(f"{here}/sheets/{seat_of(db, cast.tao)}", GOOD)
    browsers["he"].post(f"{here}/sheets/{seat_of(db, cast.he)}", {**GOOD, "row-2": "2"})

    page = browsers["zhou"].get(f"{here}?lang=zh")
    assert 'data-phase="third"' in page and result_of(db, read(db, select(Room))[0]) is None
    assert told(db, cast.zhou)[-1] == "third-asked" and "第三" in page
    for name in ("tao", "he", "lin", "chen"):
        assert browsers[name].post(f"{here}/seats", {"place": "observer-3"}, status=409)
    third = visit(cast.qian)
    third.post("/rooms/join", {"code": read(db, select(Room.code))[0]})
    third.post(f"{here}/seats", {"place": "observer-3"})
    third.post(f"{here}/sheets/{seat_of(db, cast.qian)}", {**GOOD, "row-2": "1"})

    result = result_of(db, read(db, select(Room))[0])
    assert (result.total, result.passed, result.decided_by) == (62, False, "third")
    page = plain(browsers["lin"].get(f"{here}/result?lang=zh", raw=True))
    assert "由第三位决定" in page and "相差3级" in page
    browsers["zhou"].post(f"{here}/word", {"act": "sign"})
    assert read(db, select(StepFact)) == []
    assert read(db, select(ClauseObservation).where(ClauseObservation.source == "rubric")) == []


def test_a_red_line_breaks_the_clause_and_caps_the_practice(db, cast, live):
    zhou, lin = viewer(db, cast.zhou), viewer(db, cast.lin)
    room = started(db, zhou, customer=viewer(db, cast.chen), employee=lin, observers=[viewer(db, cast.tao)])
    result = hand_in(db, room, viewer(db, cast.tao), (5, 5, 5), red=(0,))
    assert (result.total, result.passed, result.has_red_line, result.decided_by) == (59, False, True, "one")
    db.commit()
    assert [one.kept for one in read(db, select(ClauseObservation).where(ClauseObservation.source == "rubric"))] == [False]


def test_the_branch_head_sends_a_practice_back_with_a_reason(visit, cast, db, live):
    zhou = viewer(db, cast.zhou)
    room = started(db, zhou, customer=viewer(db, cast.chen), employee=viewer(db, cast.lin), observers=[viewer(db, cast.tao)])
    hand_in(db, room, viewer(db, cast.tao), (5, 5, 5))
    db.commit()
    here = f"/rooms/{room.id}"
    assert "为什么不计入" in visit(cast.zhou).post(f"{here}/word?lang=zh", {"act": "return", "note": " "}, status=422)
    visit(cast.zhou).post(f"{here}/word", {"act": "return", "note": "客户没有按卡演"})
    assert "不计入" in visit(cast.lin).get(f"{here}/result?lang=zh") and read(db, select(StepFact)) == []
    assert told(db, cast.lin) == ["practice-scored", "practice-returned"]


def test_nobody_signs_their_own_practice_or_one_that_they_alone_observed(visit, cast, db, live):
    """Zhou observes alone: he cannot sign; Qian is made head there too, and can."""
    zhou, lin = viewer(db, cast.zhou), viewer(db, cast.lin)
    room = started(db, viewer(db, cast.tao), customer=viewer(db, cast.chen), employee=lin, observers=[zhou])
    hand_in(db, room, zhou, (5, 5, 5))
    mine = started(db, viewer(db, cast.tao), customer=viewer(db, cast.chen), employee=zhou, observers=[viewer(db, cast.tao)])
    hand_in(db, mine, viewer(db, cast.tao), (5, 5, 5))
    db.commit()
    browser = visit(cast.zhou)
    assert "您是唯一的观察员" in browser.get(f"/rooms/{room.id}/result?lang=zh")
    assert "别人" in browser.post(f"/rooms/{room.id}/word?lang=zh", {"act": "sign"}, status=409)
    browser.post(f"/rooms/{mine.id}/word", {"act": "sign"}, status=404)
    assert read(db, select(StepFact)) == []


def test_a_script_that_is_withdrawn_is_played_as_it_was(visit, cast, db, gathered):
    browsers, here = gathered
    stage(db, changed(STAGE, SCENE_PATH, "你很急。", "你不急。"))
    page = browsers["chen"].get(f"{here}?lang=zh")
    assert "你很急" in page and "你不急" not in page and "按当时的剧本" in page
    without = {path: words for path, words in STAGE.items() if "roleplay" not in path and "samples" not in path}
    without = changed(without, "courses/greeting/course.md", "3. [过号的王女士](roleplay/queue-jump.md)（选修）\n", "")
    stage(db, changed(without, "courses/greeting/course.en.md", "3. [The missed number](roleplay/queue-jump.md)\n", ""))
    browsers["zhou"].post(f"{here}/start")
    for name in ("tao", "he"):
        browsers[name].post(f"{here}/sheets/{seat_of(db, getattr(cast, name))}", GOOD)
    assert "步骤没有因此完成" in browsers["zhou"].follow(f"{here}/word?lang=zh", {"act": "sign"})
    assert read(db, select(StepFact)) == []


def test_an_observer_who_does_not_come_back_is_replaced_and_the_draft_is_kept(visit, cast, db, gathered):
    browsers, here = gathered
    browsers["zhou"].post(f"{here}/start")
    old = seat_of(db, cast.he)
    browsers["he"].post(f"{here}/sheets/{old}/draft", {"row-0": "3"}, status=200, htmx=True)
    cast.he.left_on = LONG_AGO
    db.merge(cast.he)
    db.commit()
    browsers["zhou"].post(f"{here}/releases", {"seat": str(old)})
    third = visit(cast.qian)
    third.post("/rooms/join", {"code": read(db, select(Room.code))[0]})
    third.post(f"{here}/seats", {"place": "observer-2"})
    third.post(f"{here}/sheets/{seat_of(db, cast.qian)}", GOOD)
    browsers["tao"].post(f"{here}/sheets/{seat_of(db, cast.tao)}", GOOD)
    assert result_of(db, read(db, select(Room))[0]).decided_by == "two"
    kept = read(db, select(Sheet).where(Sheet.seat_id == old))[0]
    assert (kept.points, kept.handed_in_at) == ([3, None, None], None)
    assert "SeatReleased" in read(db, select(LedgerEntry.what))


def test_who_sits_in_fills_a_sheet_that_does_not_count(visit, cast, db, gathered):
    browsers, here = gathered
    sun = visit(cast.sun)
    sun.post("/rooms/join", {"code": read(db, select(Room.code))[0]})
    sun.post(f"{here}/seats", {"place": "visitor-1"})
    browsers["zhou"].post(f"{here}/start")
    sun.post(f"{here}/sheets/{seat_of(db, cast.sun)}", GOOD)
    browsers["tao"].post(f"{here}/sheets/{seat_of(db, cast.tao)}", GOOD)
    assert result_of(db, read(db, select(Room))[0]) is None
    browsers["he"].post(f"{here}/sheets/{seat_of(db, cast.he)}", GOOD)
    result = result_of(db, read(db, select(Room))[0])
    assert len(result.sheets) == 2
    sun.get(f"{here}/result", status=404)


def test_everything_of_it_stands_in_ones_own_data(db, cast, live):
    tao = viewer(db, cast.tao)
    room = started(db, viewer(db, cast.zhou), customer=viewer(db, cast.chen), employee=viewer(db, cast.lin), observers=[tao])
    hand_in(db, room, tao, (5, 4, 3))
    db.commit()
    mine, his = (people.everything(db, one.id)["live practice"] for one in (cast.lin, cast.tao))
    assert [[one["role"] for one in mine["seats"]], [one["total"] for one in mine["results"]]] == [["employee"], ["78/1"]]
    assert his["seats"][0]["sheet"]["evidence"] == EVIDENCE and len(his["cases"]) == 3


@pytest.mark.parametrize("members", [1, 3])
def test_a_room_costs_the_same_however_many_are_in_it(visit, cast, db, watchers, queries, members):
    zhou = viewer(db, cast.zhou)
    room = opened(db, zhou)
    db.commit()
    here, places = f"/rooms/{room.id}", ["customer-1", "employee-1", "observer-1"]
    for who, place in list(zip((cast.lin, cast.chen, cast.tao), places, strict=True))[:members]:
        visit(who).post("/rooms/join", {"code": room.code})
        visit(who).post(f"{here}/seats", {"place": place})
    browser = visit(cast.zhou)
    browser.get(here)
    with queries() as asked:
        page = browser.get(here)
    tag = re.search(r'If-None-Match": "\\"([^\\]+)\\"', page.replace("&#34;", '"'))[1]
    with queries() as polled:
        browser.get(f"{here}/state?phase=gathering", htmx=True, status=304, If_None_Match=f'"{tag}"')
    assert (len(asked), len(polled)) == (ROOM_COSTS, POLL_COSTS)


ROOM_COSTS, POLL_COSTS = 4, 2
