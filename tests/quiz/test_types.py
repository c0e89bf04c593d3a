"""Every type of question: asked, saved, marked, counted and shown again."""

import re
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from learning.clauses.models import ClauseObservation
from learning.publishing import verbs as publishing
from learning.quiz import queries, verbs
from tests.cast import MORNING
from tests.quiz import hands
from tests.ten import TEN

LATER = MORNING + timedelta(minutes=5)


@pytest.fixture
def ten(db, cast):
    """The course with the quiz of ten types, live."""
    live = publishing.publish(db, TEN, by_id=None, note="ten", at=MORNING)
    db.commit()
    return live


@pytest.fixture
def lin(db, cast):
    return hands.viewer(db, cast.lin)


@pytest.fixture
def attempt(db, ten, lin):
    attempt = hands.begin(db, ten, lin, MORNING, quiz="ten-types")
    db.commit()
    return attempt


def numbers(attempt) -> dict[str, int]:
    return {item.key: item.n for item in attempt.items}


def give(db, lin, attempt, key: str, *texts: str):
    return verbs.answer(db, lin, attempt.uuid, numbers(attempt)[key], verbs.Given(list(texts)), at=MORNING)


def shown(db, attempt, key: str) -> dict:
    return queries.sitting(db, attempt, numbers(attempt)[key], "zh").question


def test_both_sides_are_shuffled_and_the_page_says_where_things_stand(db, lin, attempt):
    steps, pairs = shown(db, attempt, "t-order"), shown(db, attempt, "t-match")
    assert sorted(row["html"] for row in steps["rows"]) == sorted(["起身问候", "询问业务", "引导取号", "告知等候时间"])
    assert [row["html"] for row in steps["rows"]] != ["起身问候", "询问业务", "引导取号", "告知等候时间"]
    assert [letter for letter, _ in pairs["options"]] == ["A", "B", "C", "D"]
    assert len(pairs["rows"]) == 3
    give(db, lin, attempt, "t-order", "2", "", "1", "3")
    assert [row["given"] for row in shown(db, attempt, "t-order")["rows"]] == ["2", "", "1", "3"]


def test_part_of_an_answer_earns_its_part_and_says_what_it_shows(db, lin, attempt):
    sheet = hands.answers(db, attempt)
    pairs, groups = sheet[numbers(attempt)["t-match"]], sheet[numbers(attempt)["t-classify"]]
    give(db, lin, attempt, "t-order", *sheet[numbers(attempt)["t-order"]])
    give(db, lin, attempt, "t-match", pairs[0], "", pairs[2])
    give(db, lin, attempt, "t-classify", groups[0], {"A": "B", "B": "A"}[groups[1]], *groups[2:])
    verbs.hand_in(db, lin, attempt.uuid, at=LATER)
    won = queries.marks(db, attempt.id)
    n = numbers(attempt)
    assert {key: won[n[key]] for key in ("t-order", "t-match", "t-classify")} == {"t-order": 2, "t-match": 2, "t-classify": 3}
    assert queries.score(attempt)[0] == 7
    seen = db.execute(select(ClauseObservation.source_id, ClauseObservation.clause, ClauseObservation.kept)).all()
    assert {(int(source.rpartition(":")[2]), clause, kept) for source, clause, kept in seen} == {
        (n["t-order"], "s-greet-10s", True), (n["t-match"], "s-wait-told", False),
    }  # fmt: skip


def test_steps_by_pairs_keep_exact_thirds(db, lin, attempt):
    order = next(item for item in attempt.items if item.key == "t-order").choice_order
    places = {0: 2, 1: 1, 2: 3, 3: 4}
    give(db, lin, attempt, "t-order", *(str(places[row]) for row in order))
    verbs.hand_in(db, lin, attempt.uuid, at=LATER)
    assert queries.marks(db, attempt.id)[numbers(attempt)["t-order"]] == Fraction(4, 3)


def test_the_review_shows_the_answer_beside_the_key(db, cast, lin, attempt, visit):
    sheet, n = hands.answers(db, attempt, hands.wrong), numbers(attempt)
    for key in ("t-order", "t-match", "t-classify"):
        give(db, lin, attempt, key, *sheet[n[key]])
    verbs.hand_in(db, lin, attempt.uuid, at=LATER)
    db.commit()
    page = visit(cast.lin).get(f"/attempts/{attempt.uuid}/review")
    steps = page[page.index(f'id="review-{n["t-order"]}"') : page.index(f'id="review-{n["t-match"]}"')]
    assert re.findall(r'class="opt-text">(\w+)<', steps) == ["起身问候", "询问业务", "引导取号", "告知等候时间"]
    assert [int(place) for place in re.findall(r"您排在第 (\d) 位", steps)] == [4, 3, 2, 1]
    assert "先看人，再办事。" in steps
    pairs = page[page.index(f'id="review-{n["t-match"]}"') : page.index(f'id="review-{n["t-classify"]}"')]
    assert set(re.findall(r"正确答案：(\w+)", pairs)) == {"自助查询机", "对公专柜", "现金柜台"}


UNREADABLE = [
    ("t-order", ["1", "1"], "有两步排在了同一个位置"), ("t-match", ["A", "A"], "有两行选了同一项"),
    ("t-classify", ["Z"], "这个选项不属于本题"), ("t-order", ["9"], "这个选项不属于本题"),
    ("t-gaps", ["x\x00"], "看不见的控制字符"), ("t-number", ["<b>many</b>"], "请填写数字"),
]  # fmt: skip


def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(db, cast, attempt, visit):
    n, pages = numbers(attempt), {}
    db.commit()
    lin, url = visit(cast.lin), f"/attempts/{attempt.uuid}/answers"
    for key, texts, sentence in UNREADABLE:
        sent = {"question": str(n[key]), "value": texts, "go": "next"}
        pages[key, texts[0]] = lin.post(url, sent, status=422)
        assert sentence in pages[key, texts[0]]
        told = lin.post(url, sent, status=422, raw=True, Accept="application/json")
        assert sentence in told.json["message"]
    assert [pages[key].count(" selected>") for key in (("t-order", "1"), ("t-match", "A"))] == [2, 2]
    assert 'value="&lt;b&gt;many&lt;/b&gt;"' in pages["t-number", "<b>many</b>"]
    assert queries.answers(db, attempt.id) == {}
