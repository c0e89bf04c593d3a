"""A crawler without a browser: everything that can be reached from some addresses, in every form it is given out.

crawl = Crawl(visit(cast.lin), every_address(app, world, "own"))
for answer in crawl.answers(): …        # each address × Accept × language × htmx or not
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import TestResponse

from tests.test_matrix import UNGUARDED, value
from tests.visit import Visitor
from tests.world import World

PLAIN = {"Accept": "text/html", "Accept-Language": "zh"}
ALL_WAYS = (
    PLAIN,
    {"Accept": "text/html", "Accept-Language": "en", "Accept-Encoding": "gzip"},
    {"Accept": "application/json", "Accept-Language": "zh"},
    {"Accept": "*/*", "Accept-Language": "en"},
    {"Accept": "text/html", "Accept-Language": "zh", "HX-Request": "true"},
    {"Accept": "*/*", "Accept-Language": "en", "HX-Request": "true"},
)
LEAVES = ("/sign-out", "/profile/sign-outs", "/static/")
"""Where a crawler does not go: out, and to the files that are the same for everybody."""


@dataclass(frozen=True)
class Seen:
    """One answer."""

    path: str
    way: dict[str, str]
    answer: TestResponse

    @property
    def text(self) -> str:
        """The words of the answer with its headers; an XLSX unpacked."""
        body = self.answer.get_data()
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                body = b"\n".join(book.read(name) for name in book.namelist())
        return f"{self.answer.headers}\n{body.decode('utf-8', 'replace')}"

    def __str__(self) -> str:
        return f"{self.path} {self.way} → {self.answer.status_code}"


class Form:
    """A form of a page with the fields as they stand in it."""

    def __init__(self, method: str, action: str) -> None:
        self.method, self.action, self.fields = method, action, list[tuple[str, str]]()


class Page(HTMLParser):
    """The addresses and forms of a page, and whatever in it could run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links, self.forms, self.alarms = set[str](), list[Form](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: told or "" for name, told in attrs}
        self.alarms += [f"<{tag} {name}>" for name in given if name.startswith("on")]
        self.alarms += [f"<{tag} {name}={told}>" for name, told in given.items() if told.lower().strip().startswith("javascript:")]
        if tag == "script" and "src" not in given:
            self.alarms.append("<script>")
        self.links |= {given[name] for name in ("href", "src", "hx-get", "data-url", "data-src") if name in given}
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        elif self.forms and tag in ("input", "textarea", "button", "option") and (given.get("name") or tag == "option"):
            self.forms[-1].fields.append((given.get("name", ""), given.get("value", "")))


class Crawl:
    """Reads whatever one browser reaches by links from the given addresses."""

    def __init__(self, browser: Visitor, seeds: Iterable[str], *, most: int = 400) -> None:
        self.browser, self.most = browser, most
        self.waiting, self.paths, self.forms = list(seeds), set[str](), dict[tuple[str, str, tuple[str, ...]], Form]()

    def answers(self, ways: Iterable[dict[str, str]] = ALL_WAYS) -> Iterator[Seen]:
        while self.waiting and len(self.paths) < self.most:
            path = self.waiting.pop(0)
            if path in self.paths:
                continue
            self.paths.add(path)
            for way in ways:
                answer = self.browser.client.get(path, headers=way)
                self._follow(answer)
                yield Seen(path, way, answer)

    def _follow(self, answer: TestResponse) -> None:
        if answer.location:
            self._add(answer.location)
        if answer.mimetype != "text/html":
            return
        page = Page(answer.get_data(as_text=True))
        for link in page.links:
            self._add(link)
        for form in page.forms:
            names = tuple(sorted({name for name, _ in form.fields if name}))
            self.forms.setdefault((form.method, form.action, names), form)

    def _add(self, link: str) -> None:
        path = link.split("#")[0]
        if path.startswith("/") and not path.startswith(("//", *LEAVES)) and not re.search(r"[?&]lang=", path):
            self.waiting.append(path)


def every_address(app: Flask, world: World, *whose: str) -> list[str]:
    """Every route one can GET, with the ids of these things."""
    adapter, found = app.url_map.bind("localhost"), list[str]()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in UNGUARDED:
            continue
        for thing in whose:
            named = {name: value(name, rule, world.things[thing]) for name in rule.arguments}
            if None not in named.values():
                found.append(adapter.build(rule.endpoint, named))
            if "passed" in world.things[thing] and "attempt" in rule.arguments:
                found.append(adapter.build(rule.endpoint, {**named, "attempt": world.things[thing]["passed"]}))
    return list(dict.fromkeys(found))
