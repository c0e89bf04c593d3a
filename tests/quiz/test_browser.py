"""The two scripts of a quiz in a real browser: answers saved as they are given, kept without a network, time that runs out."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from learning.quiz.models import Answer, Attempt
from tests.cast import MORNING
from tests.chromium import launch, new_context
from tests.quiz import hands
from tests.quiz.serving import serving

pytestmark = pytest.mark.browser
SAVED, KEPT = re.compile("已保存 08:30"), re.compile("已存在本机")


@pytest.fixture
def attempt(db, cast, live):
    """Lin's open attempt."""
    attempt = hands.begin(db, live, hands.viewer(db, cast.lin), MORNING)
    db.commit()
    return attempt


@pytest.fixture
def open_page(app, visit, cast):
    """``open_page(path)``: Lin's phone on that page, signed in."""
    token = visit(cast.lin).token
    with serving(app) as base, launch() as browser:

        def open_page(path, width=360, lang="zh"):
            context = new_context(browser, width=width, lang=lang)
            context.add_cookies([{"name": "sid", "value": token, "url": base}])
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.goto(base + path)
            return page

        yield open_page


def give(page, texts):
    """Choose or type, as a person does; nothing is sent by hand."""
    for field, text in zip(page.locator("#answer .gap, #answer .number input").all(), texts, strict=False):
        field.fill(text)
    for text in texts:
        for box in page.locator(f'#answer :is([type=radio], [type=checkbox])[value="{text}"]').all():
            box.check()
    page.locator("h1").evaluate("document.activeElement.blur()")


def rows(db, attempt):
    found = db.scalars(select(Answer).where(Answer.attempt_id == attempt.id).order_by(Answer.n, Answer.seq)).all()
    db.commit()
    return found


def test_an_answer_is_saved_as_it_is_given(db, attempt, open_page):
    sheet = hands.answers(db, attempt)
    db.commit()
    page = open_page(f"/attempts/{attempt.uuid}/1")
    give(page, sheet[1])
    expect(page.locator(".saved")).to_contain_text(SAVED)
    expect(page.locator('.palette [value="1"]')).to_have_class(re.compile("is-done"))
    before = len(rows(db, attempt))
    page.get_by_test_id("next").click()
    page.wait_for_url(re.compile("/2$"))
    assert len(rows(db, attempt)) == before


def test_without_a_network_nothing_is_lost(db, attempt, open_page):
    sheet = hands.answers(db, attempt)
    db.commit()
    page = open_page(f"/attempts/{attempt.uuid}/2")
    page.context.set_offline(True)
    give(page, sheet[2])
    expect(page.locator(".saved")).to_contain_text(KEPT)
    assert rows(db, attempt) == []
    page.context.set_offline(False)
    expect(page.locator(".saved")).to_contain_text(SAVED)
    assert {row.n for row in rows(db, attempt)} == {2}
    page.reload()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('answer:')).length") == 0


def test_when_time_is_up_the_quiz_hands_itself_in(db, clock, attempt, open_page):
    clock.at += timedelta(minutes=9, seconds=57)
    page = open_page(f"/attempts/{attempt.uuid}/3")
    expect(page.locator(".clock")).to_have_class(re.compile("is-soon"))
    clock.at += timedelta(seconds=3)
    page.wait_for_url(re.compile("/review$"))
    closed = db.scalars(select(Attempt).execution_options(populate_existing=True)).one()
    assert closed.handed_in_by == "deadline"


@pytest.mark.parametrize(("width", "lang"), [(360, "zh"), (1280, "en")])
def test_axe_finds_nothing(db, cast, attempt, open_page, width, lang):
    page = open_page(f"/attempts/{attempt.uuid}/1", width, lang)
    for address in (f"/attempts/{attempt.uuid}/2", f"/attempts/{attempt.uuid}/3", f"/attempts/{attempt.uuid}/hand-in", hands.EXAM):
        assert Axe().run(page).response["violations"] == [], page.url
        page.goto(re.sub("/attempts.*|/courses.*", "", page.url) + address)
    page.goto(re.sub("/courses.*", "", page.url) + f"/attempts/{attempt.uuid}/hand-in")
    page.get_by_test_id("hand-in-now").click()
    page.wait_for_url(re.compile("/review$"))
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
