"""What a run of a role-play is worth, and what every way through it says about the role-play itself."""

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from learning.content.catalogue import Dimension, Node, Reply, Roleplay, ScriptLine, Words
from learning.content.english import digest_of
from learning.content.reading import read_tree, tree_of
from learning.content.roleplays.paths import PathStatistics, path_statistics
from learning.content.roleplays.scoring import best_way, outcome, visits
from learning.content.roleplays.stored import roleplay_from, roleplay_payload
from learning.content.sources import place_of, read_source
from tests.content.folders import C, codes, found, with_english
from tests.content.scenes import ENGLISH, SOUND, english, scene
from tests.content.test_samples import SAMPLES

WANG: Roleplay = read_tree(tree_of(SAMPLES)[0]).catalogue.courses["greeting"].roleplays["long-queue"]


def read(files: dict[str, bytes]) -> Roleplay:
    return read_tree(files).catalogue.courses["manners"].roleplays["scene"]


def test_the_health_of_the_sample():
    assert path_statistics(WANG) == PathStatistics(
        nodes=7, paths=19, longest=4, passing=2, passing_with_slip=0, failing=17, is_whole=True
    )


@pytest.mark.parametrize(
    ("chosen", "score", "dimensions", "end", "passed"),
    [
        ((0, 0), Fraction(1), (1, 1, 1), "happy", True),
        ((0, 3), Fraction(14, 15), (1, 1, Fraction(2, 3)), "happy", True),
        ((0, 1, 0), Fraction(13, 22), (1, Fraction(1, 5), Fraction(3, 4)), "happy", False),
        ((1, 0, 0), Fraction(4, 7), (Fraction(1, 5), 1, Fraction(2, 3)), "happy", False),
        ((2, 1), Fraction(0), (0, 0, 0), "failed", False),
        ((), Fraction(0), (None, None, None), None, False),
        ((0,), Fraction(1), (1, 1, 1), None, False),
    ],
)
def test_a_run_is_scored_against_the_best_at_each_step_visited(chosen, score, dimensions, end, passed):
    run = outcome(WANG, chosen)
    assert (run.score, run.dimensions, run.end, run.passed) == (score, dimensions, end, passed)


def test_a_red_line_fails_whatever_else_was_earned():
    files = scene(("得分：规范 -2", "得分：同理 +5；规范 +5"), ("  - 转到：#angry", "  - 转到：圆满"))
    run = outcome(read(files), (0, 1))
    assert (run.score, run.end, run.passed) == (1, "happy", False)
    assert run.red_lines == (Words("索要密码"),)


def test_a_floor_is_asked_for_in_its_dimension_alone():
    roleplay = read(scene(("得分：同理 +1；规范 +2", "得分：同理 -2；规范 +5"), ("70%", "40%")))
    run = outcome(roleplay, (0, 0))
    assert (run.score, run.dimensions) == (1, (0, 1))
    assert (run.floors_missed, run.passed) == ((0,), False)


def test_a_dimension_in_which_nothing_could_be_earned_asks_nothing():
    roleplay = read(scene(("得分：同理 +2；规范 +1", "得分：规范 +1"), ("得分：同理 +1；规范 +2", "得分：规范 +2")))
    run = outcome(roleplay, (0, 0))
    assert (run.dimensions, run.floors_missed, run.passed) == ((None, 1), (), True)


def test_the_way_of_perfect_play():
    assert best_way(WANG) == (0, 0)
    assert [visit.node.id for visit in visits(WANG, best_way(WANG))] == ["start", "look-up", "happy"]


def test_a_node_that_goes_on_by_itself_is_visited_and_scores_nothing():
    files = scene(("转到：查号", "转到：转场"), ("### 查号", "### 转场 {#on}\n\n转到：查号\n\n（两人走到柜台前。）\n\n### 查号"))
    assert [(visit.node.id, visit.chosen) for visit in visits(read(files), (0, 0))] == [
        ("start", 0), ("on", None), ("look-up", 0), ("happy", None),
    ]  # fmt: skip
    assert outcome(read(files), (0, 0)).score == outcome(read(SOUND), (0, 0)).score


@pytest.mark.parametrize("seed", range(30))
def test_walking_every_way_says_the_same_as_scoring_each(seed):
    roleplay = invented(random.Random(seed))
    ways = every_way(roleplay)
    runs = [outcome(roleplay, way) for way in ways]
    found_ = path_statistics(roleplay)
    assert (found_.paths, found_.longest) == (len(ways), max(map(len, ways)))
    assert (found_.passing, found_.failing) == (sum(run.passed for run in runs), sum(not run.passed for run in runs))
    assert found_.easy_pass is None or outcome(roleplay, found_.easy_pass).passed
    assert bool(found_.easy_pass) == bool(found_.passing_with_slip)


