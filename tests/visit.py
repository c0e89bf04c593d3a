"""The browserless visitor: signs a person in, holds every page to the house rules, posts forms with their CSRF field."""

import re
import secrets
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from learning.base.aside import aside
from learning.people import verbs
from learning.people.models import Person
from learning.web.sessions import digest


class Visitor:
    """One browser. ``get`` and ``post`` return the HTML (or the answer itself with ``raw=True``)."""

    def __init__(self, app: Flask, person: Person | None) -> None:
        self.app, self.client = app, FlaskClient(app, app.response_class, use_cookies=True)
        self.token = secrets.token_urlsafe(32)
        self.client.set_cookie("sid", self.token)
        if person is not None:
            bank = app.extensions["zhili"]
            with aside(bank.sessions) as db:
                verbs.open_session(db, digest(self.token), person.id, {}, at=bank.clock.now(), device="test", source="127.0.0.1")

    def get(self, path: str, *, status: int = 200, htmx: bool = False, raw: bool = False, **headers: str) -> Any:
        answer = self.client.get(path, headers=_headers(htmx, headers))
        assert answer.status_code == status, f"GET {path}: {answer.status_code}, wanted {status}\n{answer.text[:2000]}"
        if not raw and answer.mimetype == "text/html" and status == 200 and not htmx:
            check_page(path, answer.text)
        return answer if raw else answer.text

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int = 303, htmx: bool = False, csrf: bool = True,
             raw: bool = False, **headers: str) -> Any:  # fmt: skip
        answer = self.client.post(path, data=self._with_token(data or {}, csrf), headers=_headers(htmx, headers))
        assert answer.status_code == status, f"POST {path}: {answer.status_code}, wanted {status}\n{answer.text[:2000]}"
        return answer if raw else (answer.location if status == 303 else answer.text)

    def follow(self, path: str, data: dict[str, Any] | None = None) -> str:
        """Post, then read the page it leads to."""
        return self.get(self.post(path, data))

    def _with_token(self, data: dict[str, Any], csrf: bool) -> dict[str, Any]:
        return {**data, "csrf_token": self._csrf()} if csrf else data

    def _csrf(self) -> str:
        from flask_wtf.csrf import generate_csrf  # noqa: PLC0415 -- wants a request

        cookie = self.client.get_cookie("sid")
        with self.app.test_request_context(headers={"Cookie": f"sid={cookie.value if cookie else self.token}"}):
            return generate_csrf()


class Visit:
    """``visit(cast.lin)``: her browser; ``visit(None)``: a stranger's."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, person: Person | None = None) -> Visitor:
        return Visitor(self.app, person)


def _headers(htmx: bool, more: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {**({"HX-Request": "true"} if htmx else {}), **named}


def check_page(path: str, html: str) -> None:
    """The house rules every page keeps; the message says which."""
    assert len(re.findall(r"<h1[\s>]", html)) == 1, f"{path}: a page has exactly one h1"
    assert re.search(r"<html[^>]* lang=\"(zh-CN|en)\"", html), f"{path}: the page must name its language"
    assert re.search(r"<title>[^<]+</title>", html), f"{path}: the page needs a title"
    for bad, why in (
        (r"\son\w+=\"", "no inline handlers"), (r"<style[\s>]", "no inline style element"), (r"\sstyle=\"", "no style attribute"),
        (r"<script(?![^>]*\ssrc=)", "no inline script"), (r"(?:src|href)=\"(?:https?:)?//(?!127\.0\.0\.1)", "nothing from outside"),
        (r"hx-on", "no hx-on"),
    ):  # fmt: skip
        found = re.search(bad, html)
        assert not found, f"{path}: {why}: …{html[max(0, found.start() - 60) : found.end() + 60]}…"
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", html, re.S | re.I):
        assert "csrf_token" in form, f"{path}: a form without its CSRF field: {form[:200]}"
    ids = re.findall(r"\sid=\"([^\"]+)\"", html)
    assert len(ids) == len(set(ids)), f"{path}: an id stands twice: {sorted({i for i in ids if ids.count(i) > 1})}"


def plain(answer: TestResponse) -> str:
    """The text of an answer without tags, spaces folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))
