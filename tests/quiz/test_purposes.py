"""Pretest, practice, exam: what each is for, and what it does."""

import pytest
from sqlalchemy import select

from learning.publishing import verbs as publishing
from learning.quiz import rules, verbs
from learning.study.models import StepFact
from tests.cast import MORNING
from tests.courses import COURSE, COURSE_EN, EXAM, TINY, changed
from tests.quiz import hands

SECOND = """---
编号: second-lesson
标题: 让等候变短
时长: 5 分钟
目标: o-wait
---

先道歉，再给动作。
"""


def tree(purpose: str, **lines: str):
    """The tiny course with a second lesson; its quiz for another purpose, with other lines in its header."""
    made = TINY | {"courses/greeting/lessons/second.md": SECOND.encode()}
    made = changed(made, COURSE, "2. [迎宾结业测验]", "2. [让等候变短](lessons/second.md)\n3. [迎宾结业测验]")
    made = changed(made, COURSE_EN, "2. [Greeting exam]", "2. [Shorter waiting](lessons/second.md)\n3. [Greeting exam]")
    made = changed(made, EXAM, "用途: 结业", f"用途: {purpose}")
    made = changed(made, EXAM, "标签 结业 | 3 | 2", "标签 结业 | 5 | 2")
    for old, new in lines.items():
        made = changed(
            made,
            EXAM,
            *{
                "reveal": ("公布答案: 交卷后", f"公布答案: {new}"),
                "limit": ("及格: 60%\n", new),
                "must": ("及格: 60%", f"及格: {new}"),
            }[old],
        )
    return made


def publish(db, files):
    live = publishing.publish(db, files, by_id=None, note="purposes", at=MORNING)
    db.commit()
    return live


def sit(db, live, person, hand):
    """``hand(payload)`` chooses between right and wrong for each question."""
    me = hands.viewer(db, person)
    attempt = hands.begin(db, live, me, MORNING)
    hands.answer_all(db, me, attempt, MORNING, hand)
    verbs.hand_in(db, me, attempt.uuid, at=MORNING)
    db.commit()
    return attempt


def test_a_pretest_passes_nobody_and_says_what_to_read_first(db, cast, visit):
    live = publish(db, tree("前测", limit=""))
    course = live.catalogue.courses["greeting"]
    assert course.required_for("teller") == ("first-sentence", "second-lesson")
    wrong_on_waiting = lambda payload, order: (hands.wrong if payload["kind"] == "multiple" else hands.right)(payload, order)  # noqa: E731
    attempt = sit(db, live, cast.lin, wrong_on_waiting)
    assert (attempt.passed, attempt.purpose, db.scalars(select(StepFact.step)).all()) == (None, "pretest", ["greeting-exam"])
    db.commit()
    lin = visit(cast.lin)
    page = lin.get(f"/attempts/{attempt.uuid}/review")
    assert "先读这一课" in page
    assert "及格" not in page
    assert "看看从哪里学起" in lin.get("/courses/greeting/")
    assert "前测不分及格与否" in lin.get(hands.EXAM)


def test_the_least_known_comes_first_and_equals_as_they_stand():
    assert rules.least_known_first([("a", 1), ("b", 3), ("c", 3), ("d", 0)]) == ["b", "c", "a", "d"]


@pytest.mark.parametrize(("purpose", "done"), [("练习", ["greeting-exam"]), ("结业", [])])
def test_practice_is_done_by_handing_in_and_an_exam_by_passing(db, cast, purpose, done):
    attempt = sit(db, publish(db, tree(purpose)), cast.lin, hands.wrong)
    assert attempt.passed is False
    assert db.scalars(select(StepFact.step)).all() == done


def test_after_each_answer_the_key_of_that_question_only(db, cast, visit):
    live = publish(db, tree("练习", reveal="每题后"))
    lin = visit(cast.lin)
    path = lin.post(f"{hands.EXAM}/attempts").removesuffix("/1")
    assert "解析" not in lin.get(f"{path}/1")
    attempt = hands.begin(db, live, hands.viewer(db, cast.lin), MORNING)
    sheet = hands.answers(db, attempt, hands.wrong)
    db.commit()
    lin.post(f"{path}/answers", {"question": "1", "value": sheet[1], "go": "stay"})
    assert "解析" in lin.get(f"{path}/1")
    assert all("解析" not in lin.get(f"{path}/{n}") for n in range(2, 6))
    lin.post(f"{path}/answers", {"question": "1", "value": hands.answers(db, attempt)[1]}, status=409)


def test_what_must_be_right_must_be_right(db, cast):
    live = publish(db, tree("结业", must="40%\n必对: 结业"))
    one_wrong = lambda payload, order: (hands.wrong if payload["kind"] == "truefalse" else hands.right)(payload, order)  # noqa: E731
    assert sit(db, live, cast.lin, one_wrong).passed is False
    assert sit(db, live, cast.lin, hands.right).passed is True
