"""A network that goes in mid-quiz, in a real browser: everything given is saved, once, under the right person."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from learning.people import verbs as people
from learning.quiz.models import Answer, Attempt
from tests.cast import MORNING
from tests.chromium import launch, new_context
from tests.quiz import hands
from tests.quiz.serving import serving
from tests.quiz.test_browser import give

pytestmark = pytest.mark.browser


@pytest.fixture
def attempt(db, cast, live) -> Attempt:
    """Lin's open attempt."""
    attempt = hands.begin(db, live, hands.viewer(db, cast.lin), MORNING)
    db.commit()
    return attempt


class CounterPC:
    """The shared counter PC: one browser, whoever is signed in."""

    def __init__(self, base, context, visit) -> None:
        self.base, self.context, self.visit = base, context, visit

    def sign_in(self, person) -> None:
        self.context.add_cookies([{"name": "sid", "value": self.visit(person).token, "url": self.base}])

    def open(self, path) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.goto(self.base + path)
        return page


@pytest.fixture
def counter(app, visit):
    with serving(app) as base, launch() as browser:
        yield CounterPC(base, new_context(browser, width=360), visit)


def waiting(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('answer:')).sort()")


def told(page: Page, when: str, words: str) -> None:
    """The one notice that is to be seen."""
    expect(page.locator("outbox-notice .notice:visible")).to_have_count(1)
    expect(page.locator(f"outbox-notice [data-when={when}]:visible")).to_contain_text(words)


def rows(db, attempt) -> list[Answer]:
    found = list(db.scalars(select(Answer).order_by(Answer.n, Answer.seq)))
    db.commit()
    assert {row.attempt_id for row in found} <= {attempt.id}
    return found


def in_memory(page: Page) -> None:
    """The paper has come: from now on the page needs no network."""
    page.wait_for_function("() => document.querySelector('quiz-paper').parts.size === 3")


def answer_everything(page: Page, sheet) -> None:
    for n in (1, 2, 3):
        give(page, sheet[n])
        expect(page.locator(".saved")).to_contain_text("已存在本机")
        if n < 3:
            page.get_by_test_id("next").click()
            expect(page.locator(".palette [aria-current=step]")).to_have_text(str(n + 1))


def test_three_answers_without_a_network_a_closed_tab_and_somebody_else_in_between(db, cast, attempt, counter, app):
    sheet = hands.answers(db, attempt)
    db.commit()
    counter.sign_in(cast.lin)
    page = counter.open(f"/attempts/{attempt.uuid}/1")
    in_memory(page)
    counter.context.set_offline(True)
    answer_everything(page, sheet)
    told(page, "away", "已存在本机的答案：3 道题")
    expect(page.locator(".palette .is-wait")).to_have_count(3)
    assert page.locator('.palette [value="1"]').get_attribute("aria-label") == "第 1 题, 待上传"
    assert Axe().run(page).response["violations"] == []
    page.get_by_test_id("hand-in").click()
    expect(page.locator("[data-held]:visible")).to_contain_text("暂时不能交卷")
    page.close()
    counter.context.set_offline(False)
    sun_comes_and_goes(counter, cast)
    assert rows(db, attempt) == []

    counter.sign_in(cast.lin)
    page = counter.open("/courses/")
    told(page, "saved", "3 道题已全部上传保存")
    assert waiting(page) == []
    assert [row.n for row in rows(db, attempt)] == [1, 2, 3]


def sun_comes_and_goes(counter, cast) -> None:
    """She sees nothing of Lin's, sends nothing of Lin's, and her sign-out leaves what is Lin's."""
    counter.sign_in(cast.sun)
    page = counter.open("/")
    expect(page.locator("outbox-notice")).to_be_hidden()
    assert "E0001" not in page.locator("body").inner_text()
    assert len(waiting(page)) == 3
    page.goto(counter.base + "/profile")
    page.get_by_test_id("sign-out").click()
    page.wait_for_url(re.compile("/sign-in"))
    assert len(waiting(page)) == 3
    page.close()


def test_a_reply_that_is_lost_twice_saves_once(db, cast, attempt, counter):
    sheet, lost = hands.answers(db, attempt), []
    db.commit()
    counter.sign_in(cast.lin)
    page = counter.open(f"/attempts/{attempt.uuid}/2")

    def lose(route) -> None:
        route.fetch()  # the server has committed …
        lost.append(1)
        route.abort() if len(lost) <= 2 else route.fallback()  # … and nobody hears of it

    page.route("**/answers", lose)
    give(page, sheet[2])
    expect(page.locator(".saved")).to_contain_text("已保存")
    assert len(lost) > 2
    assert max(Counter(row.key for row in rows(db, attempt)).values()) == 1
    assert max(Counter(row.seq for row in rows(db, attempt)).values()) == 1
    assert waiting(page) == []


