"""HR's day, in a real browser: a list of staff comes in and is taken back, and it is asked who hears what tomorrow."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.learner import Learner

pytestmark = pytest.mark.browser
STAFF = """工号,姓名,机构,上级机构,岗位,入职日期
R7001,欧阳若兰,湖滨支行,滨江片区,teller,2026-11-02
R7002,司徒明,湖滨支行,滨江片区,lobby,2026-11-02
R7003,贺知秋,湖滨支行,滨江片区,teller,2026-02-30
"""
WAYS = {"phone-zh": {"width": 360, "lang": "zh"}, "desk-en": {"width": 1280, "lang": "en"}}


@pytest.mark.parametrize("way", WAYS)
def test_a_list_of_staff_is_looked_at_mended_applied_and_taken_back(browser: Browser, address: str, tmp_path: Path, way: str):
    he = Learner(browser, address, **WAYS[way])
    he.sign_in("H0001")
    sends(he, tmp_path, "wrong.csv", STAFF)
    expect(he.find("finding")).to_contain_text("2026-02-30")
    expect(he.page.get_by_test_id("apply")).to_have_count(0)
    he.press(he.find("drop"))

    sends(he, tmp_path, "staff.csv", STAFF.replace("2026-02-30", "2026-11-02"))
    assert (counted(he, "added"), counted(he, "founded"), counted(he, "closed")) == ("3", "1", "0")
    he.press(he.find("apply"))
    expect(he.find("applied")).to_be_visible(timeout=30_000)
    he.look()
    he.go("/people/R7001")
    expect(he.page.locator(".page-head")).not_to_contain_text("已离职" if he.lang == "zh" else "Left")
    he.page.go_back()

    he.press(he.find("undo"))
    expect(he.page.locator("[data-testid=roster][data-state=undone]")).to_be_visible(timeout=30_000)
    he.look()
    he.go("/people/R7001")  # the row stays: nothing that was written is deleted
    expect(he.page.locator(".page-head")).to_contain_text("已离职" if he.lang == "zh" else "Left")
    he.close()


def sends(he: Learner, folder: Path, name: str, text: str) -> None:
    """Send a list and wait until it is read."""
    (folder / name).write_text(text, encoding="gb18030")
    he.go("/roster/")
    he.look()
    he.page.locator("input[type=file]").set_input_files(folder / name)
    he.press(he.find("send-partial"))
    expect(he.page.locator("[data-testid=roster][data-state=ready]")).to_be_visible(timeout=30_000)
    he.look()


def counted(he: Learner, name: str) -> str:
    return he.page.locator(f"[data-count={name}]").first.inner_text()


def test_hr_asks_who_is_reminded_tomorrow_and_why_somebody_is_not(browser: Browser, address: str):
    he = Learner(browser, address, width=360)
    he.sign_in("H0001")
    he.go("/reports/completion")
    he.press(he.find("reminders-of-tomorrow"))
    he.look()
    told = he.find("outcomes").locator("a")
    count = int(told.first.locator(".num").inner_text())
    he.press(told.first)
    he.look()
    assert min(count, 50) == he.find("reminders").locator("> li").count()
    he.close()
