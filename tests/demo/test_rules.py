"""Names, days and answers, without a database."""

from datetime import UTC, datetime
from fractions import Fraction
from random import Random

import pytest

from learning.base.clock import StoppedClock
from learning.demo import rules
from learning.questions import rules as questions

QUESTIONS = [
    {"kind": "single", "marks": [[0, 1], [1, 1], [1, 2]]},
    {"kind": "multiple", "marks": [[1, 1], [1, 1], [0, 1]], "grading": "half"},
    {"kind": "truefalse", "answer": True},
    {"kind": "gaps", "zh": {"gaps": [["迎声"], ["答声", "应声"]]}},
    {"kind": "number", "low": [8, 1], "high": [12, 1], "zh": {"unit": "秒"}},
]


@pytest.mark.parametrize("payload", QUESTIONS, ids=lambda payload: payload["kind"])
@pytest.mark.parametrize("seed", range(8))
def test_a_right_answer_is_right_and_a_wrong_one_is_not(payload, seed):
    right = rules.value(Random(seed), payload, is_right=True)
    wrong = rules.value(Random(seed), payload, is_right=False)
    assert questions.mark(payload, right) == 1
    assert questions.mark(payload, wrong) < Fraction(1)


def test_english_names_come_from_the_reading_of_the_name():
    assert [rules.english(account.name) for account in rules.ACCOUNTS[:3]] == ["Lin Xiaowen", "Sun Xiaolan", "Zhou Mingyuan"]
    assert rules.english("单敏") == "Shan Min"


@pytest.mark.parametrize(("count", "areas"), [(2, 2), (6, 2), (12, 3), (200, 8)])
def test_branches_have_names_of_their_own(count, areas):
    found = rules.branches(count)
    assert len({branch.name for branch in found}) == len({branch.code for branch in found}) == count
    assert len(rules.areas(count)) == areas == len({branch.area for branch in found})
    assert found[0].area != found[1].area


def test_most_things_happen_on_working_days_while_the_bank_is_open():
    clock = StoppedClock(datetime(2026, 11, 23, 2, tzinfo=UTC))
    days = rules.Days(clock, Random(1))
    moments = [days.later(days.ago(90), n % 60).astimezone(clock.zone) for n in range(400)]
    at_work = [one for one in moments if one.weekday() < 5 and 8 <= one.hour < 18]
    assert 0.75 < len(at_work) / len(moments) < 0.97
    assert all(day.date().isoformat() != "2026-10-01" for day in at_work)
