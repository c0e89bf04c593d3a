"""A meeting as somebody leads it, and how long it takes to say what it has to say."""

import json
from dataclasses import replace

import pytest

from learning.content.catalogue import Drill, Meeting, Pointed, ScriptLine, Segment, Ticks, Words
from learning.content.meetings.speaking import Spoken, spoken_in_meeting, spoken_in_segment
from learning.content.meetings.stored import meeting_from, meeting_payload
from learning.content.reading import read_tree, tree_of
from tests.content.folders import FIXED, QUIZ_HEAD, C, folder, found
from tests.content.scenes import SOUND, english, morning
from tests.content.test_samples import SAMPLES

VOICES: Meeting = read_tree(tree_of(SAMPLES)[0]).catalogue.courses["greeting"].meetings["three-voices"]


def read(files: dict[str, bytes]) -> Meeting:
    return read_tree(files).catalogue.courses["manners"].meetings["morning"]


def test_the_clock_of_a_meeting_is_added_up():
    assert (VOICES.seconds, VOICES.minutes) == (600, 10)
    assert [(one.id, one.title.zh, one.starts, one.seconds) for one in VOICES.segments] == [
        ("open", "整队问候", 0, 60),
        ("grooming", "仪容互检", 60, 90),
        ("yesterday", "昨日一件事", 150, 90),
        ("drill", "演练：三声接力", 240, 240),
        ("ask", "抽问", 480, 60),
        ("close", "宣誓出场", 540, 60),
    ]


def test_who_and_what_a_meeting_needs():
    assert VOICES.roles[0] == Words("主持人", "Host")
    assert VOICES.props == (Words("号纸两张", "two queue tickets"), Words("计时器", "a timer"))


def test_a_script_says_when_it_is_held():
    assert [read(morning(("编号: morning", f"编号: morning{line}"))).occasion for line in ("", "\n场合: 晨会", "\n场合: 夕会")] == [
        "morning", "morning", "evening",
    ]  # fmt: skip
    assert "F23" in {one.code for one in found(morning(("编号: morning", "编号: morning\n场合: 午会")))}


def test_a_script_says_which_days_it_fits_best():
    assert [read(morning(("编号: morning", f"编号: morning{line}"))).season for line in ("", "\n时节: 日常", "\n时节: 发薪日")] == [
        "any", "any", "payday",
    ]  # fmt: skip
    assert "F23" in {one.code for one in found(morning(("编号: morning", "编号: morning\n时节: 雨季")))}


def test_a_segment_is_led_part_by_part():
    assert VOICES.segment("grooming").parts == (
        ScriptLine(
            "direction",
            Words(
                "前后排转身，两两相对，从上到下互相检查。", "The rows face each other; partners check each other from head to toe."
            ),
        ),
        Ticks(
            (
                Words("工牌端正，在左胸", "Name badge straight, on the left"),
                Words("头发整齐，不遮眼", "Hair tidy, off the eyes"),
                Words("指甲干净，无鲜艳甲油", "Nails clean, no bright polish"),
                Words("鞋面干净", "Shoes clean"),
            )
        ),
        ScriptLine(
            "say",
            Words("有问题的现在就改，改好举手。", "If something is wrong, put it right now and raise your hand."),
            Words("主持人", "Host"),
        ),
    )
    assert VOICES.segment("ask").parts[0] == Pointed("question", "q-three-voices", Words("三声服务填空", "The three voices"))
    assert VOICES.segment("nowhere") is None


def test_a_drill_has_its_groups_and_cues():
    drill = VOICES.segment("drill").drill
    assert drill == Drill(
        groups=Words(
            "甲组演客户，乙组演员工，两分钟后互换", "Group A plays customers, group B plays staff; change after two minutes"
        ),
        rounds=Words("每人一轮，每轮 20 秒", "one each, 20 seconds a round"),
        judging=Words("漏掉任何一声，该员工重来一次", "miss one voice and do it again"),
        heads=(Words("口令（甲组）", "Cue (Group A)"), Words("应答（乙组）", "Response (Group B)")),
        cues=drill.cues,
    )
    assert [cue.zh for cue, _ in drill.cues] == ["（推门进来）", "我想问问残币能不能换？", "好了，谢谢。"]
    assert [one.id for one in VOICES.segments if one.drill] == ["drill"]


def test_a_segment_knows_its_clauses():
    meeting = read(SOUND)
    assert [one.clauses for one in meeting.segments] == [("s-greet",), (), ()]
    assert all("条款" not in part.text.zh for part in meeting.segments[0].parts if isinstance(part, ScriptLine))


