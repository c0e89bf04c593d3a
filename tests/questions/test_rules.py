"""Marking is exact: tables of what people type, and laws that hold for everything they could type."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.base.refusals import BadInput
from learning.questions import rules
from learning.questions.refusals import AnswerTooLong, BadAnswer, CannotBeAnswered, HiddenCharacters, NoSuchChoice, NotANumber
from tests.questions import papers

HALF = Fraction(1, 2)


@pytest.mark.parametrize(("place", "share"), [(0, 0), (1, 1), (2, HALF), (3, 0), (None, 0)])
def test_a_single_choice_earns_the_mark_of_the_chosen_one(place, share):
    assert rules.mark(papers.single(), place) == share


@pytest.mark.parametrize(
    ("grading", "chosen", "share"),
    [
        ("all", [0, 1, 2], 1), ("all", [0, 1], 0), ("all", [0, 1, 2, 3], 0), ("all", None, 0),
        ("half", [0, 1, 2], 1), ("half", [0], HALF), ("half", [0, 2], HALF), ("half", [0, 3], 0), ("half", [3], 0),
        ("half", [0, 1, 2, 3], 0), ("half", None, 0),
        ("each", [0, 1, 2], 1), ("each", [0], Fraction(1, 3)), ("each", [0, 1, 3], Fraction(1, 3)), ("each", [0, 3], 0),
        ("each", [3, 4], 0), ("each", [0, 1, 2, 3, 4], Fraction(1, 3)), ("each", None, 0),
    ],
)  # fmt: skip
def test_several_choices_are_marked_as_the_author_said(grading, chosen, share):
    assert rules.mark(papers.multiple(grading, True, True, True, False, False), chosen) == share


@pytest.mark.parametrize(("answer", "value", "share"), [(True, True, 1), (True, False, 0), (False, False, 1), (False, None, 0)])
def test_true_or_false(answer, value, share):
    assert rules.mark(papers.truefalse(answer), value) == share


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("迎声", True), (" 迎声 ", True), ("迎声。", True), ("迎声.", True), ("迎声。。", True), ("迎 声", False), ("迎", False),
        ("迎声迎声", False), ("ＡＢＣ", True), ("abc", True), ("a b c", False), ("Abc。", True),
        ("笑  迎", True), ("笑　迎", True), ("笑迎", False),
        ("", False), ("。", False), ("Straße", True), ("STRASSE", True),
    ],
)  # fmt: skip
def test_a_gap_takes_what_is_listed_and_nothing_like_it(typed, right):
    payload = papers.gaps(("迎声", "ABC", "笑 迎", "strasse"))
    assert rules.mark(payload, rules.read_value(payload, [typed])) == int(right)


def test_not_is_not_a_spelling_mistake():
    payload = papers.gaps(("不可代客户保管密码",))
    assert rules.mark(payload, ["可以代客户保管密码"]) == 0
    assert rules.mark(payload, ["可代客户保管密码"]) == 0
    assert rules.mark(payload, ["不可代客户保管密码。"]) == 1


def test_each_gap_is_its_share_and_both_languages_count():
    payload = papers.gaps(("迎声",), ("答声", "应声"), ("送声",), en=(("welcome",), ("answer", "reply"), ("farewell",)))
    assert rules.mark(payload, ["迎声", "应声", ""]) == Fraction(2, 3)
    assert rules.mark(payload, ["Welcome", "应声", "farewell."]) == 1
    assert rules.mark(payload, ["送声", "迎声", "答声"]) == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10", 10), ("１０", 10), ("10.0", 10), ("010", 10), ("+10", 10), ("-10", -10), ("−10", -10), ("10 秒", 10), ("１０秒", 10),
        ("10 Seconds", 10), ("1,250.5", Fraction(2501, 2)), ("１，２５０．５", Fraction(2501, 2)), ("1 250", 1250), (".5", HALF),
        ("10.", 10), ("10。", 10), ("1,25", None), ("1,2500", None), ("十", None), ("10 分钟", None),
        ("1e3", None), ("10..5", None),
        ("", None), ("١٠", None), ("10-12", None), ("--1", None), ("nan", None), ("inf", None), ("9" * 61, None),
    ],
)  # fmt: skip
def test_a_number_as_people_type_it(typed, meant):
    assert rules.number(typed, ["秒", "seconds"]) == meant


@pytest.mark.parametrize(("typed", "share"), [("8", 1), ("12", 1), ("7.999", 0), ("12.0001", 0), ("１０秒", 1)])
def test_a_number_is_right_inside_its_range(typed, share):
    assert rules.mark(papers.number((8, 1), (12, 1)), typed) == share


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(10), "10"), (Fraction(2501, 2), "1250.5"), (Fraction(1, 8), "0.125"), (Fraction(1000000), "1000000")],
)
def test_a_number_is_written_with_all_its_digits(value, text):
    assert rules.written(value) == text


def test_letters_are_the_places_shown_never_those_of_the_file():
    payload, order = papers.single(), [2, 0, 3, 1]
    assert [rules.read_value(payload, [letter], order=order) for letter in "ABCD"] == [2, 0, 3, 1]
    assert rules.read_value(payload, ["b"]) == 1
    several = papers.multiple("all", True, True, False)
    assert rules.read_value(several, ["C", "A", "C"], order=[2, 0, 1]) == [1, 2]


@pytest.mark.parametrize(
    ("payload", "texts", "refusal"),
    [
        (papers.single(), ["E"], NoSuchChoice), (papers.single(), ["1"], NoSuchChoice), (papers.single(), ["A", "B"], BadAnswer),
        (papers.single(), ["AB"], NoSuchChoice), (papers.single(), ["A\x00"], HiddenCharacters),
        (papers.single(), ["-1"], NoSuchChoice),
        (papers.truefalse(True), ["yes"], NoSuchChoice), (papers.truefalse(True), ["true", "false"], NoSuchChoice),
        (papers.gaps(("a",)), ["a", "b"], BadAnswer), (papers.gaps(("a",)), ["x" * 101], AnswerTooLong),
        (papers.gaps(("a",)), ["x\x07"], HiddenCharacters), (papers.number((1, 1), (2, 1)), ["two"], NotANumber),
        (papers.number((1, 1), (2, 1)), ["1" * 2001], AnswerTooLong), (papers.gaps(("a",)), ["\ud800"], HiddenCharacters),
        ({"kind": "essay", "zh": {}}, ["…"], CannotBeAnswered),
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_refused_with_a_sentence(payload, texts, refusal):
    with pytest.raises(refusal) as refused:
        rules.read_value(payload, texts)
    assert isinstance(refused.value, BadInput)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    "payload",
    [
        papers.single(),
        papers.multiple("all", True, True),
        papers.truefalse(True),
        papers.gaps(("a",), ("b",)),
        papers.number((1, 1), (2, 1)),
    ],
)
@pytest.mark.parametrize("texts", [[], [""], ["  "]])
def test_nothing_given_is_no_answer(payload, texts):
    assert rules.read_value(payload, texts) is None
    assert rules.mark(payload, None) == 0


KINDS = [
    papers.single(), papers.multiple("all", True, True, False), papers.multiple("half", True, True, False),
    papers.multiple("each", True, True, False), papers.truefalse(True), papers.gaps(("迎声",), ("答声", "应声")),
    papers.number((8, 1), (12, 1)),
]  # fmt: skip
PLAUSIBLE = st.sampled_from([*"ABCDEF", "true", "false", "迎声", "答声", "10", "8.5", "", "１０"])


@given(payload=st.sampled_from(KINDS), texts=st.lists(PLAUSIBLE | st.text(max_size=120), max_size=4))
def test_whatever_is_typed_it_is_refused_or_earns_between_nothing_and_all(payload, texts):
    try:
        value = rules.read_value(payload, texts)
    except BadInput:
        return
    assert 0 <= rules.mark(payload, value) <= 1


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text):
    assert rules.normal(rules.normal(text)) == rules.normal(text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_gap_is_right_exactly_when_the_normal_forms_are_equal(listed, typed):
    expected = rules.normal(typed) == rules.normal(listed) and rules.normal(typed) != ""
    assert (rules.mark(papers.gaps((listed,)), [typed]) == 1) is expected


@given(
    right=st.lists(st.booleans(), min_size=2, max_size=8).filter(lambda right: sum(right) >= 2),
    seed=st.integers(0, 10**6),
    data=st.data(),
)
def test_the_order_shown_never_changes_the_mark(right, seed, data):
    payload = papers.multiple("each", *right)
    order = random.Random(seed).sample(range(len(right)), len(right))
    chosen = data.draw(st.sets(st.sampled_from(range(len(right)))))
    letters = [rules.LETTERS[order.index(place)] for place in chosen]
    assert rules.read_value(payload, letters, order=order) == (sorted(chosen) or None)
    assert rules.mark(payload, rules.read_value(payload, letters, order=order)) == rules.mark(payload, sorted(chosen) or None)


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=1000).filter(lambda value: 1000 % value.denominator == 0))
def test_every_way_to_write_a_number_means_the_same(value):
    plain = rules.written(value)
    grouped = f"{float(value):,.3f}" if abs(value) < 10**9 else plain
    wide = plain.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))
    assert rules.number(plain) == rules.number(wide) == rules.number(f" {plain} 秒", ["秒"]) == value
    assert rules.number(grouped) == value
