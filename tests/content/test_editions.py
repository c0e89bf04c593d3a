"""V: what a new edition would do to ids under which people have answered."""

import pytest

from learning.content.checks.editions import Past, compare
from learning.content.reading import read_tree
from tests.content.folders import COURSE, LESSON_HEAD, QUIZ_HEAD, SINGLE, TRUE, C, folder
from tests.content.scenes import SOUND, scene

BANK_PATH = f"{C}bank/one.md"
MORE = "".join(f"## 题 {n} {{#q-n{n}}}\n属性：判断\n\n第 {n} 件事可以做。\n\n答案：错误\n\n" for n in range(4))
DRAWN = "## 抽题\n\n| 题库 | 条件 | 抽取 | 每题分值 |\n| --- | --- | --- | --- |\n| [题库](../bank/one.md) |  | 2 | 2 |\n"
ESSAY = TRUE.replace("判断", "简答").replace("答案：错误", "评分点：\n- 1 分：不可以")


def told(after, before=None, past=None) -> list[tuple[str, str, int]]:
    then, now = (read_tree(files).catalogue for files in (before or folder(), after))
    found = compare(then, now, after, lambda _course, ids: {key: one for key, one in (past or {}).items() if key in ids})
    return [(one.code, one.path, one.line) for one in found]


BAD = {
    "V01": (folder(bank=TRUE), None, {}, [("V01", BANK_PATH, 1)]),
    "V02": (
        folder(bank=f"{SINGLE}\n{ESSAY}"),
        None, {}, [("V02", BANK_PATH, 15), ("V04", f"{C}course.md", 1)],
    ),
    "V03": (
        folder(bank=f"{SINGLE}\n{TRUE}\n{MORE}"), None, {"q-n1": Past("single", frozenset({"x"}), "完全是另一回事")},
        [("V03", BANK_PATH, 29)],
    ),
    "V04": (folder(bank=f"{SINGLE.replace('等一会儿', '再等等')}\n{TRUE}"), None, {}, [("V04", f"{C}course.md", 1)]),
    "V05": (folder(quiz_head=QUIZ_HEAD.replace("80%", "90%")), None, {}, [("V05", f"{C}quizzes/check-one.md", 1)]),
}  # fmt: skip
GOOD = {
    "V01": folder(bank=f"{SINGLE.replace('q-first', 'q-word').replace('标签 问候', '标签 问候；曾用 q-first')}\n{TRUE}"),
    "V02": folder(bank=f"{SINGLE}\n{TRUE.replace('判断', '判断；分值 1')}"),
    "V03": folder(bank=f"{SINGLE}\n{TRUE}\n{MORE}"),
    "V04": folder(bank=f"{SINGLE.replace('标签 问候', '标签 问候、接待')}\n{TRUE}"),
    "V05": folder(quiz_head=f"{QUIZ_HEAD.replace('80%', '90%')}\n版本: 2"),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_example_is_found_at_its_place(code):
    after, before, past, expected = BAD[code]
    assert told(after, before, past) == expected


@pytest.mark.parametrize("code", GOOD)
def test_a_good_example_is_not_found(code):
    assert told(GOOD[code]) == []


def test_a_renamed_question_is_recognised_by_its_words():
    after = folder(bank=f"{SINGLE.replace('q-first', 'q-word').replace('等一会儿', '再等一会儿')}\n{TRUE}")
    [found] = compare(read_tree(folder()).catalogue, read_tree(after).catalogue, after, lambda *_: {})
    assert found.message() == "编号“q-first”不见了，将停用；与新的“q-word”有 97% 相同——若是改名，请写“曾用 q-first”"
    assert found.message("en").startswith("the id “q-first” is gone and will be retired; the new “q-word” is 97% alike")


def test_a_file_may_say_its_former_id_in_its_header():
    renamed = folder(lesson_head=LESSON_HEAD.replace("编号: hello", "编号: welcome\n曾用: hello"))
    assert (told(renamed), told(folder(lesson_head=LESSON_HEAD.replace("编号: hello", "编号: welcome")))) == (
        [],
        [("V01", f"{C}lessons/hello.md", 1)],
    )


def test_a_course_that_is_gone_is_named():
    assert told({"standards.md": folder()["standards.md"]}) == [("V01", f"{C}course.md", 1)]
    assert told(folder(course=COURSE.replace("编号: manners", "编号: manner\n曾用: manners"))) == []


def test_what_was_retired_may_come_back_as_it_was():
    after = folder(bank=f"{SINGLE}\n{TRUE}\n{MORE}")
    revision = read_tree(after).catalogue.courses["manners"].questions["q-n1"].revision
    assert told(after, past={"q-n1": Past("truefalse", frozenset({revision}), "")}) == []
    assert told(after, past={"q-n1": Past("truefalse", frozenset({"x"}), "题 1 第 1 件事不可以做。")}) == []


@pytest.mark.parametrize(("changed", "expected"), [(1, []), (2, ["V05"])])
def test_a_third_of_the_questions_is_the_limit(changed, expected):
    """Five of a pool of five: one changed is a fifth, two are more than a third."""
    before = folder(bank=f"{MORE}{TRUE}", quiz=DRAWN)
    bank = f"{MORE}{TRUE}"
    for n in range(changed):
        bank = bank.replace(f"第 {n} 件事", f"第 {n} 种事")
    assert [code for code, _, _ in told(folder(bank=bank, quiz=DRAWN), before) if code == "V05"] == expected


def test_another_red_line_asks_for_another_edition():
    assert [code for code, _, _ in told(scene(("红线：索要密码", "红线：索要验证码")), SOUND)] == ["V05"]
    assert [code for code, _, _ in told(scene(("先道歉。", "先道个歉。")), SOUND)] == []