def invented(rng: random.Random) -> Roleplay:
    """A role-play with up to nine nodes, some of which go on by themselves; ways only lead forward."""
    count = rng.randint(3, 9)
    dimensions = tuple(
        Dimension(Words(name), weight, rng.choice([None, Fraction(1, 2)]))
        for name, weight in zip("甲乙丙", (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)), strict=True)
    )
    nodes = [_invented_node(rng, place, count) for place in range(count - 2)]
    ends = [Node(f"n{count - 2}", Words("好"), end="happy"), Node(f"n{count - 1}", Words("坏"), end=rng.choice(["failed", "fair"]))]
    return replace(WANG, dimensions=dimensions, nodes=(*nodes, *ends), pass_share=Fraction(rng.randint(0, 9), 10))


def _invented_node(rng: random.Random, place: int, count: int) -> Node:
    def ahead() -> str:
        return f"n{rng.randint(place + 1, count - 1)}"

    if rng.random() < 0.2:
        return Node(f"n{place}", Words("过"), goes_to=ahead())
    replies = tuple(
        Reply(
            Words("话"), tuple(rng.randint(-5, 5) for _ in range(3)), ahead(), red_line=rng.choice([None, None, None, Words("红")])
        )
        for _ in range(rng.randint(2, 5))
    )
    return Node(f"n{place}", Words("问"), replies=replies)


def every_way(roleplay: Roleplay) -> list[tuple[int, ...]]:
    ways: list[tuple[int, ...]] = [()]
    for way in ways:
        last = visits(roleplay, way)[-1].node
        ways.extend((*way, place) for place in range(len(last.replies)))
    return [way for way in ways if not visits(roleplay, way)[-1].node.replies]


def test_only_so_many_ways_are_walked_and_that_is_said():
    reply = Reply(Words("话"), (1, 1, 1), "")
    nodes = [Node(f"n{n}", Words("问"), replies=(replace(reply, goes_to=f"n{n + 1}"),) * 5) for n in range(8)]
    found_ = path_statistics(replace(WANG, nodes=(*nodes, Node("n8", Words("好"), end="happy"))))
    assert (found_.paths, found_.longest, found_.is_whole) == (20_000, 8, False)


def test_what_a_player_sees_first():
    start = WANG.start
    assert (start.mood, [line.kind for line in start.lines]) == (4, ["direction", "say"])
    assert start.lines[1] == ScriptLine(
        "say",
        Words(
            "我等了四十分钟！上个厕所的工夫，号就过了？你们就开两个窗口，是不是看我们老年人好欺负？",
            "Forty minutes! I go to the toilet and my number is gone? Two windows! Do you think old people are easy to bully?",
        ),
        Words("王女士", "Ms Wang"),
        Words("大声", "loudly"),
    )
    assert [reply.text.in_("en")[:20] for reply in start.replies] == [
        '"I am so sorry you h',
        '"A skipped number is',
        '"Please lower your v',
    ]


@pytest.mark.parametrize(("written", "meant"), [("当场", "at_once"), ("结束", "end"), (None, "end")])
def test_the_header_says_when_comments_are_read_and_it_is_no_new_text(written, meant):
    timed = scene(("及格: 70%", f"及格: 70%\n点评时机: {written}")) if written else scene()
    assert (read(timed).comments, read(timed).revision) == (meant, read(scene()).revision)


def test_another_word_for_the_time_of_comments_is_shown_with_those_that_are_known():
    (one,) = [one for one in found(scene(("及格: 70%", "及格: 70%\n点评时机: 马上"))) if one.code == "F23"]
    assert "点评时机" in str(one)
    assert "当场、结束" in str(one)


def test_what_stands_round_the_dialogue():
    assert (WANG.pass_share, WANG.difficulty, WANG.minutes) == (Fraction(7, 10), 2, 8)
    assert [(one.name.zh, one.weight, one.floor) for one in WANG.dimensions] == [
        ("同理", Fraction(2, 5), Fraction(3, 5)), ("规范", Fraction(2, 5), Fraction(3, 5)), ("效率", Fraction(1, 5), None),
    ]  # fmt: skip
    assert WANG.learner.name == Words("大堂经理", "Lobby manager")
    assert [WANG.closing_word(Fraction(share, 100)).zh[:4] for share in (100, 85, 84, 70, 69)] == ["先处理心"] * 2 + [
        "客户的情"
    ] * 2 + ["回到“道"]
    assert [(level.name, level.points) for level in WANG.rubric.levels][0] == (Words("优秀", "Excellent"), 3)
    assert [WANG.dimensions[row.dimension].name.zh for row in WANG.rubric.rows] == ["同理", "同理", "规范", "规范", "效率"]
    assert WANG.red_lines[2] == Words("承诺办不到的事", "Promised something that cannot be done")


