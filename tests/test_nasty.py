"""Nasty addresses, values, forms and bodies: never a 5xx, never a trace, always a sentence in the reader's language."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask, Request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from learning.certificates.rules import Window
from learning.web.request import SAFE
from tests.test_matrix import UNGUARDED, value
from tests.visit import Visitor
from tests.world import World

NASTY: dict[str, bytes] = {
    "nul": b"a\0b", "2^31": b"2147483648", "2^63": b"9223372036854775808", "10^30": b"1" + b"0" * 30, "-1": b"-1",
    "5000 digits": b"9" * 5000, "arabic digits": "٣٣".encode(), "bad utf-8": b"\xff\xfe\x80", "a surrogate": b"\xed\xa0\x80",
    "rtl": "\u202e\u2066abc".encode(), "crlf": b"a\r\nSet-Cookie: x=1", "up": b"../../../etc/passwd", "quotes": b"'\");--<\\%_",
    "nothing": b"", "nan": b"NaN", "early": b"0000-00-00", "late": b"9999-12-31",
    "format": b"%(x)s {x} {{ 7*7 }} %n", "astral": "𠮷🀄".encode() * 40, "combining": ("a" + "\u0301" * 500).encode(),
}  # fmt: skip
LONG = {"300 kB": "长".encode() * 100_000, "1 MB": b"x" * 1_000_000}
LANGUAGES = ("zh", "en")
REPORTS = {"as_of", "unit", "course", "state", "position", "after", "format"}
BY_REASON = {"people.disable", "people.enable", "people.sign_out_person", "certificates.revoke", "people.end_grant"}
"""Forms of one field: the reason."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Asked(ImmutableMultiDict[str, str]):
    """Remembers which names the views ask for."""

    names: set[str] = set()  # noqa: RUF012 -- one for the run, emptied before each request

    def get(self, key: str, *rest: Any, **more: Any) -> Any:
        Asked.names.add(key)
        return super().get(key, *rest, **more)

    def getlist(self, key: str, *rest: Any, **more: Any) -> Any:
        Asked.names.add(key)
        return super().getlist(key, *rest, **more)

    def __contains__(self, key: object) -> bool:
        Asked.names.add(str(key))
        return super().__contains__(key)


class Listening(Request):
    parameter_storage_class = Asked  # type: ignore[assignment]


@pytest.fixture
def world(app: Flask, db, cast) -> World:
    app.request_class = Listening
    app.extensions["certificates.checks"] = Window(10**6, app.extensions["zhili"].clock.now() - app.extensions["zhili"].clock.now())
    world = World.into(db, cast)
    world.things["own"]["session_id"] = 1
    return world


def keepers(visit, cast) -> dict[str, Visitor]:
    """Who gets furthest on which pages."""
    return {"lin": visit(cast.lin), "tao": visit(cast.tao), "he": visit(cast.he), "stranger": visit(None)}


def who_may(endpoint: str, allowed: str) -> str:
    if allowed == "anyone":
        return "stranger"
    if endpoint.startswith("publishing.") and allowed != "signed_in":
        return "tao"
    return "lin" if allowed == "signed_in" else "he"


def calm(answer: TestResponse, lang: str, about: Any) -> None:
    """No 5xx, no trace; a refusal is a page, in the reader's language, with something to do."""
    text = answer.get_data(as_text=True)
    assert answer.status_code < 500, f"{about}: {answer.status_code}"
    assert "Traceback" not in text, about
    assert "\n" not in answer.headers.get("Location", ""), about
    if answer.status_code < 400 or answer.status_code == 405:
        return
    if answer.mimetype == "application/json":
        told = answer.json.get("message", "")
    else:
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)
        assert heading, f"{about}: {answer.status_code} without a heading: {text[:200]}"
        told = re.sub(r"<[^>]+>", "", heading[1])
    assert told.strip(), about
    assert bool(CHINESE.search(told)) == (lang == "zh"), f"{about}: {told!r} for {lang}"


