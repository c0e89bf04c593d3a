"""A sample case: a scene written out, with the sheet of somebody who knows, row by row of its role-play's rubric."""

import json

from learning.content.catalogue import Sample, Words
from learning.content.reading import read_tree
from learning.content.samples import sample_from, sample_payload
from tests.content.folders import C, codes
from tests.content.scenes import SCENE, SCENE_HEAD, SOUND, case, english, page
from tests.content.test_tidying import OWN


def read(files: dict[str, bytes]) -> Sample:
    return read_tree(files).catalogue.courses["manners"].samples["case"]


def test_the_sheet_stands_in_the_order_of_the_rubric():
    kept = read(english("samples/case"))
    assert (kept.roleplay, kept.points, kept.red_lines) == ("scene", (0, 3), (0,))
    assert kept.whys == (Words("没有道歉", "No apology"), Words("讲清了", "Clear"))
    assert kept.title == Words("样例", "A case")
    assert [(line.kind, line.who and line.who.en, line.text.en) for line in kept.script] == [
        ("direction", None, "Ms Wang comes up."),
        ("say", "Ms Wang", "My number is gone!"),
        ("say", "Lobby manager", "Tell me your PIN."),
    ]


def test_a_stored_case_alone_gives_it_back():
    kept = read(english("samples/case"))
    again = sample_from(json.loads(json.dumps(sample_payload(kept))), id=kept.id)
    shown = ("title", "script", "points", "whys", "red_lines", "evidence", "comment", "revision")
    assert {name: getattr(again, name) for name in shown} == {name: getattr(kept, name) for name in shown}


def test_a_case_changes_no_revision_of_its_role_play():
    with_case, without = (read_tree(files).catalogue.courses["manners"].roleplays["scene"] for files in (case(), SOUND))
    assert with_case.revision == without.revision
    assert read(case(("没有道歉", "道歉晚了"))).revision != read(case()).revision


def test_a_case_is_not_held_against_a_role_play_that_is_broken():
    broken = page(SCENE_HEAD, SCENE.replace("转到：收场", "转到：收厂").replace("| 同理 | 第一句话 |", "| 同理 | 首句 |"))
    assert codes(case() | {f"{C}roleplay/scene.md": broken}) == ["R14"]


def test_three_cases_ship_one_good_one_middling_one_with_a_red_line():
    courses = read_tree(OWN).catalogue.courses
    cases = [(one, course.roleplays[one.roleplay]) for course in courses.values() for one in course.samples.values()]
    assert {one.id: len(one.red_lines) for one, _ in cases} == {
        "fake-notes-done-well": 0, "ten-cheerful-minutes": 0, "a-kindness-too-far": 1,
    }  # fmt: skip
    assert all(len(one.points) == len(scene.rubric.rows) and one.title.en and one.comment.en for one, scene in cases)
