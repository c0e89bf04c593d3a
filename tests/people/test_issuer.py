"""Signing in at the bank's own service: Lin comes in by it, a stranger and a forger do not.

The service is ``oidc-provider-mock``, a server of its own; the forger answers by hand what no honest one would.
"""

import re
import secrets
import socket
import subprocess
import sys
import time
import warnings
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import KeySet, OctKey, RSAKey

from learning.people import intake
from tests.serving import free_port
from tests.visit import Visitor

ISSUER = "https://id.bank.example"
KEY, FOREIGN = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})


class Stay(HTTPRedirectHandler):
    """Leaves a redirect as it is."""

    def redirect_request(self, *_answer):
        return None


@pytest.fixture
def door(app, bank, clock, cast, db):
    """The bank knows a service; its clock shows the hour that the service's clock shows."""

    def opened(issuer, **more):
        clock.at = datetime.now(UTC)
        named = {
            "oidc_issuer": issuer,
            "oidc_name": "启明统一认证",
            "oidc_secret": "shared between us",
            "outside_hosts": ("127.0.0.1", "id.bank.example"),
        }
        app.extensions["zhili"] = replace(bank, settings=replace(bank.settings, **named, **more))
        intake._known.clear()
        db.commit()

    return opened


@pytest.fixture(scope="module")
def service():
    people = [f'{{"sub": "{sub}", "preferred_username": "{number}"}}' for sub, number in (("lin", "E0001"), ("who", "E7777"))]
    port = free_port()
    told = [part for one in people for part in ("--user-claims", one)]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *told]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.kill()
    server.wait()


def at_the_service(address: str, sub: str) -> str:
    """Choose who one is on the service's page; where it sends the browser back to, without the host."""
    try:
        build_opener(Stay).open(Request(address, urlencode({"sub": sub}).encode()), timeout=10)
    except OSError as answer:
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("the service did not send the browser back")


def leaves(browser: Visitor, path: str = "/sign-in/issuer") -> str:
    return str(browser.get(path, status=302, raw=True).headers["Location"])