def rules(app: Flask, methods: tuple[str, ...]) -> Iterator[tuple[Any, str, str]]:
    """Each route with its method and who gets furthest there."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in UNGUARDED:
            continue
        allowed = app.view_functions[rule.endpoint].access.predicate.name  # type: ignore[attr-defined]
        for method in methods:
            if method in (rule.methods or ()):
                yield rule, method, who_may(rule.endpoint, allowed)


def address(rule: Any, world: World, **other: bytes) -> str:
    """The route's address with Lin's things, but for what is said."""
    out = rule.rule
    for name in rule.arguments:
        told = other[name] if name in other else str(value(name, rule, world.things["own"]) or "x").encode()
        out = re.sub(rf"<(?:\w+:)?{name}>", lambda _, told=told: quote_from_bytes(told, safe=""), out)
    return str(out)


def speaks(n: int) -> tuple[str, dict[str, str]]:
    lang = LANGUAGES[n % 2]
    return lang, {"Accept-Language": lang, "Accept": "text/html"}


def test_nasty_pieces_of_an_address(app, visit, cast, world):
    browsers, n = keepers(visit, cast), 0
    for rule, method, who in rules(app, ("GET", "POST")):
        for name in rule.arguments:
            for told in NASTY:
                n += 1
                lang, headers = speaks(n)
                path = address(rule, world, **{name: NASTY[told]})
                sent = {"data": {"csrf_token": browsers[who]._csrf()}} if method == "POST" else {}
                calm(browsers[who].client.open(path, method=method, headers=headers, **sent), lang, (method, rule.rule, name, told))
    assert n > 600


def test_nasty_values_behind_the_question_mark(app, visit, cast, world):
    """The names are those the views ask for; the reports read whatever is there."""
    browsers, n = keepers(visit, cast), 0
    for rule, method, who in rules(app, ("GET",)):
        path = address(rule, world)
        Asked.names.clear()
        browsers[who].client.open(path, method=method)
        names = (Asked.names - {"lang"}) | (REPORTS if "reports." in rule.endpoint else set())
        for name in sorted(names):
            for told, raw in NASTY.items():
                n += 1
                lang, headers = speaks(n)
                first = "course=greeting&" if rule.endpoint == "reports.people" and name != "course" else ""
                calm(
                    browsers[who].client.get(f"{path}?{first}{name}={quote_from_bytes(raw)}", headers=headers),
                    lang,
                    (path, name, told),
                )
    assert n > 300


RULE = {
    "whom": "unit", "number": "E0001", "position": "", "hired_from": "2019-01-01", "hired_until": "2026-12-31",
    "certificate_state": "lacks", "certificate": "", "certificate_before": "2027-01-01", "due": "fixed", "due_on": "2026-06-01",
    "due_days": "30", "mandatory": "y", "reason": "旺季", "meant": "y",
}  # fmt: skip


TERMS = {
    "title": "认证", "title_en": "Certification", "validity_n": "12", "validity_unit": "month", "window_n": "2",
    "window_unit": "month", "rule": "expiry", "minimum_n": "", "minimum_unit": "month", "grace": "30", "whole-greeting": "1",
    "whole-waiting": "1", "renewal-greeting": "", "renewal-waiting": "1", "example": "2028-02-29", "asked_by": "", "reason": "试",
    "act": "preview",
}  # fmt: skip


def valid(world: World) -> dict[str, dict[str, str]]:
    """What each form would take; every field in turn becomes nasty."""
    unit = str(world.things["own"]["unit_id"])
    days = {"from_on": "2026-09-01", "until_on": "2026-09-09"}
    why = {"reason": "试一试"}
    passwords = {"password": "kettle-lantern-1", "new_password": "kettle-lantern-22", "again": "kettle-lantern-22"}
    return {
        "people.open_session": {"number": "E0001", "password": "kettle-lantern-1", "next": "/courses/"},
        "people.use_code": {"number": "E0001", "code": "ABCD-EFGH", **passwords},
        "people.renew": {"number": "E0001", **passwords}, "people.password": passwords,
        "people.open_bank": {"number": "E0001", "name": "新", "unit": "全行", **passwords},
        "people.new_person": {"number": "N0001", "name": "新人", "name_en": "New", "unit_id": unit, "position": "teller",
                              "hired_on": "2026-03-02", "email": "a@b.c", "mobile": "13800000000"},
        "people.details": {"name": "林晓雯", "name_en": "Lin", "hired_on": "2020-01-01", "email": "a@b.c", "mobile": "138000"},
        "people.post": {"unit_id": unit, "position": "teller", "kind": "second", **days, **why},
        "people.be_absent": {"kind": "leave", **days, **why}, "people.end_absence": {"until_on": "2026-08-05", **why},
        "people.end_post": {"until_on": "2026-08-05", **why}, "people.grant": {"role": "head", "unit_id": unit, **days, **why},
        "roster.send": {"act": "partial"}, "reminders.channel": {"channel": "bell"}, "roster.apply": {"many": "1"},
        "people.leave": {"left_on": "2027-01-01", **why}, "people.sign_out_person": {}, "people.disable": {},
        "people.new_unit": {"code": "NN", "name": "新", "name_en": "New", "unit_id": unit, "from_on": "2026-03-02"},
        "people.rename_unit": {"name": "滨江支行", "name_en": "BJ", "position": "3"},
        "people.move_unit": {"unit_id": unit, "from_on": "2026-09-01", **why}, 
        "people.close_unit": {"closed_on": "2027-01-01", **why},
        "people.set_day": {"day": "2026-07-09", "kind": "holiday", "name": "日", "name_en": "Day"},
        "people.keep_settings": {"language": "", "theme": "auto", "text_size": "normal"},
        "study.assign": {"course": "greeting", **RULE, "unit": unit, "act": "preview"},
        "study.change": {**RULE, "unit": unit, "act": "preview"}, "study.extend": {"due_on": "2026-06-01", **why},
        "study.exempt": why, "study.take_back": why,
        "study.end": why, "certificates.revoke": {}, "certificates.show_name": {"shown": "yes"},
        "lessons.read": {"place": "demo", "percent": "50", "end": "1"}, "lessons.note": {"text": "记"}, 
        "lessons.bookmark": {"off": "1"},
        "lessons.respond": {"item": "q-first-words", "value": "A"},
        "reports.save": {"name": "每周一看", "rhythm": "weekly"},
        "certificates.make_certification": {"key_": "back-annual", **TERMS}, "certificates.set_terms": {"after": "1", **TERMS},
        "certificates.end_certification": why, "certificates.extend": {"until": "2026-09-01", **why},
        "certificates.suspend": {"from_on": "2026-09-01", "until": "2026-09-09", **why},
        "certificates.resume": {"back_on": "2026-09-05", **why}, "certificates.certify_for_now": {"until": "2026-09-01", **why},
        "certificates.withdraw": why, "records.privacy_versions": {"after": "1", "zh": "## 依据", "en": "", "act": "preview"},
        "publishing.flag": {"item": "first-sentence", "text": "不懂", "next": "/courses/greeting/"},
        "publishing.answer": {"text": "好"}, "notices.read_all": {"until": "5"},
        "quiz.answer": {"question": "1", "value": "A", "seq": "5", "key": "00000000-0000-4000-8000-000000000001", "go": "next",
                        "given_at": "1772411400000", "sent_at": "1772411400000"},
        "quiz.decide_late": {"reason": "断网", "decision": "accept"},
        "quiz.bookmark": {"question": "2", "marked": "1", "value": "A", "seq": "5", "key": "x", "go": "next"},
    }  # fmt: skip


def sealed(browser: Visitor, data: dict[str, Any]) -> bytes:
    """A form as bytes, so that a value may be no text at all."""
    fields = {"csrf_token": browser._csrf().encode()} | {k: v if isinstance(v, bytes) else v.encode() for k, v in data.items()}
    return b"&".join(k.encode() + b"=" + quote_from_bytes(v, safe="").encode() for k, v in fields.items())


WORDY = ("reason", "text", "value", "password")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def forms(app, visit, cast, world) -> list[tuple[str, Visitor, dict[str, str], str]]:
    """Every form: address, who sends it, what it would take, its endpoint. A form that is not listed above is found by name."""
    browsers, known, out = keepers(visit, cast), valid(world), []
    for rule, _method, who in rules(app, ("POST",)):
        if rule.endpoint not in ("people.sign_out", "people.sign_out_everywhere"):
            out.append((address(rule, world), browsers[who], known.get(rule.endpoint, {}), rule.endpoint))
    return out


def test_every_form_that_reads_something_is_listed(app, visit, cast, world, forms):
    """A new form must be added to ``valid``, or nobody would be nasty to it."""
    missing = []
    for path, browser, data, endpoint in forms:
        Asked.names.clear()
        browser.client.post(path, data=sealed(browser, data), content_type=FORM)
        unknown = Asked.names - set(data) - {"csrf_token", "lang", "next", "value", "course", "whom", "number", "again", "_method"}
        if unknown and not data:
            missing.append((endpoint, unknown))
    assert [(endpoint, names) for endpoint, names in missing if endpoint not in BY_REASON] == []


def test_nasty_values_in_every_field(forms):
    n = 0
    for path, browser, data, endpoint in forms:
        for name in data or ("reason",):
            for told, raw in (NASTY | (LONG if name in WORDY else {})).items():
                n += 1
                lang, headers = speaks(n)
                sent = sealed(browser, {**data, name: raw})
                answer = browser.client.post(path, data=sent, content_type=FORM, headers=headers)
                calm(answer, lang, (endpoint, name, told))
                assert told != "1 MB" or answer.status_code == 413, (endpoint, name)
    assert n > 1000


def test_nasty_bodies(forms):
    """Ten thousand fields, the wrong kind of body, half a body; the token travels in the header."""
    many = b"&".join(b"f%d=x" % n for n in range(10_000))
    parts = b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(10_000)) + b"--b--\r\n"
    bodies: list[tuple[str, bytes, str | None]] = [
        ("10,000 fields", many, FORM), ("10,000 parts", parts, "multipart/form-data; boundary=b"),
        ("no boundary", parts[:400], "multipart/form-data"), ("half a part", parts[:70], "multipart/form-data; boundary=b"),
        ("json", b'{"text": "x", "question": 1}', "application/json"), ("broken json", b"{", "application/json"),
        ("text", b"text=x", "text/plain"), ("nothing said", b"text=x", None), 
        ("no such charset", b"text=x", f"{FORM}; charset=klingon"),
        ("not utf-8", b"text=\xff\xfe&\xff=\xfe&question=\xff", FORM), ("7 MB", b"x" * 7_000_000, "application/octet-stream"),
    ]  # fmt: skip
    for n, (path, browser, _data, endpoint) in enumerate(forms):
        for m, (told, body, kind) in enumerate(bodies):
            lang, headers = speaks(n + m)
            headers |= {"X-CSRFToken": browser._csrf()}
            answer = browser.client.post(
                path, input_stream=io.BytesIO(body), content_length=len(body), content_type=kind, headers=headers
            )
            calm(answer, lang, (endpoint, told))


def test_nasty_headers(app, visit, cast, world):
    lin, n = visit(cast.lin), 0
    bad = [
        "",
        "\x7f",
        "ÿþ",
        ";;;,,,q=9",
        "*/*;q=banana",
        "0" * 4000,
        "%00",
        "bytes=9-1",
        'W/"',
        "-1",
        "9" * 400,
        "zh;q=NaN,en;q=-5",
    ]
    for header in ("Accept", "Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "HX-Request", "HX-Target",
                   "HX-Current-URL",
                   "User-Agent", "Sec-Fetch-Site", "Origin", "Referer", "X-Forwarded-For",
                   "X-Forwarded-Host", "Accept-Encoding"):  # fmt: skip
        for told in bad:
            for path in ("/", "/no-such-page", "/courses/greeting/assets/stand.png"):
                n += 1
                answer = lin.client.get(path, headers={header: told})
                assert answer.status_code < 500, (header, told, path)
                assert b"Traceback" not in answer.data, (header, told, path)
    cookies = app.test_client(use_cookies=False)
    for told in (*bad, "sid=", "sid=\xff", "sid=" + "x" * 4000, "lang=xx; device=%00; sid=a; sid=b"):
        assert cookies.get("/", headers={"Cookie": told}).status_code in (303, 401), told


FIELDS = [
    ("people.new_person", "he"), ("people.set_day", "he"), ("study.assign", "he"), ("quiz.answer", "lin"), ("lessons.note", "lin"),
    ("lessons.read", "lin"), ("publishing.flag", "lin"), ("people.open_session", "stranger"), ("notices.read_all", "lin"),
]  # fmt: skip


@settings(max_examples=120, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_bytes_in_whatever_fields(app, visit, cast, world, data):
    """Hypothesis mixes: any bytes in any number of fields at once."""
    endpoint, who = data.draw(st.sampled_from(FIELDS))
    person = {"lin": cast.lin, "he": cast.he, "stranger": None}[who]
    fields = valid(world)[endpoint]
    words = st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass"))
    nasty = st.one_of(st.binary(max_size=60), words, st.sampled_from(list(NASTY.values())))
    sent = {name: data.draw(st.one_of(st.just(told.encode()), nasty)) for name, told in fields.items()}
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint and set(rule.methods or ()) - set(SAFE))
    browser = app.extensions.setdefault("nasty", {}).setdefault(who, visit(person))
    answer = browser.client.post(
        address(rule, world), data=sealed(browser, sent), content_type=FORM, headers={"Accept-Language": "zh"}
    )
    calm(answer, "zh", (endpoint, sent))


@pytest.mark.parametrize(
    "end", ["\r\nSet-Cookie: x=1", "\n", "\0", "\\@evil", "//evil", "?a=\u202e", "#\x7f", "x" * 5000, "%0d%0aX: 1", "\ud800"]
)
def test_a_way_back_that_begins_well_and_ends_nastily(visit, cast, world, end):
    """``redirect`` of a value with a line break was a 500 in the toy."""
    lin = visit(cast.lin)
    sent = {"item": "first-sentence", "text": "不懂", "next": ("/courses/greeting/" + end).encode("utf-8", "surrogatepass")}
    answer = lin.client.post("/courses/greeting/flags", data=sealed(lin, sent), content_type=FORM)
    assert answer.status_code == 303
    assert answer.location.startswith("/courses/greeting/")
    assert "Set-Cookie" not in answer.location or "\n" not in answer.location
    assert "x=1" not in str(answer.headers.getlist("Set-Cookie"))