def test_text_and_tables_stand_where_the_author_put_them():
    files = morning(
        ("主持人：早上好！", "主持人：早上好！\n\n昨日之事：\n\n| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n\n再看**一眼**。")
    )
    parts = read(files).segments[0].parts
    assert [part.kind if isinstance(part, ScriptLine) else "ticks" for part in parts] == ["direction", "say", "text", "ticks"]
    assert parts[2].text.zh.startswith("<p>昨日之事：</p>")
    assert "<td>一</td>" in parts[2].text.zh
    assert parts[2].text.zh.endswith("<p>再看<strong>一眼</strong>。</p>")


def test_what_is_said_takes_its_time():
    assert (spoken_in_meeting(VOICES), spoken_in_meeting(VOICES).seconds) == (Spoken(150, 0), 38)
    assert (spoken_in_meeting(VOICES, "en"), spoken_in_meeting(VOICES, "en").seconds) == (Spoken(0, 114), 49)


@pytest.mark.parametrize(
    ("text", "spoken", "seconds"),
    [
        ("早" * 240, Spoken(240, 0), 60),
        ("word " * 140, Spoken(0, 140), 60),
        ("请到 3 号窗口，<strong>VIP</strong> 也一样。", Spoken(8, 2), 3),
        ("“您好！”&amp;……", Spoken(2, 0), 1),
        ("", Spoken(0, 0), 0),
    ],
)
def test_characters_and_words_are_said_at_a_normal_pace(text, spoken, seconds):
    segment = Segment("one", Words("一"), 60, 0, (ScriptLine("say", Words(text)), ScriptLine("direction", Words("不念" * 99))))
    assert (spoken_in_segment(segment), spoken_in_segment(segment).seconds) == (spoken, seconds)
    assert spoken_in_segment(segment, "en") == Spoken()


def test_a_stored_meeting_alone_gives_it_back():
    again = meeting_from(json.loads(json.dumps(meeting_payload(VOICES))), id=VOICES.id)
    shown = ("title", "seconds", "roles", "props", "segments", "revision")
    assert {name: getattr(again, name) for name in shown} == {name: getattr(VOICES, name) for name in shown}
    assert replace(VOICES, segments=()) != VOICES


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("条款：s-greet\n", "", True),
        ("## 1. 问候（1 分 30 秒）", "## 问候 (90 秒)", True),
        ("编号: morning", "编号: morning\n标签: 新", True),
        ("编号: morning", "编号: morning\n场合: 夕会", True),
        ("编号: morning", "编号: morning\n时节: 旺季", True),
        ("分组：两人一组", "分组: 两人一组", True),
        ("主持人：早上好！", "全体：早上好！", False),
        ("鞋面干净", "鞋面光亮", False),
        ("分组：两人一组", "轮次：两人一组", False),
        ("物料: 号纸", "物料: 号牌", False),
        ("#q-pin", "#q-first", False),
    ],
)
def test_the_revision_is_of_what_is_shown(old, new, same):
    assert (read(morning((old, new))).revision == read(SOUND).revision) is same


def test_english_that_does_not_fit_falls_back_segment_by_segment():
    meeting = read(english("meetings/morning", ("(All stand.)", "All: We stand.")))
    assert [part.text.missing("en") for part in meeting.segments[0].parts if isinstance(part, ScriptLine)] == [True, True]
    assert meeting.segment("drill").drill.groups == Words("两人一组", "in pairs")
    assert meeting.segment("ask").title.en == "A question"


@pytest.mark.parametrize(
    ("change", "code", "place", "zh", "en"),
    [
        (
            ("时长: 3 分钟", "时长: 2 分 50 秒"), "M02", (4, 5),
            "各环节合计 3 分钟，与时长 2 分 50 秒 不符（相差 10 秒）",
            "the segments add up to 3 min, not to 2 min 50 s (difference 10 s)",
        ),
        (
            ("（30 秒）", "（半分钟）"), "M01", (28, 1),
            "环节“抽问（半分钟）”没写时长；写法：## 整队问候（1 分钟）",
            "the segment “抽问（半分钟）” has no duration; write: ## 整队问候（1 分钟）",
        ),
        (
            ("主持人：早上好！", f"主持人：{'早' * 400}"), "M03", (9, 1),
            "台词约 400 字，照常速要念 100 秒，超过本环节的 90 秒",
            "about 400 characters to say take 100 s at a normal pace, the segment has 90 s",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_with_its_place_and_its_cure(change, code, place, zh, en):
    [one] = [one for one in found(morning(change)) if one.code == code]
    assert ((one.line, one.col), one.message(), one.message("en")) == (place, zh, en)


def test_what_a_meeting_asks_no_exam_may_ask():
    exam = folder(quiz=FIXED, quiz_head=f"{QUIZ_HEAD}\n用途: 结业")
    asks = morning(("主持人：早上好！", "[▶ 一题](../quizzes/check-one.md#q-stand)\n\n主持人：早上好！"))
    script = next(content for path, content in asks.items() if "/meetings/" in path)
    assert "D09" not in {one.code for one in found(exam)}
    assert "D09" in {one.code for one in found(exam | {f"{C}meetings/morning.md": script})}
