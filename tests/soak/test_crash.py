"""The long run: a hundred kills on each database."""

import pytest

from tests.quiz.crashing import crash


@pytest.mark.soak
def test_a_hundred_kills_lose_nothing(url, tmp_path):
    report = crash(url, tmp_path, kills=100)
    assert len(report.acknowledged) > 1000
    assert report.lost == []
