"""Our two small scripts in a real browser: the notice before the session ends, and what was typed coming back."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import Page
from werkzeug.serving import make_server

from learning.web.access import allow, anyone, signed_in
from tests.chromium import launch, new_context

pytestmark = pytest.mark.browser

FORM = """{% extends "layout/page.html" %}{% block title %}form{% endblock %}{% block main %}<h1>form</h1>
<form method="post" action="/tests/form"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input name="reason"><textarea name="words"></textarea>
<input type="checkbox" name="agreed" value="1"><input type="password" name="secret">
<button>send</button></form>{% endblock %}"""
GATE = """{% extends "layout/bare.html" %}{% block main %}<h1>gate</h1>{% endblock %}"""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application with a form and a gate, on a port of its own."""

    def form() -> str:
        return "kept" if request.method == "POST" else render_template_string(FORM)

    app.add_url_rule("/tests/form", "form", allow(signed_in)(form), methods=["GET", "POST"])
    app.add_url_rule("/tests/gate", "gate", allow(anyone)(lambda: render_template_string(GATE)))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page() -> Iterator[Page]:
    with launch() as browser:
        yield new_context(browser, lang="en").new_page()


def come_in(page: Page, visitor, address: str) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sid", "value": visitor.token, "url": address}])


def write(page: Page, address: str) -> None:
    page.goto(f"{address}/tests/form")
    page.fill("[name=reason]", "rain in the lobby")
    page.fill("[name=words]", "mats and umbrellas")
    page.check("[name=agreed]")
    page.fill("[name=secret]", "not to be kept")


def written(page: Page) -> tuple[str, str, bool, str]:
    return (
        page.input_value("[name=reason]"),
        page.input_value("[name=words]"),
        page.is_checked("[name=agreed]"),
        page.input_value("[name=secret]"),
    )


NOTHING = ("", "", False, "")


def test_what_was_typed_is_back_after_a_new_sign_in(page, address, visit, cast):
    come_in(page, visit(cast.lin), address)
    write(page, address)

    page.goto(f"{address}/tests/gate")
    come_in(page, visit(cast.lin), address)
    page.goto(f"{address}/tests/form?lang=en")

    assert written(page) == ("rain in the lobby", "mats and umbrellas", True, "")
    assert page.inner_text("#notices") == "What you had typed is back."


def test_it_does_not_come_back_to_somebody_else(page, address, visit, cast):
    come_in(page, visit(cast.lin), address)
    write(page, address)

    page.goto(f"{address}/tests/gate")
    come_in(page, visit(cast.chen), address)
    page.goto(f"{address}/tests/form")

    assert written(page) == NOTHING
    come_in(page, visit(cast.lin), address)
    page.goto(f"{address}/tests/form")
    assert written(page) == NOTHING


def test_what_was_sent_or_left_does_not_come_back(page, address, visit, cast):
    come_in(page, visit(cast.lin), address)
    write(page, address)
    page.click("main button")
    page.goto(f"{address}/help/")
    page.goto(f"{address}/tests/gate")
    page.goto(f"{address}/tests/form")

    assert written(page) == NOTHING


def test_two_minutes_before_the_end_the_page_says_so(page, address, visit, cast):
    come_in(page, visit(cast.lin), address)
    page.clock.install()
    page.goto(f"{address}/?lang=en")

    page.clock.fast_forward("27:30")
    assert not page.is_visible("session-notice")
    page.clock.fast_forward("00:31")
    assert "ends in two minutes" in page.inner_text("session-notice")

    page.evaluate("document.dispatchEvent(new CustomEvent('zhili:saved'))")
    assert not page.is_visible("session-notice")
