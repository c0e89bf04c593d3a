"""The server is killed with SIGKILL while answers are being saved: every acknowledged answer is there, once. ``make soak`` kills
a hundred times; a mutant that acknowledges before it commits must be caught by the same check."""

from collections import Counter

from tests.quiz.crashing import EARLY, crash

KILLS = 10


def test_no_acknowledged_answer_is_lost(url, tmp_path):
    report = crash(url, tmp_path, kills=KILLS)
    assert len(report.acknowledged) > 100
    assert report.lost == []
    assert max(Counter(key for key, *_ in report.stored).values()) == 1
    assert max(report.recoveries) < 60


def test_a_mutant_that_acknowledges_early_is_caught(url, tmp_path):
    report = crash(url, tmp_path, kills=3, target=EARLY)
    assert report.lost != []
