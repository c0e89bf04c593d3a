"""Draws from a seed, deadlines, passing: pure decisions."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.content.asked import Choice, Condition, Draw, Question, Quiz
from learning.content.shown import Body, Words
from learning.quiz import rules

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SEEDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


def question(key: str, **facts) -> Question:
    choices = tuple(Choice(Words(text), Fraction(text == "b")) for text in "abcd")
    source = {"kind": "single", "zh": {"choices": list("abcd")}}
    return Question(
        id=key, title=Words(key), kind="single", stem=Body(), choices=choices, revision=f"rev-{key}", source=source, **facts
    )


BANK = {key: question(key) for key in ("q-a", "q-b", "q-c", "q-d", "q-e", "q-f")} | {
    "q-stopped": question("q-stopped", status="stopped"), "q-void": question("q-void", status="void"),
    "q-essay": question("q-essay", answerable=False),
}  # fmt: skip
POOL = tuple(BANK)


def quiz(**facts) -> Quiz:
    rows = (row(2, 3, POOL), row(2, 1, ("q-a", "q-b", "q-c")))
    return Quiz(id="exam", title=Words("考试"), **({"fixed": ("q-f", "q-stopped"), "draws": rows} | facts))


def row(count: int, points: int, pool: tuple[str, ...]) -> Draw:
    return Draw(bank="bank", condition=Condition(), count=count, points=Fraction(points), pool=pool)


@given(SEEDS)
def test_the_same_seed_draws_the_same_paper_and_nothing_twice(seed):
    paper = rules.draw(quiz(), MappingProxyType(BANK), seed)
    assert paper == rules.draw(quiz(), BANK, seed)
    ids = [drawn.question.id for drawn in paper]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "q-f"
    assert not {"q-stopped", "q-void", "q-essay"} & set(ids)
    assert [drawn.points for drawn in paper[:3]] == [1, 3, 3]


@given(SEEDS)
def test_shuffling_changes_the_order_and_nothing_else(seed):
    plain, mixed = rules.draw(quiz(), BANK, seed), rules.draw(quiz(shuffle_questions=True), BANK, seed)
    assert Counter(plain) == Counter(mixed)
    assert all(sorted(drawn.choice_order) == [0, 1, 2, 3] for drawn in plain)
    still = rules.draw(quiz(shuffle_choices=False), BANK, seed)
    assert {drawn.choice_order for drawn in still} == {(0, 1, 2, 3)}


def test_every_question_and_every_order_comes_up():
    papers = [rules.draw(quiz(), BANK, f"{n:032x}") for n in range(300)]
    assert {drawn.question.id for paper in papers for drawn in paper} == {"q-a", "q-b", "q-c", "q-d", "q-e", "q-f"}
    assert len({drawn.choice_order for paper in papers for drawn in paper}) == 24


def test_a_paper_is_as_large_for_every_seed():
    exam = quiz(draws=(row(2, 3, POOL), row(2, 1, ("q-d", "q-e", "q-a", "q-b", "q-c"))))
    assert rules.size(exam, BANK) == (5, 9)
    for n in range(50):
        paper = rules.draw(exam, BANK, f"{n:032x}")
        assert (len(paper), sum(drawn.points for drawn in paper)) == (5, 9)


def test_a_known_seed_draws_a_known_paper():
    """If this changes, stored seeds no longer replay: do not."""
    paper = rules.draw(quiz(shuffle_questions=True), BANK, "00112233445566778899aabbccddeeff")
    assert [(drawn.question.id, drawn.choice_order) for drawn in paper] == KNOWN


KNOWN = [("q-c", (3, 0, 1, 2)), ("q-b", (2, 3, 0, 1)), ("q-a", (1, 0, 2, 3)), ("q-f", (0, 1, 2, 3))]


@pytest.mark.parametrize(
    ("seconds", "latched", "over"),
    [(-1, False, False), (0, False, False), (5, False, False), (5.001, False, True), (-600, True, True)],
)
def test_time_is_up_five_seconds_after_the_deadline_and_stays_up(seconds, latched, over):
    at = NOON + timedelta(seconds=seconds)
    assert rules.is_over(NOON, NOON if latched else None, at) is over
    assert rules.is_over(None, None, at) is False


@pytest.mark.parametrize(
    ("won", "of", "share", "must", "passed"),
    [
        (6, 10, Fraction(3, 5), [], True), (Fraction(599, 100), 10, Fraction(3, 5), [], False), 
        (10, 10, Fraction(3, 5), [1, 1], True),
        (9, 10, Fraction(3, 5), [1, Fraction(1, 2)], False), (0, 0, Fraction(3, 5), [], False), (0, 10, None, [], None),
        (0, 10, Fraction(0), [], True), (Fraction(2, 3), 1, Fraction(2, 3), [], True),
    ],
)  # fmt: skip
def test_passing_is_exact(won, of, share, must, passed):
    assert rules.is_passed(Fraction(won), Fraction(of), share, must) is passed


@pytest.mark.parametrize(
    ("reveal", "handed_in", "ever_passed", "shown"),
    [
        ("handed", False, True, False), ("handed", True, False, True), ("each", True, False, True), ("each", False, False, False),
        ("passed", True, False, False), ("passed", True, True, True), ("passed", False, True, False), ("never", True, True, False),
    ],
)  # fmt: skip
def test_when_keys_may_be_shown(reveal, handed_in, ever_passed, shown):
    assert rules.shows_keys(reveal, handed_in=handed_in, ever_passed=ever_passed) is shown


@pytest.mark.parametrize(
    ("go", "n", "to"),
    [
        ("next", 1, 2), ("next", 3, None), ("prev", 1, 1), ("prev", 3, 2), ("stay", 2, 2), ("2", 3, 2), ("4", 1, 2), ("0", 1, 2),
        ("hand-in", 1, None), ("9999", 1, 2), ("-1", 1, 2), ("１", 2, 3), ("nonsense", 3, None), ("", 1, 2),
    ],
)  # fmt: skip
def test_where_to_go_next(go, n, to):
    assert rules.goal(go, n, 3) == to


@pytest.mark.parametrize(
    ("purpose", "passed", "credits"),
    [("exam", True, True), ("exam", False, False), ("exam", None, False), ("practice", False, True), ("pretest", None, True)],
)
def test_what_does_the_step(purpose, passed, credits):
    assert rules.credits_step(purpose, passed) is credits


def test_the_best_is_the_first_of_equals():
    scores = [(Fraction(1), Fraction(2)), (Fraction(9), Fraction(10)), (Fraction(18), Fraction(20))]
    assert rules.best(scores) == 1
    assert rules.best([]) is None


def test_a_digest_is_over_the_content_not_the_order_of_writing():
    assert rules.digest({"a": 1, "b": ["密码"]}) == rules.digest({"b": ["密码"], "a": 1}) != rules.digest({"a": 1, "b": ["密 码"]})
    assert replace(quiz(), id="other") != quiz()
