"""The main job, as people do it: from a Markdown course to a certificate and HR's report, in a real browser."""

import csv
import io
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.learner import COURSE, Learner
from tests.serving import ROOT, flask

pytestmark = pytest.mark.browser
WAYS = {
    "phone-zh": {"width": 360, "lang": "zh"},
    "phone-en": {"width": 360, "lang": "en"},
    "desk-zh": {"width": 1280, "lang": "zh"},
    "desk-en": {"width": 1280, "lang": "en"},
    "keyboard": {"width": 1280, "lang": "zh", "keyboard": True},
    "without-javascript": {"width": 360, "lang": "zh", "javascript": False},
}


@pytest.mark.parametrize("way", WAYS)
def test_from_a_due_course_to_a_valid_certificate(browser: Browser, address: str, way: str, tmp_path: Path):
    lin = Learner(browser, address, **WAYS[way])
    lin.sign_in("E0001")
    expect(lin.page.locator("main")).to_contain_text("服务标准" if lin.lang == "zh" else "Service standards")

    lin.go(f"/courses/{COURSE}/")
    lin.look()
    for _ in range(12):
        lin.press(lin.find("continue"))
        lin.page.wait_for_url(re.compile("/(lessons|quizzes|roleplays)/"))
        if "/quizzes/" in lin.page.url:
            break
        if "/roleplays/" in lin.page.url:
            lin.play_unseen(urlsplit(lin.page.url).path.rpartition("/")[2])  # the pages of a scene: test_solo.py
        else:
            lin.read_lesson()
        lin.go(f"/courses/{COURSE}/")
    lin.take_exam()
    expect(lin.find("result")).to_contain_text("通过" if lin.lang == "zh" else "Passed")

    number = hold_certificate(lin, tmp_path)
    lin.close()
    anybody_may_check(browser, address, number, lin.lang)


def hold_certificate(lin: Learner, folder: Path) -> str:
    """Find the certificate, wait for the worker to print it, download it, and read where its QR code leads."""
    lin.go("/certificates/")
    lin.look()
    mine = lin.page.get_by_test_id("certificate").filter(has_text="服务标准" if lin.lang == "zh" else "Service standards").first
    lin.press(mine)
    for _ in range(60):
        if lin.page.get_by_test_id("paper").count():
            break
        lin.page.wait_for_timeout(1000)
        lin.page.reload()
    lin.look()
    number = urlsplit(lin.page.url).path.rstrip("/").rpartition("/")[2]
    paper = lin.context.request.get(f"/certificates/{number}/paper.pdf")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
    (folder / "paper.pdf").write_bytes(paper.body())
    words = PdfReader(folder / "paper.pdf").pages[0].extract_text()
    assert "服务标准" in words
    assert "Service standards" in words
    return number


def anybody_may_check(browser: Browser, address: str, number: str, lang: str) -> None:
    stranger = Learner(browser, address, width=360, lang=lang)
    stranger.go(f"/verify/{number}?lang={lang}")
    stranger.look()
    expect(stranger.find("state")).to_contain_text("有效" if lang == "zh" else "Valid")
    stranger.close()


def test_a_trainer_breaks_mends_and_publishes_while_a_learner_is_in_the_quiz(
    browser: Browser, address: str, data: Path, tmp_path: Path
):
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    bank = next((content / f"courses/{COURSE}/bank").glob("*[!n].md"))
    text = bank.read_text(encoding="utf-8")
    chen = Learner(browser, address)
    chen.sign_in("E0002")
    chen.go(f"/courses/{COURSE}/quizzes/standards-exam")
    chen.press(chen.find("start") if chen.find("start").count() else chen.find("go-on"))
    before = chen.page.locator("fieldset.ask").inner_text()

    bank.write_text(text.replace("属性：单选", "属性：单先", 1), encoding="utf-8")
    broken = flask(data, "content", "check", str(content))
    line = text[: text.index("属性：单选")].count("\n") + 1
    assert broken.returncode == 1
    assert re.search(rf"{bank.name}:{line}:\d+: E Q0[24] .*您是不是想写“单选”", broken.stdout), broken.stdout
    assert flask(data, "content", "publish", str(content), "--by", "T0001", "--note", "坏的").returncode == 1

    bank.write_text(text.replace("## ", "## （新）", 1), encoding="utf-8")
    assert flask(data, "content", "check", str(content)).returncode == 0
    published = flask(data, "content", "publish", str(content), "--by", "T0001", "--note", "改了一个标题")
    assert published.returncode == 0, published.stdout + published.stderr
    chen.page.reload()
    assert chen.page.locator("fieldset.ask").inner_text() == before
    chen.answer(chen.page.locator("form#answer"))
    expect(chen.page.locator(".saved")).to_contain_text("已保存")
    chen.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hr_sees_completion_by_branch_and_downloads_the_same_table(browser: Browser, address: str, lang: str):
    he = Learner(browser, address, lang=lang)
    he.sign_in("H0001")
    he.go("/reports/completion")
    he.look()
    board = he.find("board")
    heads = [_words(cell) for cell in board.locator("thead th").all_inner_texts()]
    rows = [[_words(cell) for cell in row.locator("th, td").all_inner_texts()] for row in board.locator("tbody tr").all()]
    assert len(rows) >= 6
    answer = he.context.request.get("/reports/completion?format=csv")
    table = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))
    assert any(set(_words(cell) for cell in row) & set(heads) for row in table)
    names = [_words(row[0]) for row in table if row]
    for row in rows:
        unit = row[0]
        assert any(name and name in unit for name in names), unit
    he.close()


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)