def test_a_card_is_for_one_player():
    assert (
        WANG.card_for("大堂经理").text.en == "<p>You do not know why the customer is in a hurry. Find out within two minutes.</p>"
    )
    assert WANG.card_for(None).text.zh == "<p>不说话，不打断。按评分表打分，记下一句原话作为依据。</p>"
    assert WANG.card_for("旁边客户") is None


def test_a_reply_knows_its_clauses_and_the_clause_knows_the_scene():
    catalogue = read_tree(SOUND).catalogue
    assert read(SOUND).node("look-up").replies[0].clauses == ("s-greet",)
    assert [item.id for _, item in catalogue.citing("s-greet")] == ["hello", "scene", "morning"]


def test_a_stored_role_play_alone_gives_it_back():
    stored = json.loads(json.dumps(roleplay_payload(WANG)))
    again = roleplay_from(stored, id=WANG.id)
    shown = (
        "title",
        "background",
        "people",
        "dimensions",
        "nodes",
        "closing",
        "practice",
        "cards",
        "rubric",
        "red_lines",
        "revision",
    )
    assert {name: getattr(again, name) for name in shown} == {name: getattr(WANG, name) for name in shown}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("目标: o-greet", "标签: 新\n难度: 3\n条款: s-greet"),
        ("  - 条款：s-greet\n", ""),
        ("得分：同理 +2；规范 +1", "得分：规范 1; 同理＋２"),
        ("转到：收场", "转到：[收场](#angry)"),
        ("情绪：4/5", "情绪：４/5"),
        ("  - 点评：先道歉。", "  - 点评：先道歉。   "),
    ],
)
def test_what_leaves_the_revision_alone(old, new):
    assert read(scene((old, new))).revision == read(SOUND).revision


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("我的号过了", "我的号没了"),
        ("同理 +2", "同理 +1"),
        ("| 60% | 50% |", "| 60% | 40% |"),
        ("及格: 70%", "及格: 60%"),
        ("情绪：4/5", "情绪：5/5"),
        ("转到：收场", "转到：圆满"),
        ("红线：索要密码", "红线：要密码"),
        ("只看不说", "只看"),
    ],
)
def test_what_makes_a_new_revision(old, new):
    assert read(scene((old, new))).revision != read(SOUND).revision


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("得分：同理 +2；规范 +1", "得分：同理 +1", False),
        ("转到：收场", "转到：圆满", False),
        ("情绪：4/5", "情绪：5/5", False),
        ("结局：圆满", "结局：一般", False),
        ("  - 条款：s-greet\n", "", False),
        ("点评：先道歉", "点评：道歉在先", True),
        ("红线：索要密码", "红线：打听密码", True),
        ("王女士：我赶时间", "王女士：我很赶", True),
    ],
)
def test_points_and_ways_do_not_make_a_translation_stale(old, new, stale):
    path = f"{C}roleplay/scene.md"
    digests = [digest_of(read_source(place_of(path), files[path])) for files in (SOUND, scene((old, new)))]
    assert (digests[0] != digests[1]) is stale


def test_english_that_does_not_fit_is_shown_in_chinese_there_and_nowhere_else():
    roleplay = read(english("roleplay/scene", ('- "Then take a new one."\n  - Comment: A refusal first.\n', "")))
    assert [reply.text.missing("en") for reply in roleplay.start.replies] == [True, True]
    assert roleplay.start.lines[1].text.en == "My number is gone!"
    assert roleplay.node("look-up").replies[0].text.en == '"About six minutes more."'


def test_english_scores_nothing():
    """Points, targets and thresholds are read from the Chinese even where the English repeats them otherwise."""
    drifted = read(english("roleplay/scene", ("| Standards | 40% |", "| Standards | 90% |"), ("≥85%", "≥5%")))
    sound = read(english("roleplay/scene"))
    assert [one.weight for one in drifted.dimensions] == [one.weight for one in sound.dimensions]
    assert [one.from_share for one in drifted.closing] == [Fraction(17, 20), None]


