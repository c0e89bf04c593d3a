"""Quizzes as a browser meets them: with and without a script, in time and too late, one's own and others'."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from learning.publishing import verbs as publishing
from learning.quiz.models import Answer, Attempt
from tests.cast import MORNING
from tests.courses import EXAM, TINY, changed
from tests.quiz import hands

JSON = "application/json"


def sit(lin) -> str:
    """Start the exam; the address of the attempt."""
    return lin.post(f"{hands.EXAM}/attempts").removesuffix("/1")


def attempt_at(db, path) -> Attempt:
    """The attempt as it stands; nothing is held, so that the next visit need not wait."""
    found = db.scalars(
        select(Attempt).where(Attempt.uuid == path.rsplit("/", 1)[1]).execution_options(populate_existing=True)
    ).one()
    db.commit()
    return found


def sheet_of(db, path, hand=hands.right):
    sheet = hands.answers(db, attempt_at(db, path), hand)
    db.commit()
    return sheet


def save(lin, path, n, texts, *, status=200, **more):
    answer = lin.post(f"{path}/answers", {"question": str(n), "value": texts, **more}, status=status, raw=True, Accept=JSON)
    return json.loads(answer.text)


def test_what_to_expect_is_said_before_the_start(db, cast, live, visit):
    page = " ".join(visit(cast.lin).get(f"{hands.EXAM}?lang=en").split())
    for words in ("Greeting exam", '<dd class="num">3</dd>', "60%", "3.6 points", "10 minutes", "3 of 3 left", "after handing in"):
        assert words in page, words


def test_lin_takes_the_exam_without_a_script(db, cast, live, visit):
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path)
    for n in (1, 2, 3):
        assert 'name="value"' in lin.get(f"{path}/{n}")
        to = lin.post(f"{path}/answers", {"question": str(n), "value": sheet[n], "go": "next"})
        assert to == (f"{path}/{n + 1}" if n < 3 else f"{path}/hand-in")
    assert "is-done" in lin.get(f"{path}/2?lang=en")
    lin.get(f"{path}/hand-in")
    assert lin.post(f"{path}/hand-in") == f"{path}/review"
    page = lin.get(f"{path}/review?lang=en")
    assert "Passed" in page
    assert lin.post(f"{path}/hand-in") == f"{path}/review"


def test_a_second_start_goes_on_with_the_open_attempt(db, cast, live, visit):
    lin = visit(cast.lin)
    path = sit(lin)
    assert sit(lin) == path
    assert path in lin.get(hands.EXAM)


def test_a_script_is_told_what_was_saved(db, cast, live, visit):
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path)
    key = str(uuid4())
    told = {"saved": True, "question": 1, "seq": 4, "at": "08:30"}
    assert save(lin, path, 1, sheet[1], seq="4", key=key) == told
    assert save(lin, path, 1, sheet[1], seq="4", key=key) == told
    stale = save(lin, path, 1, sheet[1], seq="2", key=str(uuid4()))
    assert (stale["saved"], stale["stale"], stale["seq"]) == (True, True, 4)
    twin = save(lin, path, 1, sheet[1], seq="4", key=str(uuid4()), status=409)
    assert (twin["saved"], twin["stale"], twin["seq"]) == (False, True, 4)


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        ({"seq": str(2**53 + 1)}, "BadSequence"), ({"seq": str(2**63)}, "BadSequence"), ({"seq": "-1"}, "BadSequence"),
        ({"seq": "1.5"}, "BadSequence"), ({"seq": "9" * 5000}, "BadSequence"), ({"key": "x"}, "BadKey"),
        ({"key": "\x00"}, "BadKey"),
        ({"question": "99"}, "NoSuchQuestion"), ({"question": "1e1"}, "NoSuchQuestion"), ({"question": ""}, "NoSuchQuestion"),
        ({"value": "\x00"}, "HiddenCharacters"), ({"value": "y" * 2001}, "AnswerTooLong"),
    ],
)  # fmt: skip
def test_nonsense_gets_a_sentence_and_saves_nothing(db, cast, live, visit, sent, refused):
    lin = visit(cast.lin)
    path = sit(lin)
    answer = lin.post(f"{path}/answers", {"question": "1", "value": "A"} | sent, status=422, raw=True, Accept=JSON)
    assert json.loads(answer.text)["refused"] == refused
    assert "<" not in json.loads(answer.text)["message"]
    assert db.scalars(select(Answer)).all() == []


@pytest.fixture
def sitting(cast, live, visit):
    """Lin before the exam she has started."""
    lin = visit(cast.lin)
    return lin, sit(lin)


@pytest.mark.parametrize(
    ("size", "status", "words"), [(100_000, 422, "too long"), (1_000_000, 413, "too large"), (7_000_000, 413, "too large")]
)
def test_a_megabyte_is_refused_with_a_sentence(db, sitting, size, status, words):
    lin, path = sitting
    sent = {"question": "1", "value": "y" * size}
    answer = lin.post(f"{path}/answers?lang=en", sent, status=status, raw=True, Accept=JSON)
    assert words in json.loads(answer.text)["message"]
    assert words in lin.post(f"{path}/answers?lang=en", sent, status=status)
    assert db.scalars(select(Answer)).all() == []


def test_too_late_is_too_late_and_no_clock_reopens_it(db, cast, live, visit, clock):
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path)
    save(lin, path, 1, sheet[1])
    clock.at += timedelta(minutes=10, seconds=4)
    save(lin, path, 2, sheet[2])
    clock.at += timedelta(seconds=2)
    assert lin.get(f"{path}/1", status=302, raw=True).location == f"{path}/hand-in"
    assert save(lin, path, 3, sheet[3], status=409)["refused"] == "TimeIsUp"
    attempt = attempt_at(db, path)
    assert (attempt.handed_in_by, attempt.handed_in_at) == ("deadline", MORNING + timedelta(minutes=10))
    clock.at -= timedelta(minutes=9)
    assert save(lin, path, 3, sheet[3], status=409)["refused"] == "TimeIsUp"
    assert lin.get(f"{path}/1", status=302, raw=True).location == f"{path}/review"
    assert "4" in lin.get(f"{path}/review")


def test_the_hand_in_form_of_the_clock_counts_as_the_deadline(db, cast, live, visit, clock):
    lin = visit(cast.lin)
    path = sit(lin)
    clock.at += timedelta(minutes=10)
    lin.post(f"{path}/hand-in")
    assert attempt_at(db, path).handed_in_by == "deadline"


def test_an_answer_after_hand_in_is_refused(db, cast, live, visit):
    lin = visit(cast.lin)
    path = sit(lin)
    lin.post(f"{path}/hand-in")
    assert save(lin, path, 1, ["A"], status=409)["refused"] == "AlreadyHandedIn"
    assert "Its answers cannot be changed" in lin.post(f"{path}/answers?lang=en", {"question": "1", "value": "A"}, status=409)


def test_nobody_else_finds_the_attempt(db, cast, live, visit):
    path = sit(visit(cast.lin))
    for stranger in (cast.chen, cast.zhou, cast.tao, cast.an, cast.shen):
        other = visit(stranger)
        for page in ("1", "hand-in", "review"):
            other.get(f"{path}/{page}", status=404)
        for post in ("answers", "bookmarks", "hand-in"):
            other.post(f"{path}/{post}", {"question": "1", "value": "A"}, status=404)
    assert attempt_at(db, path).handed_in_at is None


@pytest.mark.parametrize(
    "path",
    [
        "/attempts/nonsense/1",
        "/attempts/11111111-2222-4333-8444-555555555555/1",
        "/courses/greeting/quizzes/none",
        "/courses/none/quizzes/greeting-exam",
        "/courses/greeting/quizzes/first-sentence",
    ],
)
def test_what_is_not_there(db, cast, live, visit, path):
    visit(cast.lin).get(path, status=404)


def test_a_bookmark_saves_the_answer_beside_it(db, cast, live, visit):
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path)
    assert lin.post(f"{path}/bookmarks", {"question": "2", "marked": "1", "value": sheet[2]}) == f"{path}/2"
    page = lin.get(f"{path}/2?lang=en")
    assert ">Unmark<" in page and "is-done" in page and "is-mark" in page
    lin.post(f"{path}/bookmarks", {"question": "2", "marked": "", "value": sheet[2]})
    assert ">Unmark<" not in lin.get(f"{path}/2")


@pytest.mark.parametrize(("go", "to"), [("prev", "1"), ("3", "3"), ("stay", "2"), ("hand-in", "hand-in"), ("//evil.example", "3")])
def test_a_form_without_a_script_goes_where_its_button_says(db, cast, live, visit, go, to):
    lin = visit(cast.lin)
    path = sit(lin)
    assert lin.post(f"{path}/answers", {"question": "2", "go": go}) == f"{path}/{to}"


def test_used_up_attempts_name_whom_to_ask(db, cast, live, visit):
    lin = visit(cast.lin)
    for _ in range(3):
        lin.post(f"{sit(lin)}/hand-in")
    assert "Zhou Mingyuan" in lin.post(f"{hands.EXAM}/attempts?lang=en", status=409)
    page = lin.get(f"{hands.EXAM}?lang=en")
    assert "Zhou Mingyuan" in page and 'data-testid="start"' not in page


@pytest.mark.parametrize(
    ("said", "after_failing", "after_passing"),
    [("交卷后", True, True), ("每题后", True, True), ("通过后", False, True), ("不公布", False, False)],
)
def test_answers_are_shown_when_the_quiz_says_so(db, cast, visit, said, after_failing, after_passing):
    publishing.publish(db, changed(TINY, EXAM, "公布答案: 交卷后", f"公布答案: {said}"), by_id=None, note="x", at=MORNING)
    db.commit()
    lin = visit(cast.lin)
    for hand, shown in ((hands.wrong, after_failing), (hands.right, after_passing)):
        path = sit(lin)
        sheet = sheet_of(db, path, hand)
        for n, texts in sheet.items():
            save(lin, path, n, texts)
        lin.post(f"{path}/hand-in")
        page = lin.get(f"{path}/review?lang=en")
        assert ("Explanation" in page) is shown
        assert "/ 6" in page


def test_after_each_question_keeps_the_first_answer(db, cast, visit):
    publishing.publish(db, changed(TINY, EXAM, "公布答案: 交卷后", "公布答案: 每题后"), by_id=None, note="x", at=MORNING)
    db.commit()
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path, hands.wrong)
    right = sheet_of(db, path)
    assert "Explanation" not in lin.get(f"{path}/1?lang=en")
    lin.post(f"{path}/answers", {"question": "1", "value": sheet[1], "go": "stay"})
    assert "Explanation" in lin.get(f"{path}/1?lang=en")
    assert "Explanation" not in lin.get(f"{path}/2?lang=en")
    assert save(lin, path, 1, right[1], status=409)["refused"] == "AnswerShown"


def test_english_and_chinese_show_the_same_question(db, cast, live, visit):
    lin = visit(cast.lin)
    path = sit(lin)
    zh, en = lin.get(f"{path}/1?lang=zh"), lin.get(f"{path}/1?lang=en")
    values = re.compile(r'name="value" value="([^"]*)"')
    assert values.findall(zh) == values.findall(en)
    assert "迎宾结业测验" in zh and "Greeting exam" in en


def test_a_page_costs_the_same_however_many_questions_and_attempts(db, cast, visit, queries):
    counts = []
    for number, drawn in ((1, 1), (2, 5)):
        tree = changed(TINY, EXAM, "标签 结业 | 3 | 2", f"标签 结业 | {drawn} | 2")
        publishing.publish(db, tree, by_id=None, note=f"{number}", at=MORNING)
        db.commit()
        lin = visit(cast.lin)
        path = sit(lin)
        sheet = sheet_of(db, path)
        for n, texts in sheet.items():
            save(lin, path, n, texts)
        with queries() as page:
            lin.get(f"{path}/1")
        with queries() as saving:
            save(lin, path, 1, sheet[1], seq="9", key=str(uuid4()))
        with queries() as closing:
            lin.post(f"{path}/hand-in")
        with queries() as start:
            lin.get(hands.EXAM)
        with queries() as review:
            lin.get(f"{path}/review")
        counts.append([len(asked) for asked in (page, saving, start, review)])
        assert len(page) <= 5 and len(saving) <= 5, (page.statements, saving.statements)
        assert len(closing) <= 40
    assert counts[0] == counts[1]