def test_a_session_that_ends_in_mid_quiz_drops_nothing(db, cast, attempt, counter, bank):
    sheet = hands.answers(db, attempt)
    db.commit()
    counter.sign_in(cast.lin)
    page = counter.open(f"/attempts/{attempt.uuid}/1?lang=en")
    in_memory(page)
    people.sign_out_everywhere(db, cast.lin.id, by=cast.lin.id, at=MORNING)
    db.commit()
    give(page, sheet[1])
    told(page, "ended", "Answers waiting in this browser: 1.")
    assert rows(db, attempt) == []

    counter.sign_in(cast.chen)
    page.evaluate("dispatchEvent(new Event('focus'))")
    told(page, "other", "Somebody else is signed in")
    assert rows(db, attempt) == []

    counter.sign_in(cast.lin)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(".saved")).to_contain_text("Saved")
    assert {row.n for row in rows(db, attempt)} == {1}
    page.get_by_test_id("mark").click()
    expect(page.get_by_test_id("mark")).to_have_text("Unmark")


def test_time_that_runs_out_without_a_network_is_said_and_the_quiz_ends_when_it_is_back(db, cast, clock, attempt, counter):
    sheet = hands.answers(db, attempt)
    db.commit()
    counter.sign_in(cast.lin)
    clock.at += timedelta(minutes=9, seconds=56)
    page = counter.open(f"/attempts/{attempt.uuid}/1")
    counter.context.set_offline(True)
    give(page, sheet[1])
    expect(page.locator("[data-over]:visible")).to_contain_text("时间到")
    assert page.locator(".answering").evaluate("(part) => part.inert")
    clock.at += timedelta(minutes=15)
    counter.context.set_offline(False)
    page.wait_for_url(re.compile("/review$"))
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('answer:'))")


def test_signing_out_warns_while_answers_wait(db, cast, attempt, counter):
    sheet = hands.answers(db, attempt)
    db.commit()
    counter.sign_in(cast.lin)
    page = counter.open(f"/attempts/{attempt.uuid}/1")
    page.context.route("**/answers", lambda route: route.abort())
    give(page, sheet[1])
    expect(page.locator(".saved")).to_contain_text("已存在本机")
    page.goto(counter.base + "/profile")
    page.get_by_test_id("sign-out").click()
    expect(page.locator("[data-held]:visible")).to_contain_text("还没有上传")
    with page.expect_response("**/sign-out") as answered:
        page.locator("[data-held]:visible").get_by_test_id("anyway").click()
    assert answered.value.header_value("Clear-Site-Data") == '"cache"'
    page.wait_for_url(re.compile("/sign-in"))
    assert len(waiting(page)) == 1
    page.context.unroute("**/answers")
    counter.sign_in(cast.lin)
    page.goto(counter.base + "/")
    told(page, "saved", "1 道题已全部上传保存")
    page.goto(counter.base + "/profile")
    with page.expect_response("**/sign-out") as answered:
        page.get_by_test_id("sign-out").click()
    assert answered.value.header_value("Clear-Site-Data") == '"cache", "storage"'
    assert {row.n for row in rows(db, attempt)} == {1}


def test_handing_in_goes_on_by_itself_when_the_last_answer_has_arrived(db, cast, attempt, counter):
    sheet = hands.answers(db, attempt)
    db.commit()
    counter.sign_in(cast.lin)
    page = counter.open(f"/attempts/{attempt.uuid}/3")
    in_memory(page)
    counter.context.set_offline(True)
    give(page, sheet[3])
    page.get_by_test_id("next").click()
    expect(page.locator("[data-held]:visible")).to_contain_text("暂时不能交卷")
    counter.context.set_offline(False)
    page.wait_for_url(re.compile("/hand-in$"))
    assert {row.n for row in rows(db, attempt)} == {3}


def test_a_question_in_a_lesson_goes_again_by_itself(db, cast, live, counter):
    counter.sign_in(cast.lin)
    page = counter.open("/courses/greeting/lessons/first-sentence")
    counter.context.set_offline(True)
    asked = page.get_by_test_id("asked")
    asked.locator("label.opt").first.click()
    asked.get_by_test_id("answer").click()
    expect(asked.locator("[data-unsent]:visible")).to_contain_text("恢复后自动提交")
    counter.context.set_offline(False)
    expect(page.get_by_test_id("again")).to_be_visible()
