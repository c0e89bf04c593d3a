"""The pages of a scene: what they show when, what they refuse in which words, and what they cost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from learning.people.models import RecordView
from learning.people.rules import Viewer
from learning.publishing import verbs as publishing
from learning.roleplay import queries
from learning.roleplay.models import Run
from tests.cast import MORNING
from tests.courses import ROLEPLAY, changed, tiny, with_roleplay
from tests.roleplay.scenes import COMPLAINT, COURSE, FAIR, HAPPY, RED, SCENE, shown

START = f"/courses/{COURSE}/roleplays/{SCENE}"


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def place_of(html: str, text: str) -> str:
    """Which button carries these words."""
    return re.search(rf'name="choice" value="(\d)">(?:(?!</button>).)*{re.escape(text)}', html, re.S)[1]


def begin(browser) -> tuple[str, str]:
    to = browser.post(f"{START}/runs")
    return to, browser.get(to)


def test_a_scene_from_the_course_page_to_the_result(db, live, cast, visit):
    lin = visit(cast.lin)
    assert START in lin.get(f"/courses/{COURSE}/")
    start = words(lin.get(START))
    for told in ("王女士的号过了", "急性子", "同理", "60%", "至少 50", "70%", "演完之后"):
        assert told in start
    to, page = begin(lin)
    assert "第 1 句" in words(page)
    page = lin.follow(f"{to}/choices", {"n": "1", "choice": place_of(page, "对不起，您先坐")})
    assert "我赶十一点半" in page
    assert "先道歉，再给动作" not in page  # comments come at the end here
    page = lin.follow(f"{to}/choices", {"n": "2", "choice": place_of(page, "您再等等")})

    told = words(page)
    for part in (
        "平稳收场", "88.9", "同理", "没有时间的“快了”", "前面还有一位", "有规则，有时间", "客户等候时，主动告知",
        "逐句点评", "从这里重练",
    ):  # fmt: skip
        assert part in told, part
    assert "第 1 遍" in words(lin.get(START))


def test_nothing_gives_the_outcome_away_before_the_choice(db, live, cast, visit):
    lin = visit(cast.lin)
    to, page = begin(lin)
    said = page + to
    scene = live.catalogue.courses[COURSE].roleplays[SCENE]
    for node in scene.nodes:
        assert f"#{node.id}" not in said
        assert f'"{node.id}"' not in said
        assert node.title.zh not in words(page).replace("过号的王女士", "")
        for reply in node.replies:
            assert reply.comment.zh not in said
    for never in ("得分", "红线", "圆满", "s-wait-told"):
        assert never not in words(page), never


def test_the_trainer_may_want_comments_at_once(db, live, cast, visit):
    tree = changed(with_roleplay(tiny(COURSE), required=True), ROLEPLAY, "及格: 70%\n", "及格: 70%\n点评时机: 当场\n")
    publishing.publish(db, tree, by_id=None, note="当场", at=MORNING)
    db.commit()
    lin = visit(cast.lin)
    to, page = begin(lin)
    page = lin.follow(f"{to}/choices", {"n": "1", "choice": place_of(page, "过号要重新取")})
    assert "规定没错，放在第一句就成了拒绝" in words(page)
    assert "认错是台阶" not in page


def test_what_cannot_be_taken_is_said_where_the_run_is(db, live, cast, visit):
    lin, sun = visit(cast.lin), visit(cast.sun)
    to, page = begin(lin)
    first = place_of(page, "对不起，您先坐")
    other = "1" if first == "0" else "0"
    for sent, said in (
        ({"n": "1", "choice": "7"}, "没有这个选项"), ({"n": "1"}, "没有这个选项"), ({"n": "1", "choice": "x"}, "没有这个选项"),
        ({"choice": "0"}, "没有这一句"), ({"n": "0", "choice": "0"}, "没有这一句"),
    ):  # fmt: skip
        page = lin.post(f"{to}/choices", sent, status=422)
        assert said in words(page)
        assert "您怎么回应" in words(page)
    assert "还没有走到第 3 句" in words(lin.post(f"{to}/choices", {"n": "3", "choice": "0"}, status=409))
    lin.post(f"{to}/choices", {"n": "1", "choice": first})
    lin.post(f"{to}/choices", {"n": "1", "choice": first})
    page = lin.post(f"{to}/choices", {"n": "1", "choice": other}, status=409)
    assert "第 1 句已经答过，以那一次为准：“对不起，您先坐，我马上看看。”" in words(page)
    assert "我赶十一点半" in page
    said = words(lin.post(f"{to}/choices?lang=en", {"n": "1", "choice": other}, status=409))
    assert "Line 1 has been answered already, and that answer stands" in said
    lin.get(f"{START}?lang=zh")
    sun.get(to, status=404)
    sun.post(f"{to}/choices", {"n": "2", "choice": "0"}, status=404)
    lin.post(f"{to}/choices", {"n": "2", "choice": place_of(lin.get(to), "您把密码告诉我")})
    page = lin.post(f"{to}/choices", {"n": "3", "choice": "0"}, status=409)
    assert "这一遍已经演完" in words(page)
    assert "碰了红线：向客户索要密码" in words(page)
    assert lin.get(to, status=302, raw=True).location.endswith("/result")
    assert sun.get(f"{to}/result", status=404)


def test_with_htmx_the_next_line_comes_alone_and_the_end_leads_to_the_result(db, live, cast, visit):
    lin = visit(cast.lin)
    to, page = begin(lin)
    first = place_of(page, "对不起")
    piece = lin.post(f"{to}/choices", {"n": "1", "choice": first}, htmx=True, status=200)
    assert piece.lstrip().startswith('<div id="scene-')
    assert "第 2 句" in words(piece)
    assert "<html" not in piece
    other = "1" if first == "0" else "0"
    told = lin.post(f"{to}/choices", {"n": "1", "choice": other}, htmx=True, status=409)
    assert told.lstrip().startswith('<div id="scene-')
    assert "第 1 句已经答过" in words(told)
    sent = {"n": "2", "choice": place_of(piece, "前面还有一位")}
    answer = lin.post(f"{to}/choices", sent, htmx=True, status=204, raw=True)
    assert answer.headers["HX-Redirect"].endswith("/result")
    assert "这一遍已经演完" in words(lin.post(f"{to}/choices", {"n": "3", "choice": "0"}, htmx=True, status=409))


def test_practice_from_a_line_says_that_it_does_not_count(db, live, cast, visit, lin):
    run = lin.play(RED)
    db.commit()
    browser = visit(cast.lin)
    page = browser.follow(f"/runs/{run.uuid}/practice", {"n": "2"})
    assert "不计入成绩" in words(page)
    assert "第 2 句" in words(page)
    practice = db.scalars(select(Run).where(Run.mode == "practice")).one()
    db.commit()
    page = browser.follow(f"/runs/{practice.uuid}/choices", {"n": "2", "choice": place_of(page, "前面还有一位")})
    assert "这是练习，不计入成绩；首次和最好成绩不变。" in words(page)
    assert browser.post(f"/runs/{practice.uuid}/practice", {"n": "9"}, status=422)
    assert "未通过" in words(browser.get(START))


def test_a_withdrawn_scene_is_played_to_its_end_and_then_is_gone(db, live, cast, visit):
    lin, sun = visit(cast.lin), visit(cast.sun)
    to, page = begin(lin)
    publishing.publish(db, tiny(COURSE), by_id=None, note="without", at=MORNING)
    db.commit()
    assert lin.get(START, status=302, raw=True).location.endswith(to)
    page = lin.follow(f"{to}/choices", {"n": "1", "choice": place_of(page, "对不起")})
    page = lin.follow(f"{to}/choices", {"n": "2", "choice": place_of(page, "前面还有一位")})
    assert "圆满收场" in words(page)
    assert "这个情景演练已经撤下" in words(lin.get(START, status=409))
    lin.post(f"{START}/runs", status=409)
    sun.get(START, status=404)


def test_the_head_opens_a_run_of_hers_and_leaves_a_trace(db, live, cast, visit, lin):
    run = lin.play(FAIR)
    lin.begin()
    db.commit()
    zhou = visit(cast.zhou)
    assert "过号的王女士" in zhou.get("/people/E0001/runs")
    page = words(zhou.get(f"/people/E0001/runs/{run.uuid}"))
    assert "平稳收场" in page
    assert "从这里重练" not in page
    visit(cast.qian).get(f"/people/E0001/runs/{run.uuid}", status=404)
    db.expire_all()
    assert db.scalars(select(RecordView.page).order_by(RecordView.id)).all() == ["roleplay.record", "roleplay.record_result"]
    assert "/people/E0001/runs" in zhou.get("/people/E0001")


def test_the_figures_of_a_text(db, live, cast, lin, sun):
    played(lin, sun)
    tao = Viewer(cast.tao.id, "T0001", "陶静", grants=(("trainer", None),))
    figures = queries.figures(db, tao, (COURSE, scene_of(live)), MORNING.date())
    assert (figures.runs, figures.people, figures.passed, figures.failed, figures.crossed) == (4, 2, 2, 2, 1)
    assert dict(figures.ends) == {"happy": 1, "fair": 1, "failed": 2}
    assert dict(figures.floors) == {0: 1}
    assert figures.seconds == 180  # 0, 120, 240, 540
    assert [(node.id, stood, [(line.times, line.of) for line in lines]) for node, stood, lines in figures.moments] == [
        ("start", 4, [(3, 4), (1, 4)]), ("standoff", 1, [(0, 1), (1, 1)]), ("look-up", 3, [(1, 3), (1, 3), (1, 3)]),
    ]  # fmt: skip
    of_gutang = Viewer(cast.tao.id, "T0001", "陶静", grants=(("trainer", cast.gutang.id),))
    assert queries.figures(db, of_gutang, (COURSE, scene_of(live)), MORNING.date()).runs == 1


def played(lin, sun) -> None:
    """Four runs that came to an end, and one that did not."""
    for minutes, way in ((2, HAPPY), (4, FAIR), (9, RED)):
        run = lin.begin()
        for place in way:
            lin.say(run, place, MORNING + timedelta(minutes=minutes))
    sun.play(COMPLAINT, MORNING)
    sun.say(sun.begin(), 0)


def scene_of(live):
    return live.catalogue.courses[COURSE].roleplays[SCENE]


def test_the_trainer_reads_the_figures_text_by_text(db, live, cast, visit, lin, sun):  # noqa: PLR0913 -- two players and a reader
    played(lin, sun)
    db.commit()
    tao, rev = visit(cast.tao), scene_of(live).revision
    page = words(tao.get(f"{START}/lines"))
    for part in ("2 人演了 4 遍", "3 / 4", "75%", "3 分 0 秒", "红线：向客户索要密码"):
        assert part in page, part
    index = tao.get("/roleplays/")
    assert f"{START}/lines" in index
    assert "4 遍里通过 2 遍" in words(index)

    tree = changed(with_roleplay(tiny(COURSE), required=True), ROLEPLAY, "我赶十一点半。", "我赶十二点。")
    publishing.publish(db, tree, by_id=None, note="new", at=MORNING)
    db.commit()
    assert "这一版还没有人演完" in words(tao.get(f"{START}/lines"))
    page = words(tao.get(f"{START}/lines?rev={rev}"))
    assert "我赶十一点半" in page
    assert "2 人演了 4 遍" in page
    tao.get(f"{START}/lines?rev=nothing", status=404)
    visit(cast.zhou).get(f"{START}/lines", status=403)


@pytest.mark.parametrize("path", [START, f"{START}/lines", "/roleplays/", "/people/E0001/runs"])
def test_one_run_and_three_cost_the_same_questions(db, cast, visit, lin, sun, queries, path):  # noqa: PLR0913 -- two players
    lin.play(FAIR)
    db.commit()
    browser = visit(cast.lin if path == START else cast.tao)
    browser.get(path)
    with queries() as once:
        browser.get(path)
    for way in (RED, HAPPY):
        lin.play(way)
    sun.play(COMPLAINT)
    db.commit()
    with queries() as thrice:
        browser.get(path)
    assert len(thrice) == len(once)


def test_a_long_run_costs_what_a_short_one_does(db, live, cast, visit, lin, queries):
    run = lin.begin()
    db.commit()
    browser = visit(cast.lin)
    browser.get(f"/runs/{run.uuid}")
    with queries() as first:
        browser.get(f"/runs/{run.uuid}")
    lin.say(run, 1)
    lin.say(run, 0)
    db.commit()
    with queries() as third:
        browser.get(f"/runs/{run.uuid}")
    assert len(third) == len(first)
    scene = scene_of(live)
    with queries() as posted:
        browser.post(f"/runs/{run.uuid}/choices", {"n": "3", "choice": str(shown(scene, run, 0))})
    assert len(posted) <= 16, posted.statements
