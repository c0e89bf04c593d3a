"""How a number is read, how a name is masked: tables."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.certificates import rules
from tests.cast import MORNING


@given(st.integers(0, 2**128 - 1))
def test_every_number_is_read_back_as_it_was_printed(bits):
    number = rules.written(bits)

    assert len(number) == 26
    assert rules.read_number(rules.grouped(number)) == number
    assert rules.read_number(rules.grouped(number).replace(" ", "-").lower()) == number


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0123 4567 89AB CDEF GHJK MNPQ RS", "0123456789ABCDEFGHJKMNPQRS"),
        ("o123-4567-89ab-cdef-ghjk-mnpq-rs", "0123456789ABCDEFGHJKMNPQRS"),
        ("OI23456789ABCDEFGHJKMNPQRS", "0123456789ABCDEFGHJKMNPQRS"),
        ("0L23456789ABCDEFGHJKMNPQRS", "0123456789ABCDEFGHJKMNPQRS"),
        ("０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＭＮＰＱＲＳ", "0123456789ABCDEFGHJKMNPQRS"),
        ("  0123456789 — ABCDEFGHJKMNPQRS\n", "0123456789ABCDEFGHJKMNPQRS"),
        ("U123456789ABCDEFGHJKMNPQRS", None),
        ("8123456789ABCDEFGHJKMNPQRS", None),
        ("0123456789ABCDEFGHJKMNPQR", None),
        ("0123456789ABCDEFGHJKMNPQRSS", None),
        ("0123456789ABCDEFGHJKMNPQR\0", None),
        ("", None),
        ("林晓雯", None),
        ("-" * 1_000_000, None),
    ],
)
def test_a_number_as_people_type_it(typed, read):
    assert rules.read_number(typed) == read


def test_what_cannot_be_a_number_is_looked_up_as_nobody():
    assert rules.read_number(rules.NOBODY) is None


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张伟", "张＊"),
        ("林晓雯", "林＊＊"),
        ("欧阳晓雯", "欧＊＊＊"),
        ("买买提·阿不都", "买＊＊·＊＊＊"),
        ("𠮷田", "𠮷＊"),
        ("Lin Xiaowen", "L. X."),
        ("lin xiaowen", "L. X."),
        ("Jean-Pierre de la Tour", "J. P. D. L. T."),
        ("Bono", "B."),
        (" ", ""),
    ],
)
def test_a_name_is_masked(name, masked):
    assert rules.masked(name) == masked


def test_a_window_admits_thirty_a_minute_for_each_address():
    window = rules.Window(30, timedelta(minutes=1))

    assert [window.admits("10.0.0.1", MORNING) for _ in range(31)] == [True] * 30 + [False]
    assert window.admits("10.0.0.2", MORNING)
    assert not window.admits("10.0.0.1", MORNING + timedelta(seconds=59))
    assert window.admits("10.0.0.1", MORNING + timedelta(seconds=60))


def test_a_window_forgets_the_longest_unseen_address():
    window = rules.Window(1, timedelta(minutes=1), keys=2)
    for address in ("a", "b", "a", "c"):
        window.admits(address, MORNING)

    assert sorted(window.seen) == ["a", "c"]


def test_the_digest_notices_every_change():
    printed = {"name": "林晓雯", "course": "服务标准"}
    digest = rules.digest("0" * 26, MORNING, printed)

    assert digest == rules.digest("0" * 26, MORNING, dict(reversed(printed.items())))
    assert digest != rules.digest("0" * 26, MORNING, printed | {"name": "林晓文"})
    assert digest != rules.digest("0" * 25 + "1", MORNING, printed)
    assert digest != rules.digest("0" * 26, MORNING + timedelta(seconds=1), printed)
