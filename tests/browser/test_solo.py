"""A scene played to each kind of ending: by keyboard alone, without JavaScript on a phone, by thumb on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from learning.content.catalogue import Roleplay
from learning.content.roleplays.scoring import best_way, outcome, visits
from tests.browser.learner import Learner

pytestmark = pytest.mark.browser
WAYS = {
    "happy": {"width": 1280, "lang": "zh", "keyboard": True},
    "fair": {"width": 360, "lang": "zh", "javascript": False},
    "failed": {"width": 360, "lang": "en"},
}
ENDS = {"happy": "圆满收场", "fair": "平稳收场", "failed": "A bad end"}
COURSE, SCENE = "core-elements", "swallowed-card"


def ways(scene: Roleplay) -> Iterator[tuple[int, ...]]:
    """Every way through, the short ones first."""
    waiting: list[tuple[int, ...]] = [()]
    while waiting:
        way = waiting.pop(0)
        replies = visits(scene, way)[-1].node.replies
        if replies:
            waiting.extend((*way, place) for place in range(len(replies)))
        else:
            yield way


def test_one_run_to_each_kind_of_ending(browser: Browser, address: str):
    """The same person, the same scene, three runs: the first and the best of them are told apart."""
    for n, (end, how) in enumerate(WAYS.items(), 1):
        lin = Learner(browser, address, **how, course=COURSE)
        scene = lin.course.roleplays[SCENE]
        way = best_way(scene) if end == "happy" else next(one for one in ways(scene) if outcome(scene, one).end == end)
        lin.sign_in("E0001")
        lin.go(f"/courses/{COURSE}/roleplays/{SCENE}")
        lin.look()
        lin.play(scene, way)
        lin.look()
        result = outcome(scene, way)
        expect(lin.find("result")).to_contain_text(ENDS[end])
        expect(lin.find("result")).to_contain_text("100" if end == "happy" else "/ 100")
        assert lin.page.locator(".path__step").count() == len(way)
        assert lin.find("why").count() == (0 if result.passed else 1)
        expect(lin.find("past").locator("li")).to_have_count(n)
        if end == "failed":
            practise_the_last_line(lin, scene, way)
        lin.close()


def practise_the_last_line(lin: Learner, scene: Roleplay, way: tuple[int, ...]) -> None:
    """From the line where it went wrong, the best way; it does not count, and the page says so."""
    lin.press(lin.page.get_by_test_id("practise").last)
    expect(lin.find("practice")).to_contain_text("does not count")
    lin.look()
    node = visits(scene, way[:-1])[-1].node
    shown = lin.page.locator(".choice")
    assert shown.count() == len(node.replies)
    lin.press(shown.first)
    expect(lin.find("practice")).to_contain_text("does not count")
