"""Marking is exact: tables of what people type, and laws that hold for everything they could type."""

import hashlib
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.base.refusals import BadInput
from learning.content.showing import options_of, rows_of, shuffled, sides
from learning.questions import rules
from learning.questions.refusals import (
    AnswerTooLong,
    BadAnswer,
    CannotBeAnswered,
    HiddenCharacters,
    NoSuchChoice,
    NotANumber,
    SamePartnerTwice,
    SamePlaceTwice,
)
from tests.questions import papers
from tests.quiz import hands

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


@pytest.mark.parametrize(
    ("grading", "places", "share"),
    [
        ("all", [1, 2, 3, 4], 1), ("all", [2, 1, 3, 4], 0), ("all", [1, 2, 3, None], 0),
        ("each", [1, 2, 3, 4], 1), ("each", [4, 3, 2, 1], 0), ("each", [2, 1, 3, 4], Fraction(2, 3)),
        ("each", [4, 1, 2, 3], Fraction(2, 3)), ("each", [3, 1, 4, 2], Fraction(1, 3)), ("each", [1, None, 2, 3], Fraction(1, 3)),
        ("each", [None, None, None, 1], 0),
    ],
)  # fmt: skip
def test_steps_are_right_as_a_whole_or_by_the_pairs_that_follow_one_another(grading, places, share):
    assert rules.mark(papers.order(4, grading), places) == share


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ([0, 1, 2, None], 1), ([0, 1, 3, None], Fraction(2, 3)), ([1, 0, 2, None], Fraction(1, 3)),
        ([None, None, 2, None], Fraction(1, 3)), ([3, None, None, None], 0),
    ],
)  # fmt: skip
def test_each_pair_is_its_share_and_a_distractor_is_nobodys(given, share):
    assert rules.mark(papers.match("甲", "乙", "丙", distractors=1), given) == share


@pytest.mark.parametrize(
    ("given", "share"), [([0, 1, 1, 0], 1), ([0, 0, 0, 0], HALF), ([1, 0, 0, 1], 0), ([0, None, None, None], Fraction(1, 4))]
)
def test_each_thing_in_its_group_is_its_share(given, share):
    assert rules.mark(papers.classify(0, 1, 1, 0), given) == share


def test_an_essay_waits_for_somebody_who_reads_it():
    whole = papers.essay((2, 1), (1, 2))
    assert rules.mark(whole, "写得很好") == 0
    assert [rules.needs_marker(whole, value) for value in ("写得很好", None)] == [True, False]
    assert [rules.keeps_clauses(whole, share) for share in (HALF, Fraction(49, 100))] == [True, False]
    assert [rules.keeps_clauses(papers.order(3), share) for share in (Fraction(1), Fraction(2, 3))] == [True, False]


def test_rows_travel_as_they_were_shown():
    steps, pairs, groups = papers.order(3), papers.match("甲", "乙", distractors=1), papers.classify(0, 1, 1)
    assert rules.read_value(steps, ["1", "２", "3"], order=[2, 0, 1]) == [2, 3, 1]
    assert rules.read_value(steps, ["", "1"], order=[2, 0, 1]) == [1, None, None]
    assert rules.read_value(pairs, ["a", "C"], order=[1, 0, 2, 1, 0]) == [0, 2, None]
    assert rules.read_value(groups, ["A", "A", ""], order=[2, 0, 1, 1, 0]) == [1, None, 1]
    assert rules.read_value(papers.essay((1, 1)), [" 您好\r\n请坐 "]) == "您好\n请坐"


@given(payload=st.sampled_from([papers.order(5), papers.match("甲", "乙", "丙", distractors=2), papers.classify(0, 1, 2, 0, 1)]),
       seed=st.integers(0, 10**6))  # fmt: skip
def test_every_shuffle_is_whole_shows_no_answer_and_takes_the_right_one(payload, seed):
    mixed = shuffled(payload, lambda what: hashlib.sha256(f"{seed}:{what}".encode()).digest())
    rows, options = sides(payload, mixed)
    assert sorted(rows) == rows_of(payload)
    assert sorted(options) == options_of(payload)
    assert payload["kind"] != "order" or rows != sorted(rows)
    value = rules.read_value(payload, hands.right(payload, mixed), order=mixed)
    assert rules.mark(payload, value) == 1
    assert rules.mark(payload, rules.read_value(payload, hands.wrong(payload, mixed), order=mixed)) == 0


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
        (papers.order(3), ["4"], NoSuchChoice), (papers.order(3), ["0"], NoSuchChoice), (papers.order(3), ["A"], NoSuchChoice),
        (papers.order(3), ["1", "1"], SamePlaceTwice), (papers.order(3), ["1", "2", "3", ""], BadAnswer),
        (papers.order(3), ["1" * 2001], AnswerTooLong), (papers.order(3), ["１１１"], NoSuchChoice),
        (papers.match("甲", "乙"), ["C"], NoSuchChoice), (papers.match("甲", "乙"), ["A", "a"], SamePartnerTwice),
        (papers.match("甲", "乙"), ["A", "B", "A"], BadAnswer), (papers.match("甲", "乙"), ["1"], NoSuchChoice),
        (papers.classify(0, 1, 0), ["C"], NoSuchChoice), (papers.classify(0, 1, 0), ["A"] * 4, BadAnswer),
        (papers.classify(0, 1, 0), ["A\x00"], HiddenCharacters), (papers.classify(0, 1, 0), ["<b>"], NoSuchChoice),
        (papers.essay((1, 1)), ["字" * 2001], AnswerTooLong), (papers.essay((1, 1)), ["a\x00b"], HiddenCharacters),
        (papers.essay((1, 1)), ["一", "二"], BadAnswer), (papers.essay((1, 1)), ["\ud83d"], HiddenCharacters),
        ({"kind": "case", "zh": {}}, ["…"], CannotBeAnswered),
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
        papers.order(3),
        papers.match("甲", "乙"),
        papers.classify(0, 1),
        papers.essay((1, 1)),
    ],
)
@pytest.mark.parametrize("texts", [[], [""], ["  "]])
def test_nothing_given_is_no_answer(payload, texts):
    assert rules.read_value(payload, texts) is None
    assert rules.mark(payload, None) == 0


KINDS = [
    papers.single(), papers.multiple("all", True, True, False), papers.multiple("half", True, True, False),
    papers.multiple("each", True, True, False), papers.truefalse(True), papers.gaps(("迎声",), ("答声", "应声")),
    papers.number((8, 1), (12, 1)), papers.order(4), papers.order(4, "each"), papers.match("甲", "乙", distractors=1),
    papers.classify(0, 1, 1), papers.essay((1, 1)),
]  # fmt: skip
PLAUSIBLE = st.sampled_from([*"ABCDEF1234", "true", "false", "迎声", "答声", "10", "8.5", "", "１０"])


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
