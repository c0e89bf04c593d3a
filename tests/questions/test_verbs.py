"""Answers to the questions inside a lesson."""

from fractions import Fraction

import pytest

from learning.clauses import queries as clauses
from learning.questions import queries, rules, verbs
from tests.cast import MORNING
from tests.questions import papers


def respond(db, cast, value, *, item="q-a", payload=None, cites=("s-greet",)):
    return verbs.respond(
        db, cast.lin.id, course="greeting", item=item, rev="r1", payload=payload or papers.single(), value=value, place="lesson",
        at=MORNING, unit_id=cast.binjiang.id, cites=cites,
    )  # fmt: skip


def test_all_answers_are_kept_and_once_right_is_right(db, cast):
    marks = [respond(db, cast, value) for value in (0, 2, 1, 0)]
    assert [Fraction(one.num, one.den) for one in marks] == [0, Fraction(1, 2), 1, 0]
    respond(db, cast, 0, item="q-b")
    assert queries.right_items(db, cast.lin.id, "greeting") == {"q-a"}
    assert queries.right_items(db, cast.chen.id, "greeting") == set()
    assert {item: one.value for item, one in queries.last_responses(db, cast.lin.id, "greeting", ["q-a", "q-b"]).items()} == {
        "q-a": 0,
        "q-b": 0,
    }
    assert queries.last_responses(db, cast.lin.id, "greeting", []) == {}


def test_clauses_follow_the_answer(db, cast):
    for value in (0, 1, None):
        respond(db, cast, value)
    assert [(tally.seen, tally.broken) for tally in clauses.tallies(db)] == [(2, 1)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_shown_before_answering_holds_no_key(lang):
    secret = papers.gaps(("秘密一", "秘密二"), en=(("secret",),))
    secret["zh"] |= {"explanation": "秘密解析", "reference": "秘密来源"}
    secret["en"] |= {"explanation": "secret"}
    shown = str(queries.shown(secret, lang))
    assert "秘密" not in shown and "secret" not in shown
    choices = papers.single((1, 1), (0, 1), (1, 2))
    choices["zh"]["choices"] = [{"text": text, "feedback": f"秘密{text}"} for text in "甲乙丙"]
    assert "秘密" not in str(queries.shown(choices, lang)) and "marks" not in queries.shown(choices, lang)


def test_choices_stand_in_the_order_of_the_attempt_with_letters_from_a():
    payload = papers.single()
    payload["zh"]["choices"] = [{"text": text, "feedback": ""} for text in "甲乙丙丁"]
    shown = queries.shown(payload, "zh", [2, 0, 3, 1], value=3)
    assert shown["choices"] == [("A", "丙", False), ("B", "甲", False), ("C", "丁", True), ("D", "乙", False)]
    review = queries.reviewed(payload, "zh", [2, 0, 3, 1], 3)
    assert [(one["letter"], one["mark"], one["chosen"]) for one in review["verdicts"]] == [
        ("A", Fraction(1, 2), False),
        ("B", 0, False),
        ("C", 0, True),
        ("D", 1, False),
    ]
    assert (review["share"], review["is_right"], review["answered"]) == (0, False, True)


def test_a_review_of_gaps_says_which_were_right():
    payload = papers.gaps(("迎声",), ("答声", "应声"))
    review = queries.reviewed(payload, "zh", None, ["迎声。", "回声"])
    assert [(gap["n"], gap["is_right"], gap["accepted"]) for gap in review["gaps"]] == [
        (1, True, ["迎声"]),
        (2, False, ["答声", "应声"]),
    ]
    assert rules.is_right(review["share"]) is False
