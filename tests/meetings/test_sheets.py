"""What only a browser can tell of planned meetings: every shipped script on one sheet of A4, and pages everybody can use."""

import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

from learning.content.tree import tree_of
from learning.meetings import verbs
from learning.meetings.verbs import Wish
from learning.publishing import queries as publishing_queries
from learning.publishing import verbs as publishing
from tests.cast import MORNING, TODAY
from tests.chromium import launch, new_context
from tests.conftest import DATABASES
from tests.meetings.conftest import viewer
from tests.quiz.serving import serving

pytestmark = pytest.mark.browser
CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(autouse=True)
def only_once(request):
    """On SQLite: what a browser does, does not depend on the database."""
    if "sqlite" in DATABASES and "sqlite" not in request.node.name:
        pytest.skip("once is enough: on SQLite")


@pytest.fixture
def scripts(db, cast):
    """The courses as they ship are live; a day is planned with one of them. Course and meeting of every script."""
    tree, refused = tree_of(CONTENT)
    assert refused == []
    publishing.publish(db, tree, by_id=None, note="all", at=MORNING)
    catalogue = publishing_queries.live(db).catalogue
    found = [(course.key, meeting) for course in catalogue.courses.values() for meeting in course.meetings]
    verbs.plan(db, viewer(db, cast.zhou), cast.binjiang, TODAY, "morning", Wish(*found[0], cast.lin.id, "08:20"), at=MORNING)
    db.commit()
    return found


def test_every_script_fits_on_a_sheet_and_the_pages_are_for_everybody(app, cast, visit, scripts):
    tokens = {name: visit(getattr(cast, name)).token for name in ("zhou", "he")}
    with serving(app) as base, launch() as browser:
        for lang in ("zh", "en"):
            zhou = signed_in(new_context(browser, lang=lang), base, tokens["zhou"]).new_page()
            pages = {(course, key): sheets(zhou, f"{base}/courses/{course}/meetings/{key}/handout") for course, key in scripts}
            assert pages == dict.fromkeys(pages, 1)
            assert len(pages) >= 23
        for width, lang in ((360, "zh"), (1280, "en")):
            for name, places in {
                "zhou": ("calendar", f"units/{cast.binjiang.id}/plans/{TODAY}/morning"),
                "he": ("branches",),
            }.items():
                page = signed_in(new_context(browser, width=width, lang=lang), base, tokens[name]).new_page()
                for place in places:
                    page.goto(f"{base}/meetings/{place}")
                    assert Axe().run(page).response["violations"] == []
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def signed_in(context: BrowserContext, base: str, token: str) -> BrowserContext:
    context.add_cookies([{"name": "sid", "value": token, "url": base}])
    return context


def sheets(page: Page, address: str) -> int:
    page.goto(address)
    return len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)
