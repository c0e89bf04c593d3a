"""Each of the ten types answered by touch, by keyboard alone, and without JavaScript: one quiz, three passes, full marks."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from learning.publishing import verbs as publishing
from learning.quiz import queries, verbs
from tests.cast import MORNING
from tests.chromium import launch, new_context
from tests.conftest import DATABASES
from tests.quiz import hands
from tests.quiz.serving import serving
from tests.ten import KINDS, TEN

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def only_once(request):
    """On SQLite: what a browser does, does not depend on the database."""
    if "sqlite" in DATABASES and "sqlite" not in request.node.name:
        pytest.skip("once is enough: on SQLite")


@pytest.fixture
def sheet(app, db, cast, visit):
    """A new attempt of Lin's for every pass, and what to give to each question."""
    live = publishing.publish(db, TEN, by_id=None, note="ten", at=MORNING)
    me = hands.viewer(db, cast.lin)
    db.commit()

    def begin():
        attempt = hands.begin(db, live, me, MORNING, quiz="ten-types")
        found = hands.answers(db, attempt)
        uuid = attempt.uuid
        db.commit()
        return uuid, found

    def end(uuid):
        attempt = verbs.hand_in(db, me, uuid, at=MORNING)
        won = queries.marks(db, attempt.id)
        waiting = set(queries.markings(db, attempt.id))
        kinds = {item.n: kind for item, kind in zip(attempt.items, KINDS, strict=True)}
        db.commit()
        return {kinds[n]: mark for n, mark in won.items()}, {kinds[n] for n in waiting}

    return begin, end


FULL = {"single": 2, "multiple": 1, "truefalse": 1, "gaps": 2, "number": 1, "order": 2, "match": 3, "classify": 4}


def test_ten_types_three_ways(app, sheet, cast, visit):
    begin, end = sheet
    token = visit(cast.lin).token
    with serving(app) as base, launch() as browser:
        for give, width, more in ((by_touch, 360, {}), (by_keyboard, 1280, {}), (plainly, 360, {"java_script_enabled": False})):
            uuid, answers = begin()
            context = new_context(browser, width=width, **more)
            context.add_cookies([{"name": "sid", "value": token, "url": base}])
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.goto(f"{base}/attempts/{uuid}/1")
            for n, texts in answers.items():
                expect(page.locator(".q-count b")).to_have_text(str(n))
                give(page, KINDS[n - 1], texts)
                if give is by_touch and KINDS[n - 1] in ("order", "match", "essay"):
                    assert Axe().run(page).response["violations"] == [], KINDS[n - 1]
                on(page, give)
            page.wait_for_url("**/hand-in")
            context.close()
            marks, waiting = end(uuid)
            assert (marks, waiting) == (FULL, {"essay"}), give.__name__


def on(page: Page, give) -> None:
    """To the next question."""
    button = page.get_by_test_id("next")
    if give is by_keyboard:
        button.focus()
        page.keyboard.press("Enter")
    elif give is by_touch:
        expect(page.locator(".saved")).to_contain_text("已保存")
        button.tap()
    else:
        button.click()


def by_touch(page: Page, kind: str, texts: list[str]) -> None:
    if kind == "order":
        sort_by(page, texts, lambda card, up: card.locator(f'[data-move="{-1 if up else 1}"]').tap())
    elif kind in ("match", "classify"):
        for i, letter in enumerate(texts):
            row, option = page.locator(".pair").nth(i), page.locator(f'.option[data-letter="{letter}"]')
            if i < 2:
                drag(page, row.locator(".grip"), option)
            else:
                row.locator("select").select_option(letter)  # the phone's own list
    elif kind in ("gaps", "number", "essay"):
        type_in(page, texts)
    else:
        for text in texts:
            page.locator(f'.opt:has([value="{text}"])').tap()
    page.locator("h1").evaluate("document.activeElement.blur()")


def by_keyboard(page: Page, kind: str, texts: list[str]) -> None:
    if kind == "order":

        def press(card, up):
            card.locator(f'[data-move="{-1 if up else 1}"]').focus()
            page.keyboard.press("Enter")

        sort_by(page, texts, press)
    elif kind in ("match", "classify"):
        for i, letter in enumerate(texts):
            page.locator(".pair select").nth(i).focus()
            page.keyboard.type(letter)
    elif kind in ("gaps", "number", "essay"):
        for field, text in zip(page.locator("#answer [name=value]").all(), texts, strict=True):
            field.focus()
            page.keyboard.insert_text(text)
    else:
        for text in texts:
            page.locator(f'#answer [value="{text}"]').focus()
            page.keyboard.press("Space")


def plainly(page: Page, kind: str, texts: list[str]) -> None:
    if kind in ("order", "match", "classify"):
        for select, text in zip(page.locator("#answer select").all(), texts, strict=True):
            select.select_option(text)
    elif kind in ("gaps", "number", "essay"):
        type_in(page, texts)
    else:
        for text in texts:
            page.locator(f'#answer [value="{text}"]').check()


def type_in(page: Page, texts: list[str]) -> None:
    for field, text in zip(page.locator("#answer [name=value]").all(), texts, strict=True):
        field.fill(text)


def sort_by(page: Page, texts: list[str], move) -> None:
    """Move each step up to its place; ``texts`` are the places of the cards as they were first shown."""
    rows = sorted(range(len(texts)), key=lambda row: int(texts[row]))
    if [int(text) for text in texts] == sorted(int(text) for text in texts):
        page.locator("[data-keep-order]").click()
    for place, row in enumerate(rows):
        card = page.locator(f'.card[data-row="{row}"]')
        while card.evaluate("(card) => [...card.parentNode.children].indexOf(card)") > place:
            move(card, up=True)


def drag(page: Page, grip, option) -> None:
    """A finger on the grip, moved onto the option; as pointer events, which is what the page listens to."""
    grip.scroll_into_view_if_needed()
    client = page.context.new_cdp_session(page)

    def touch(kind, box):
        points = [] if box is None else [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", grip.bounding_box())
    touch("touchMove", option.bounding_box())
    touch("touchEnd", None)
    client.detach()
    page.touchscreen.tap(180, 20)  # the browser's emulated finger loses its first tap after any drag, on any page
