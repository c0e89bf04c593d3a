"""One meeting on three devices: the host's phone, a second phone, the wall. The network goes in the middle; one comes late by the
code, one was not there and catches up the next day; then the record."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from learning.meetings.models import Attendance, MeetingRun, RunEvent
from tests.cast import MORNING
from tests.chromium import launch, new_context
from tests.conftest import DATABASES
from tests.quiz.serving import serving

pytestmark = pytest.mark.browser
DEVICES = {"host": ("zhou", 360), "second": ("zhou", 1280), "wall": ("lin", 1280), "late": ("chen", 360)}


@pytest.fixture(autouse=True)
def only_once(request):
    """On SQLite: what a browser does, does not depend on the database."""
    if "sqlite" in DATABASES and "sqlite" not in request.node.name:
        pytest.skip("once is enough: on SQLite")


def open_page(browser, base, token, width) -> Page:
    context = new_context(browser, width=width)
    context.add_cookies([{"name": "sid", "value": token, "url": base}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def look(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
    held = page.viewport_size
    tall = int(page.evaluate("document.documentElement.scrollHeight")) + 200  # what lies under the tab bar can be scrolled free
    page.set_viewport_size({"width": held["width"], "height": tall})
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    page.set_viewport_size(held)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def read(db, statement):
    found = db.execute(statement).all()
    db.commit()
    return found


def lead(pages: dict[str, Page], base: str) -> str:
    """From the desk to the running meeting in two taps; the wall and a second phone beside it."""
    host = pages["host"]
    host.goto(f"{base}/")
    host.get_by_test_id("start-morning").click()
    host.get_by_test_id("start-now").click()
    expect(host.locator("h1")).to_have_text("问候")
    here = host.url
    for name in ("second", "wall"):
        pages[name].goto(here + ("/wall" if name == "wall" else ""))
    for page in pages.values():
        if page is not pages["late"]:
            look(page)
    host.get_by_test_id("here-E0001").click()
    expect(host.locator("#person-E0001")).to_contain_text("到了")
    return here


def cut_off(host: Page, wall: Page) -> None:
    """Three taps without a network: the phone goes on by itself, says so, and sends them in order when it is back."""
    host.context.set_offline(True)
    host.get_by_test_id("next-segment").click()
    expect(host.locator("h1")).to_have_text("演练：十秒问候")
    host.wait_for_timeout(800)
    host.get_by_test_id("next-segment").click()
    expect(host.locator("[data-away]")).to_contain_text("2 个")
    expect(host.locator("h1")).to_have_text("抽问")
    host.get_by_test_id("here-M0001").click()
    expect(host.locator("[data-away]")).to_contain_text("3 个")
    expect(wall.locator("h1")).to_have_text("问候")
    host.context.set_offline(False)
    expect(host.locator("[data-away]")).to_be_hidden()
    expect(wall.locator("h1")).to_have_text("抽问")  # by itself
    expect(host.locator("#person-M0001 .run-mark")).to_contain_text("到了")


def test_one_meeting_on_three_devices(app, db, cast, visit, live, clock):  # noqa: PLR0913 -- what the story needs
    tokens = {name: visit(getattr(cast, who)).token for name, (who, _) in DEVICES.items()}
    with serving(app) as base, launch() as browser:
        pages = {name: open_page(browser, base, tokens[name], width) for name, (_, width) in DEVICES.items()}
        here = lead(pages, base)
        cut_off(pages["host"], pages["wall"])
        expect(pages["second"].locator("h1")).to_have_text("抽问")  # the second phone followed, too
        come_late(base, pages, clock)
        pages["second"].get_by_test_id("next-segment").click()
        expect(pages["host"].locator("h1")).to_have_text("出发")
        pages["host"].get_by_test_id("next-segment").click()
        expect(pages["host"].get_by_test_id("to-close")).to_be_visible()
        close(pages["host"])
        expect(pages["wall"].locator("h1")).to_have_text("散会了")
        catch_up_next_day(base, browser, visit, cast, clock)
        pages["host"].context.add_cookies([{"name": "sid", "value": visit(cast.zhou).token, "url": base}])
        pages["host"].goto(here)
        expect(pages["host"].get_by_test_id("people")).to_contain_text("3月3日已补看")
        look(pages["host"])
    assert read(db, select(RunEvent.kind).order_by(RunEvent.n)) == [("start",), *[("next",)] * 4, ("close",)]
    states = select(Attendance.person_id, Attendance.state, Attendance.how)
    assert set(read(db, states)) == {
        (cast.lin.id, "present", "tap"), (cast.zhou.id, "present", "tap"), (cast.chen.id, "late", "code"),
        (cast.wu.id, "absent", "close"),
    }  # fmt: skip
    assert read(db, select(MeetingRun.state)) == [("closed",)]


def come_late(base: str, pages: dict[str, Page], clock) -> None:
    """Six minutes after the start, with the code that stands on the wall by then."""
    clock.at = MORNING.replace(minute=36)
    pages["wall"].reload()
    code = pages["wall"].get_by_test_id("wall-code").inner_text()
    pages["late"].goto(f"{base}/meetings/here?code={code.replace(' ', '')}")
    look(pages["late"])
    pages["late"].get_by_test_id("come").click()
    expect(pages["late"].locator("#notices")).to_contain_text("已签到：迟到")
    expect(pages["host"].locator("#person-E0003")).to_contain_text("迟到")


def close(host: Page) -> None:
    host.get_by_test_id("to-close").click()
    expect(host.get_by_test_id("unmarked")).to_contain_text("吴桐")
    host.locator("[name=text]").fill("十点多开一窗")
    host.get_by_test_id("add-task").click()
    look(host)
    host.get_by_test_id("close-now").click()
    expect(host.get_by_test_id("state")).to_contain_text("已开完")
    look(host)


def catch_up_next_day(base, browser, visit, cast, clock) -> None:
    clock.at = MORNING.replace(day=3)
    page = open_page(browser, base, visit(cast.wu).token, 360)
    page.goto(f"{base}/")
    page.get_by_test_id("missed").locator("a").click()
    expect(page.get_by_test_id("answer")).to_be_visible()
    look(page)
    for n in range(page.locator("label.opt").count()):
        page.locator("label.opt").nth(n).click()
        page.get_by_test_id("answer").click()
        expect(page.locator("#notices p")).to_be_visible()
        if page.get_by_test_id("again").count() == 0:
            break
        page.get_by_test_id("again").click()
        expect(page.get_by_test_id("answer")).to_be_visible()
    expect(page.locator("#notices")).to_contain_text("补看完成")
    page.goto(f"{base}/meetings/mine")
    expect(page.get_by_test_id("mine")).to_contain_text("已补看")
    look(page)


@pytest.fixture
def cast(db, cast):
    """Binjiang with one more, who will not come."""
    cast.wu = cast.person("E0004", "吴桐", cast.binjiang, "teller")
    db.commit()
    return cast