def test_lin_comes_in_by_the_service_to_the_page_she_wanted_and_leaves_it_again(visit, door, service):
    door(service)
    browser = visit()
    page = browser.get("/sign-in?next=/courses/")
    assert "通过启明统一认证登录" in page and 'name="password"' in page
    address = leaves(browser, re.search(r'href="(/sign-in/issuer[^"]*)"', page)[1])
    asked = {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid profile")
    before = browser.client.get_cookie("sid").value

    back = at_the_service(address, "lin")
    assert browser.get(back, status=303, raw=True).headers["Location"] == "/courses/"
    assert browser.client.get_cookie("sid").value != before
    assert "林" in browser.get("/profile")
    assert "另一个窗口" in visit().get(back, status=422)  # an answer is worth something in the browser that asked only

    assert browser.post("/sign-out", raw=True).headers["Location"] == "/sign-in?left=issuer"
    assert "在启明统一认证仍处于登录状态" in browser.get("/sign-in?left=issuer")
    out = urlsplit(leaves(browser, "/sign-in/issuer/out"))
    assert parse_qs(out.query)["post_logout_redirect_uri"] == ["http://localhost/sign-in"]
    browser.get("/profile", status=303)


def test_an_answer_counts_once_and_not_after_ten_minutes(visit, door, service, clock):
    door(service)
    browser = visit()
    back = at_the_service(leaves(browser), "lin")
    clock.at += timedelta(minutes=11)
    assert "等得太久" in browser.get(back, status=422)
    clock.at -= timedelta(minutes=11)
    browser.get(back, status=422)
    browser.get(at_the_service(leaves(browser), "lin"), status=303)


def test_whom_nobody_knows_here_stays_outside(visit, door, service):
    door(service)
    browser = visit()
    page = browser.get(at_the_service(leaves(browser), "who"), status=403)
    assert "E7777" in page and 'name="password"' in page
    browser.get("/profile", status=303)


def test_a_leaver_stays_outside(visit, door, service, db, cast):
    cast.lin.left_on = datetime.now(UTC).date()
    door(service)
    browser = visit()
    assert "E0001" in browser.get(at_the_service(leaves(browser), "lin"), status=403)


def test_a_service_that_is_silent_or_not_allowed_leaves_the_password(visit, door, cast):
    door("http://127.0.0.1:1")
    page = visit().get("/sign-in/issuer", status=503)
    assert "暂时没有响应" in page and 'name="password"' in page
    door("https://elsewhere.example")
    assert "LEARNING_OUTSIDE_HOSTS" in visit().get("/sign-in/issuer", status=409)
    door("http://id.bank.example")
    visit().get("/sign-in/issuer", status=409)  # plain http is for the machine itself


def test_without_a_service_there_is_no_such_door(visit, cast):
    assert "issuer" not in visit().get("/sign-in")
    for path in ("/sign-in/issuer", "/sign-in/issued?code=x&state=y", "/sign-in/issuer/out"):
        visit().get(path, status=404)


@pytest.fixture
def forger(door, monkeypatch, clock):
    """A service that says whatever the test puts into its token, with whatever key."""
    door(ISSUER)
    said = {"claims": {}, "key": KEY, "header": {"alg": "RS256", "kid": "one"}, "userinfo": {}, "keys": KEY, "metadata": {}}
    pages = {name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")}

    def answer(where, body=None, headers=None):
        if where.path.endswith("openid-configuration"):
            return 200, {"issuer": ISSUER, **pages, **said["metadata"]}
        if where.path == "/jwks_uri":
            return 200, KeySet([said["keys"]]).as_dict()
        if where.path == "/userinfo_endpoint":
            return 200, said["userinfo"]
        said["form"] = {name: value for name, [value] in parse_qs(body.decode()).items()}
        now = int(clock.at.timestamp())
        claims = {"iss": ISSUER, "sub": "lin", "aud": "zhili", "iat": now, "exp": now + 300, "nonce": said["nonce"],
                  "preferred_username": "E0001", **said["claims"]}  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        with warnings.catch_warnings(action="ignore", category=SecurityWarning):
            token = jwt.encode(said["header"], claims, said["key"], algorithms=["RS256", "HS256", "none"])
        return 200, {"id_token": token, "access_token": "t"}

    monkeypatch.setattr(intake, "call", answer)
    return said


def comes_back(browser, forger, **more):
    asked = parse_qs(urlsplit(leaves(browser)).query)
    forger["nonce"] = asked["nonce"][0]
    return f"/sign-in/issued?{urlencode({'code': 'c', 'state': asked['state'][0], **more})}"


def test_what_is_asked_for_the_code_proves_who_asks(visit, forger):
    browser = visit()
    browser.get(comes_back(browser, forger), status=303)
    assert set(forger["form"]) == {"grant_type", "code", "redirect_uri", "client_id", "code_verifier"}
    forger["metadata"] = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    intake._known.clear()
    other = visit()
    other.get(comes_back(other, forger), status=303)
    assert forger["form"]["client_secret"] == "shared between us"


LIES = [
    {"claims": {"aud": []}}, {"claims": {"aud": ["another"]}}, {"claims": {"aud": None}}, {"claims": {"sub": None}},
    {"claims": {"iss": "https://evil.example"}}, {"claims": {"nonce": "of another sign-in"}}, {"claims": {"nonce": None}},
    {"claims": {"exp": 1}}, {"claims": {"iat": 9_999_999_999}}, {"claims": {"preferred_username": None}},
    {"claims": {"preferred_username": ["E0001"]}}, {"key": FOREIGN},
    {"key": OctKey.import_key("shared between us, and long enough"), "header": {"alg": "HS256", "kid": "one"}},
    {"key": OctKey.import_key("nothing that counts"), "header": {"alg": "none"}},
    {"claims": {"preferred_username": None}, "userinfo": {"sub": "another", "preferred_username": "E0001"}},
    {"metadata": {"issuer": "https://evil.example"}},
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=[f"lie-{n}" for n in range(len(LIES))])
def test_a_lie_is_not_believed(visit, forger, caplog, lie):
    browser = visit()
    back = comes_back(browser, forger)
    intake._known.clear()
    forger.update(lie)
    assert "不可信" in browser.get(back, status=502)
    assert "is not taken" in caplog.text and "shared between us" not in caplog.text
    browser.get("/profile", status=303)


def test_a_number_that_only_userinfo_tells_is_taken(visit, forger):
    forger.update(claims={"preferred_username": None}, userinfo={"sub": "lin", "preferred_username": "e0001 "})
    browser = visit()
    browser.get(comes_back(browser, forger), status=303)
    assert "林" in browser.get("/profile")


def test_keys_that_were_changed_are_fetched_anew(visit, forger):
    first = visit()
    first.get(comes_back(first, forger), status=303)
    forger.update(key=FOREIGN, keys=FOREIGN)
    second = visit()
    second.get(comes_back(second, forger), status=303)


def test_who_gave_up_there_reads_what_else_there_is(visit, forger):
    browser = visit()
    page = browser.get(comes_back(browser, forger, error="access_denied"), status=422)
    assert "没有登录" in page and 'name="password"' in page


def test_a_mixed_up_answer_is_not_taken(visit, forger):
    browser = visit()
    browser.get(comes_back(browser, forger, iss="https://evil.example"), status=502)
    browser.get(comes_back(browser, forger, state=secrets.token_urlsafe(8)), status=422)
    assert browser.get(comes_back(browser, forger, error="server_error"), status=502)
