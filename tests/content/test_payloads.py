import json

import pytest

from learning.content.payloads import payload, question_from
from learning.content.reading import read_tree, tree_of
from learning.content.showing import natural_order, options_of, public_view, review_view, rows_of, sides
from tests.content.folders import C, folder
from tests.content.test_samples import SAMPLES

QUESTIONS = read_tree(tree_of(SAMPLES)[0]).catalogue.courses["greeting"].questions
CANARY = "CANARY-ANS"
SECRET = f"""## 单选 {{#q-a}}
属性：单选

- [x] 甲的做法
  > {CANARY}1
- [ ] 乙的做法

解析：{CANARY}2

来源：{CANARY}3

## 填空 {{#q-b}}
属性：填空

来有 [[{CANARY}4|{CANARY}5]]。

## 数字 {{#q-c}}
属性：数字

答案：77719 ± 1 秒

## 简答 {{#q-d}}
属性：简答；分值 2

写。

参考答案：{CANARY}6

评分点：
- 2 分：{CANARY}7
"""


def revision(body: str, item: str = "q-a") -> str:
    return read_tree(folder(bank=body)).catalogue.courses["manners"].questions[item].revision


@pytest.mark.parametrize("item", QUESTIONS)
def test_a_stored_payload_alone_gives_the_question_back(item):
    question = QUESTIONS[item]
    stored = json.loads(json.dumps(payload(question)))
    again = question_from(stored, id=item)
    shown = (
        "title",
        "kind",
        "stem",
        "points",
        "grading",
        "choices",
        "answer",
        "rows",
        "criteria",
        "hint",
        "explanation",
        "revision",
    )
    assert {name: getattr(again, name) for name in shown} == {name: getattr(question, name) for name in shown}


@pytest.mark.parametrize("item", ["q-a", "q-b", "q-c", "q-d"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_public_view_has_no_key(item, lang):
    question = read_tree(folder(bank=SECRET)).catalogue.courses["manners"].questions[item]
    view = json.dumps(public_view(payload(question), lang), ensure_ascii=False)
    assert CANARY not in view
    assert "7771" not in view
    assert "mark" not in view
    assert CANARY in json.dumps(review_view(payload(question), lang)) or item == "q-c"


@pytest.mark.parametrize("item", ["q-order", "q-match", "q-sort-info"])
def test_where_the_order_is_the_key_it_is_not_shown(item):
    stored = payload(QUESTIONS[item])
    rows, options = sides(stored, natural_order(stored))
    assert sorted(rows) == rows_of(stored) != rows
    assert sorted(options) == options_of(stored)
    assert len(options) < 3 or sorted(options) != options


def test_choices_stand_where_the_attempt_put_them():
    stored = payload(QUESTIONS["q-first-words"])
    straight, turned = public_view(stored, "zh"), public_view(stored, "zh", (3, 1, 0, 2))
    assert turned["choices"] == [straight["choices"][place] for place in (3, 1, 0, 2)]
    assert review_view(stored, "zh", (3, 1, 0, 2))["marks"] == [[0, 1], [1, 1], [0, 1], [1, 2]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("属性：单选", "属性: 单选;标签 新;难度 3；目标 o-greet"),
        ("[x]", "[X]"),
        ("- [ ] 乙的做法", "- [ ] 乙的做法   "),
        ("- [x]", "－【x】"),
    ],
)
def test_what_leaves_the_revision_alone(old, new):
    assert revision(SECRET.replace(old, new)) == revision(SECRET)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲的做法", "甲的作法"),
        (f"{CANARY}1", "别的"),
        ("- [ ] 乙", "- [~] 乙"),
        ("属性：单选", "属性：单选；分值 2"),
        ("解析：", "提示："),
    ],
)
def test_what_makes_a_new_revision(old, new):
    assert revision(SECRET.replace(old, new)) != revision(SECRET)


def test_moving_a_question_to_another_file_keeps_its_revision():
    files = folder(bank="")
    moved = files | {f"{C}bank/two.md": f"---\n编号: bank-two\n标题: 题库\n---\n\n{SECRET}".encode()}
    assert read_tree(moved).catalogue.courses["manners"].questions["q-a"].revision == revision(SECRET)
