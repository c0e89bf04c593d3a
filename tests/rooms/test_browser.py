"""One room, five people at once on their own devices: the observers differ, a third decides, the branch head signs."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from learning.study.models import StepFact
from tests.chromium import launch, new_context
from tests.conftest import DATABASES
from tests.quiz.serving import serving
from tests.rooms.stage import EVIDENCE, qualify, stage, viewer

pytestmark = pytest.mark.browser
SEATS = {"chen": "customer-1", "lin": "employee-1", "tao": "observer-1", "he": "observer-2", "qian": "observer-3"}


@pytest.fixture(autouse=True)
def only_once(request):
    """On SQLite: what a browser does, does not depend on the database."""
    if "sqlite" in DATABASES and "sqlite" not in request.node.name:
        pytest.skip("once is enough: on SQLite")


@pytest.fixture
def tokens(db, cast, visit):
    """Everybody is signed in, and the observers have passed the sample cases."""
    stage(db)
    qualify(db, *(viewer(db, one) for one in (cast.tao, cast.he, cast.qian)))
    db.commit()
    return {name: visit(getattr(cast, name)).token for name in ("zhou", *SEATS)}


def test_a_room_with_five_people_whose_observers_differ(app, db, cast, tokens):
    with serving(app) as base, launch() as browser:
        pages = {}
        for name, token in tokens.items():
            width, lang = (1280, "en") if name in ("zhou", "he") else (360, "zh")
            context = new_context(browser, width=width, lang=lang, java_script_enabled=name != "chen")
            context.add_cookies([{"name": "sid", "value": token, "url": base}])
            pages[name] = context.new_page()
        room = begin(base, pages)
        score(base, pages, room)
    assert [one.source[:5] for one in db.query(StepFact).filter_by(person_id=cast.lin.id)] == ["live:"]


def begin(base: str, pages: dict[str, Page]) -> str:
    """From the code to the scene that is on; pages follow by themselves, one without JavaScript by hand."""
    zhou, lin = pages["zhou"], pages["lin"]
    zhou.goto(f"{base}/rooms/paper/greeting/queue-jump")
    paper = PdfReader(BytesIO(zhou.pdf(prefer_css_page_size=True)))
    assert [round(float(page.mediabox.height)) for page in paper.pages] == [842, 842]  # cards, and a sheet: A4 each
    zhou.goto(f"{base}/rooms/new")
    zhou.check('[value="greeting/queue-jump"]')
    zhou.get_by_test_id("open-room").click()
    room, code = zhou.url, code_of(zhou)
    for name in ("chen", "lin", "tao", "he"):
        come_in(base, pages[name], code, SEATS[name])
    expect(zhou.locator('[data-place="observer-2"]')).to_contain_text("He Jingyi", timeout=9000)  # by itself: it polls
    look(zhou)
    zhou.get_by_test_id("start").click()
    expect(lin.get_by_test_id("clock")).to_be_visible(timeout=9000)
    expect(lin.get_by_test_id("my-card")).to_contain_text("前面还有三位")
    pages["chen"].goto(room)  # without JavaScript: by hand
    expect(pages["chen"].get_by_test_id("hall")).to_have_attribute("data-phase", "running")
    return room


def score(base: str, pages: dict[str, Page], room: str) -> None:
    """Two sheets that differ, a third, the result, the branch head's word."""
    zhou, lin, tao, he = (pages[name] for name in ("zhou", "lin", "tao", "he"))
    expect(tao.get_by_test_id("clock")).to_be_visible(timeout=9000)
    tao.check('[name=row-0][value="5"]')
    expect(tao.locator("#sheet-saved")).to_contain_text("已保存")
    with tao.expect_response("**/draft"):
        tao.fill("[name=evidence]", "写到一半")  # the field is not left: it is kept all the same
    tao.goto(room)  # the phone was put away
    expect(tao.locator('[name=row-0][value="5"]')).to_be_checked()
    expect(tao.locator("[name=evidence]")).to_have_value("写到一半")
    look(tao)
    fill(tao, (5, 4, 5))
    he.goto(room)
    fill(he, (5, 4, 2))
    zhou.goto(room)
    expect(zhou.get_by_test_id("hall")).to_have_attribute("data-phase", "third")
    come_in(base, pages["qian"], code_of(zhou), SEATS["qian"])
    fill(pages["qian"], (5, 4, 4))

    lin.goto(f"{room}/result")
    expect(lin.get_by_test_id("verdict")).to_contain_text("86")
    look(lin)
    zhou.goto(f"{room}/result")
    look(zhou)
    zhou.get_by_test_id("sign-off").click()
    expect(zhou.locator("#notices")).to_contain_text("the step is done")


def code_of(page: Page) -> str:
    return page.get_by_test_id("code").locator("[aria-hidden]").text_content() or ""


def come_in(base: str, page: Page, code: str, seat: str) -> None:
    page.goto(f"{base}/rooms/join")
    page.fill("[name=code]", code.lower())
    page.get_by_test_id("join").click()
    page.get_by_test_id(f"take-{seat}").click()
    expect(page.locator(f'[data-place="{seat}"].is-mine')).to_have_count(1)


def fill(page: Page, points: tuple[int, ...]) -> None:
    for row, given in enumerate(points):
        page.check(f'[name=row-{row}][value="{given}"]')
    page.fill("[name=evidence]", EVIDENCE)
    page.get_by_test_id("hand-in").click()
    expect(page.locator("#notices")).not_to_be_empty()


def look(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
