"""A person at a browser: by mouse or thumb, or by keyboard alone; every page met is held to axe and to silence in the console."""

import html
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from learning.content.catalogue import Course, Question, Roleplay
from learning.content.reading import read_tree
from learning.content.roleplays.scoring import best_way, visits
from learning.content.shown import Words
from learning.content.tree import tree_of
from tests.chromium import new_context
from tests.serving import PASSWORD, ROOT

COURSE = "service-standards"
EXPECTED_NOISE = re.compile(r"net::ERR_INTERNET_DISCONNECTED|favicon")
EVERY_PICTURE = "Promise.all([...document.images].map(one => { one.loading = 'eager'; return one.decode().catch(() => {}) }))"
NOT_FOCUSED = "el => el !== document.activeElement && !el.contains(document.activeElement)"


def taught(key: str) -> Course:
    """What the course says, keys included; the browser never sees it."""
    tree, _ = tree_of(ROOT / "content")
    found = read_tree(tree).catalogue.course(key)
    assert found is not None
    return found


class Learner:
    """One person, one browser window."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1280, lang: str = "zh", keyboard: bool = False,  # noqa: PLR0913 -- ways of sitting there
                 javascript: bool = True, course: str = COURSE) -> None:  # fmt: skip
        self.address, self.lang, self.keyboard, self.javascript = address, lang, keyboard, javascript
        self.context = new_context(browser, width=width, lang=lang, java_script_enabled=javascript, base_url=address)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.said: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.course = taught(course)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED_NOISE.search(message.text):
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def close(self) -> None:
        self.context.close()
        assert self.said == [], f"the console is not silent: {self.said}"

    # --- hands

    def go(self, path: str) -> None:
        self.page.goto(path)

    def find(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid).first

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Click, or walk there with the Tab key and press."""
        if not self.keyboard:
            target.click()
            return
        self.walk_to(target)
        self.page.keyboard.press(key)

    def walk_to(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(200):
            if not target.evaluate(NOT_FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def type(self, field: Locator, text: str) -> None:
        if self.keyboard:
            self.walk_to(field)
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def choose(self, option: Locator) -> None:
        """A radio button or a tick: by its label, or with the keyboard as browsers do it."""
        if not self.keyboard:
            option.locator("xpath=ancestor::label").click()
            return
        if option.get_attribute("type") == "radio":
            self._walk_radios(option)
        else:
            self.walk_to(option)
            self.page.keyboard.press("Space")

    def _walk_radios(self, option: Locator) -> None:
        group = self.page.locator(f"input[type=radio][name='{option.get_attribute('name')}']")
        form = option.locator("xpath=ancestor::form").locator("input[type=radio]")
        radios = form if form.count() else group
        for _ in range(200):
            if radios.evaluate_all("all => all.includes(document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(radios.count()):
            if option.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("the arrow keys do not reach the choice")

    def look(self) -> None:
        """Hold the page to axe and to its width; without JavaScript axe cannot run."""
        if self.javascript:
            held = (self.page.viewport_size or {})["width"]  # innerWidth grows with a page that is too wide for a phone
            assert self.page.evaluate("document.documentElement.scrollWidth") <= held, self.page.url
            self._ask_axe()

    def _ask_axe(self) -> None:
        """On a window as tall as the page: what happens to lie under the phone's tab bar can be scrolled free by a person."""
        self.page.evaluate(EVERY_PICTURE)  # one that comes late would push the foot of the page under the bar again
        held = self.page.viewport_size or {"width": 1280, "height": 800}
        tall = int(self.page.evaluate("document.documentElement.scrollHeight")) + 200
        self.page.set_viewport_size({"width": held["width"], "height": max(tall, held["height"])})
        found = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        self.page.set_viewport_size(held)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    # --- what people do

    def sign_in(self, number: str) -> None:
        self.go(f"/sign-in?lang={self.lang}")
        self.look()
        self.type(self.page.locator("[name=number]"), number)
        self.type(self.page.locator("[name=password]"), PASSWORD)
        self.press(self.find("sign-in"))
        self.page.wait_for_url(re.compile(r"/(\?.*)?$"))
        self.look()

    def answer(self, place: Locator) -> None:
        """Give the right answer to the question in this place."""
        shown = place.locator("fieldset.ask")
        question = self.recognise(shown)
        give = {
            "single": self._tick, "multiple": self._tick, "truefalse": self._say, "gaps": self._fill, "number": self._number,
            "order": self._order, "match": self._pair, "classify": self._pair, "essay": self._write,
        }  # fmt: skip
        give[question.kind](shown, question)

    def recognise(self, shown: Locator) -> Question:
        """Which question this is, by its words: the page of an attempt gives no other hint."""
        words = _folded(shown.locator(".stem").inner_text())
        asked = [part for one in self.course.questions.values() for part in one.asked]
        return next(one for one in asked if _stem(one, self.lang) == words)

    def _tick(self, shown: Locator, question: Question) -> None:
        right = [_plain(choice.text.in_(self.lang)) for choice in question.choices if choice.mark == 1]
        for option in shown.locator("label.opt").all():
            if _folded(option.locator(".opt-text").inner_text()) in right and not option.locator("input").is_checked():
                self.choose(option.locator("input"))

    def _say(self, shown: Locator, question: Question) -> None:
        self.choose(shown.locator(f"input[value={'true' if question.answer else 'false'}]"))

    def _fill(self, shown: Locator, question: Question) -> None:
        for gap, field in zip(question.answer, shown.locator("input.gap").all(), strict=True):
            field.fill("") if not self.keyboard else None
            self.type(field, gap.in_(self.lang)[0])

    def _number(self, shown: Locator, question: Question) -> None:
        middle: Fraction = (question.answer.low + question.answer.high) / 2
        self.type(shown.locator("input[name=value]"), f"{float(middle):g}")

    def _order(self, shown: Locator, question: Question) -> None:
        """With a script by the arrows of the cards, without one by the number before each step."""
        wanted = [self._row(row.left) for row in question.rows]
        if not self.javascript:
            for place in shown.locator("li.place").all():
                place.locator("select").select_option(str(wanted.index(_folded(place.locator("label").inner_text())) + 1))
            return
        cards = shown.locator("li.card")
        for n, step in enumerate(wanted):
            while (at := self._shown_order(cards).index(step)) > n:
                self.press(cards.nth(at).locator("[data-move='-1']"))
        if shown.locator("[data-keep-order]").is_visible():
            self.press(shown.locator("[data-keep-order]"))

    def _row(self, words: Words | None) -> str:
        return _plain(words.in_(self.lang)) if words else ""

    def _shown_order(self, cards: Locator) -> list[str]:
        return [_folded(one) for one in cards.locator(".card-text").all_inner_texts()]

    def _pair(self, shown: Locator, question: Question) -> None:
        """By the list beside each row: matching and sorting into groups."""
        right = {self._row(row.left): self._row(row.right) for row in question.rows if row.left}
        for row in shown.locator("li.pair").all():
            wanted = right[_folded(row.locator("label").inner_text())]
            options = row.locator("option")
            labels = [_folded(one).partition("·")[2] for one in options.all_text_contents()]
            value = options.nth(labels.index(wanted)).get_attribute("value")
            if self.keyboard:
                self.walk_to(row.locator("select"))
            row.locator("select").select_option(value)

    def _write(self, shown: Locator, question: Question) -> None:
        self.type(shown.locator("textarea"), _plain(question.model.in_(self.lang)) if question.model else "…")

    def read_lesson(self) -> None:
        """Read to the end and answer what the lesson asks."""
        expect(self.page.locator("article h1")).to_be_visible()
        self.look()
        for n in range(self.page.get_by_test_id("asked").count()):
            asked = self.page.get_by_test_id("asked").nth(n)
            self.answer(asked)
            self.press(asked.get_by_test_id("answer"))
            expect(self.page.get_by_test_id("asked").nth(n).get_by_test_id("again")).to_be_visible()
        if not self.javascript:
            self.press(self.find("read-to-end"))
        elif self.keyboard:
            self.page.keyboard.press("End")
        else:
            self.page.locator("[data-end]").scroll_into_view_if_needed()
        expect(self.find("next-step")).to_be_visible()

    def take_exam(self) -> None:
        """Start, answer every question right, hand in."""
        self.look()
        self.press(self.find("start"))
        self.page.wait_for_url(re.compile(r"/attempts/.*/1$"))
        count = self.page.locator(".palette button").count()
        for n in range(1, count + 1):
            expect(self.page.locator(".palette [aria-current=step]")).to_have_text(str(n))
            if n in (1, count):
                self.look()
            self.answer(self.page.locator("form#answer"))
            if self.javascript and not self.keyboard:
                expect(self.page.locator(".saved")).to_contain_text("已保存" if self.lang == "zh" else "Saved")
            self.press(self.find("next"))
        self.page.wait_for_url(re.compile(r"/hand-in$"))
        self.look()
        self.press(self.find("hand-in-now"))
        self.page.wait_for_url(re.compile(r"/review$"))
        self.look()

    def play(self, scene: Roleplay, way: Sequence[int]) -> None:
        """Play a scene from its start page, every reply named by its place in the file, to the page of its result."""
        self.press(self.find("start"))
        self.page.wait_for_url(re.compile(r"/runs/[0-9a-f-]+$"))
        for n, visit in enumerate((one for one in visits(scene, way) if one.reply), 1):
            expect(self.find("n")).to_have_text(re.compile(rf"\b{n}\b|第 {n} 句"))
            if n in (1, len(way)):
                self.look()
            wanted = _plain(visit.reply.text.in_(self.lang)) if visit.reply else ""
            shown = [_folded(one) for one in self.page.locator(".choice > span:last-child").all_inner_texts()]
            self.press(self.page.locator(".choice").nth(shown.index(wanted)))
        self.page.wait_for_url(re.compile(r"/result$"))

    def play_unseen(self, key: str) -> None:
        """Play a scene the best way without drawing its pages: the same forms, sent as a browser sends them."""
        scene, ask = self.course.roleplays[key], self.context.request
        page = ask.get(f"/courses/{self.course.key}/roleplays/{key}").text()
        page = ask.post(f"/courses/{self.course.key}/roleplays/{key}/runs", form={"csrf_token": _token(page)}).text()
        for n, visit in enumerate((one for one in visits(scene, best_way(scene)) if one.reply), 1):
            wanted = _plain(visit.reply.text.in_(self.lang)) if visit.reply else ""
            shown = [_plain(one) for one in re.findall(r"<span hx-disable>(.*?)</span></button>", page, re.S)]
            run = re.search(r"/runs/[0-9a-f-]+/choices", page)
            sent = {"csrf_token": _token(page), "n": str(n), "choice": str(shown.index(wanted))}
            page = ask.post(run[0] if run else "", form=sent).text()


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


def _stem(question: Question, lang: str) -> str:
    return _plain("".join(getattr(block, "html", "") for block in question.stem.in_(lang))) or _folded(question.title.in_(lang))


def _plain(text: str) -> str:
    return _folded(html.unescape(re.sub(r"<[^>]+>", "", text)))


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def keep_picture(page: Page, folder: Path, name: str) -> None:
    """A screenshot for whoever wants to look."""
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