def test_a_role_play_with_an_error_cannot_be_played():
    assert [read(SOUND).playable, read(scene(("转到：收场", "转到：那边"))).playable] == [True, False]


@pytest.mark.parametrize(
    ("change", "code", "place", "says"),
    [
        (("得分：同理 +2", "得分：同里 +2"), "R18", (37, 8), "没有“同里”这个维度；您是不是想写“同理”？"),
        (("得分：同理 +2；规范 +1", "得分：同理 +2；规犯 +1"), "R18", (37, 14), "没有“规犯”这个维度；您是不是想写“规范”？"),
        (("转到：收场", "转到：收厂"), "R14", (43, 8), "没有叫“收厂”的节点；您是不是想写“收场”？"),
        (("转到：#angry", "转到：#angri"), "R14", (58, 8), "没有编号为“angri”的节点；您是不是想写“angry”？"),
        (
            ("点评：拒绝", "点平：拒绝"),
            "R15",
            (42, 5),
            "选项下面只能写 得分、点评、转到、红线、条款，看不懂“点平”；您是不是想写“点评”？",
        ),
        (("结局：圆满", "结局：园满"), "R20", (62, 4), "结局应为 圆满、一般 或 失败；您是不是想写“圆满”？"),
        (("| 王女士 | 系统 |", "| 王女士 | 系铜 |"), "R05", (16, 1), "“扮演”应为 系统 或 学员；您是不是想写“系统”？"),
        (("## 背景", "## 背境"), "R01", (8, 1), "没有“背境”这一节；您是不是想写“背景”？"),
        (("王女士：我赶", "王女生：我赶"), "R11", (47, 1), "“王女生”没有登记为人物；您是不是想写“王女士”？"),
        (("得分：规范 -2", "得分：规范 -9"), "R19", (55, 8), "得分 -9 超出 -5 到 +5"),
        (("转到：#angry", "转到：开场"), "R50", (58, 1), "“查号”又转回了“开场”，形成循环；场景只能往前走"),
        (("情绪：4/5", "情绪：9/5"), "R21", (30, 4), "情绪的写法：情绪：4/5"),
    ],
)
def test_a_mistake_is_shown_with_its_place_and_its_cure(change, code, place, says):
    one = next(one for one in found(scene(change)) if one.code == code)
    assert ((one.line, one.col), one.message()) == (place, says)


def test_a_mistake_is_told_in_english_too():
    said = {one.code: one.message("en") for one in found(scene(("得分：同理 +2", "得分：同里 +2"), ("结局：圆满", "结局：园满")))}
    assert said["R18"] == "there is no dimension “同里”; did you mean “同理”?"
    assert said["R20"] == "an ending is 圆满 (happy), 一般 (fair) or 失败 (failed); did you mean “圆满”?"


def test_a_pass_in_spite_of_a_slip_is_named_by_its_lines():
    files = scene(
        ("得分：同理 -2；规范 +1", "得分：规范 -1"),
        ("转到：收场", "转到：查号"),
        ("70%", "30%"),
        ("| 同理 | 60% | 50% |", "| 同理 | 60% |  |"),
    )
    one = next(one for one in found(files) if one.code == "R59")
    assert (one.severity, one.message()) == ("I", "有失误也能及格：依次选第 40、49 行，得 33%")


def test_a_scene_typed_without_leaving_the_chinese_input_method():
    files = scene(
        ("### 开场 {#start}", "＃＃＃　开场　｛＃start｝"),
        ("| 王女士 | 系统 | 急性子 |", "｜王女士｜系统｜急性子｜"),
        ("| 60% | 50% |", "| ６０％ | 50％ |"),
        ("得分：同理 +2；规范 +1", "得分：同理　＋２；规范＋１"),
        ("得分：规范 -2", "得分：规范－2"),
        ("转到：#angry", "转到：＃angry"),
        ("| ≥85% |", "| ≥８５％ |"),
        ("- [ ] 索要密码", "- 【　】索要密码"),
    )
    assert codes(files) == ["H05"]
    assert read(files).revision == read(SOUND).revision


def test_the_translation_of_a_stale_file_is_still_shown():
    head, body = ENGLISH["roleplay/scene"]
    files = with_english(SOUND, "roleplay/scene", head, body) | {
        f"{C}roleplay/scene.md": scene(("我的号过了", "我的号没了"))[f"{C}roleplay/scene.md"]
    }
    assert codes(files) == ["T02"]
    assert read(files).start.lines[1].text == Words("我的号没了！", "My number is gone!")
