"""No key leaves the server before it may: every secret of the course is a canary, and an employee with an open attempt looks
everywhere for one."""

import gzip
import re
from uuid import UUID

import pytest
from sqlalchemy import func, select

from learning.publishing import verbs as publishing
from learning.quiz.models import AttemptItem
from tests import ten
from tests.cast import MORNING
from tests.courses import BANK, EXAM, TINY, changed
from tests.quiz import hands

BANK_EN = BANK.replace(".md", ".en.md")
EXAM_EN = EXAM.replace(".md", ".en.md")
SECRETS = [
    (BANK, "  > 对。\n- [ ] 边填", "  > CANARY-FEEDBACK-1\n- [ ] 边填"),
    (BANK, "解析：先看人，再看表。", "解析：CANARY-EXPLANATION-1\n\n来源：CANARY-SOURCE-1"),
    (
        BANK,
        "  > 噪声会让等候显得更长。\n\n解析：有信息、有事做的等候，感觉更短。",
        "  > CANARY-FEEDBACK-2\n\n解析：CANARY-EXPLANATION-2",
    ),
    (BANK, "解析：任何情况下都不得代客户输入密码。", "解析：CANARY-EXPLANATION-3"),
    (
        BANK,
        "[[迎声]]、问有 [[答声|应声]]、走有 [[送声]]",
        "[[CANARY-GAP-1]]、问有 [[CANARY-GAP-2|CANARY-GAP-3]]、走有 [[CANARY-GAP-4]]",
    ),
    (BANK, "解析：最容易漏的是送声。", "解析：CANARY-EXPLANATION-4"),
    (BANK, "答案：10 ± 2 秒\n\n解析：本课的标准是十秒。", "答案：735190 秒\n\n解析：CANARY-EXPLANATION-5"),
    (BANK_EN, "  > Right.\n- [ ] Nod", "  > CANARY-FEEDBACK-E\n- [ ] Nod"),
    (BANK_EN, "Explanation: The person first, the form second.", "Explanation: CANARY-EN-1\n\nSource: CANARY-EN-SOURCE"),
    (BANK_EN, "[[welcome]]", "[[CANARY-GAP-E1]]"),
    (BANK_EN, "Answer: 10 ± 2 seconds", "Answer: 735190 seconds"),
    (BANK_EN, "Explanation: The standard of this lesson is ten seconds.", "Explanation: CANARY-EN-2"),
    (EXAM, "标签 结业 | 3 | 2", "标签 结业 | 5 | 2"),
]
CANARY = re.compile("CANARY|735190")
ACCEPTED = ("text/html", "application/json", "*/*", "text/plain", "application/xml")


@pytest.fixture
def secrets(db, cast):
    tree = TINY
    for path, old, new in SECRETS:
        tree = changed(tree, path, old, new)
    publishing.publish(db, tree, by_id=None, note="canaries", at=MORNING)
    db.commit()


def found_in(answer) -> list[str]:
    body = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    return CANARY.findall(body.decode("utf-8", "replace")) + CANARY.findall(str(answer.headers))


def test_an_employee_with_an_open_attempt_finds_no_key_anywhere(app, db, cast, visit, secrets):
    lin = visit(cast.lin)
    path = lin.post(f"{hands.EXAM}/attempts").removesuffix("/1")
    seen: set[str] = set()
    wanted = ["/", hands.EXAM, path, *(f"{path}/{n}" for n in range(7)), f"{path}/hand-in", f"{path}/review", *addresses(app, path)]
    while wanted:
        address = wanted.pop()
        if address in seen:
            continue
        seen.add(address)
        for headers in askings(address):
            answer = lin.client.get(address, headers=headers)
            assert answer.status_code < 500 or address == "/readyz", address
            assert not found_in(answer), f"{address} with {headers}: {found_in(answer)}"
            text = answer.text
            answer.close()
        links = re.findall(r'(?:href|src|action)="(/[^"#]*)"', text) if answer.mimetype == "text/html" else []
        wanted += [link.replace("&amp;", "&") for link in links if is_worth_a_look(link)]
    assert len(seen) > 40


def is_worth_a_look(link) -> bool:
    """The other language of a page that knows no question, and pictures, are left out: they would only take time."""
    return not ("sign-out" in link or ("lang=" in link and not link.startswith(("/attempts", "/courses"))) or ".svg" in link)


def askings(address) -> list[dict[str, str]]:
    """In how many ways to ask for an address; the page as a browser gets it comes last."""
    page = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    if address.startswith("/static"):
        return [page]
    more = [{"Accept": accept} for accept in ACCEPTED[1:]] if address.startswith("/attempts") else [{"Accept": "application/json"}]
    return [*more, {"Accept": "text/html", "HX-Request": "true"}, page]


def addresses(app, path) -> list[str]:
    """Every GET route of the house, its ids filled with what Lin knows."""
    known = {
        "course": "greeting", "step": "greeting-exam", "attempt": UUID(path.rsplit("/", 1)[1]), "n": 1, "number": "E0001",
        "requirement": "greeting", "name": "queue.md", "filename": "../content/courses/greeting/bank/queue.md",
    }  # fmt: skip
    built = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and rule.arguments <= known.keys():
                built.append(app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments}))
    return built


def test_saving_and_being_refused_tells_no_key(db, cast, visit, secrets):
    lin = visit(cast.lin)
    path = lin.post(f"{hands.EXAM}/attempts").removesuffix("/1")
    for n in range(1, 6):
        for value in ("A", "B", "C", "true", "false", "1", "word", "\x00", "x" * 3000):
            for accept in ACCEPTED[:2]:
                data = lin._with_token({"question": str(n), "value": value, "go": "stay"}, csrf=True)
                answer = lin.client.post(f"{path}/answers", data=data, headers={"Accept": accept})
                assert answer.status_code in (200, 303, 422)
                assert not found_in(answer)
        assert not found_in(lin.get(f"{path}/{n}?lang=en", raw=True))


def test_the_canaries_sing_in_the_review(db, cast, visit, secrets):
    """The test above proves nothing if its canaries cannot be seen at all."""
    lin = visit(cast.lin)
    path = lin.post(f"{hands.EXAM}/attempts").removesuffix("/1")
    lin.post(f"{path}/hand-in")
    assert db.scalar(select(func.count(AttemptItem.id))) == 5
    db.commit()
    heard = {
        word for lang in ("zh", "en") for word in re.findall(r"CANARY-[A-Z]+-\w+|735190", lin.get(f"{path}/review?lang={lang}"))
    }
    assert {"CANARY-FEEDBACK-1", "CANARY-SOURCE-1", "CANARY-GAP-3", "CANARY-GAP-E1", "CANARY-EN-1", "735190"} <= heard
    assert {f"CANARY-EXPLANATION-{n}" for n in range(1, 6)} <= heard
    visit(cast.chen).get(f"{path}/review", status=404)


TEN_SECRETS = [
    (ten.QUIZ, "解析：先看人，再办事。", "解析：CANARY-TEN-1"),
    (ten.QUIZ, "参考答案：各位客户", "参考答案：CANARY-TEN-2 各位客户"),
    (ten.QUIZ, "- 2 分：先道歉", "- 2 分：CANARY-TEN-3"),
    (ten.QUIZ, "- 1 分：语气平和", "- 1 分：CANARY-TEN-4"),
    (ten.QUIZ_EN, "Model answer: Ladies", "Model answer: CANARY-TEN-5 Ladies"),
    (ten.QUIZ_EN, "- 2 points: apologises first", "- 2 points: CANARY-TEN-6"),
    ("courses/greeting/bank/more.md", "参考答案：您好", "参考答案：CANARY-TEN-7 您好"),
    ("courses/greeting/bank/more.md", "- 1 分：有称呼", "- 1 分：CANARY-TEN-8"),
]


def test_the_other_types_tell_no_key_either(db, cast, visit):
    """Model answers and marking points come out after handing in, in a lesson after writing; the file's order never."""
    tree = ten.TEN
    for secret in TEN_SECRETS:
        tree = changed(tree, *secret)
    publishing.publish(db, tree, by_id=None, note="canaries", at=MORNING)
    db.commit()
    lin = visit(cast.lin)
    path = lin.post("/courses/greeting/quizzes/ten-types/attempts").removesuffix("/1")
    lesson = "/courses/greeting/lessons/first-sentence"
    for address in (*(f"{path}/{n}" for n in range(1, 12)), f"{path}/paper", f"{path}/hand-in", lesson, "/courses/greeting/"):
        for lang in ("zh", "en"):
            answer = lin.get(f"{address}?lang={lang}", raw=True)
            assert not found_in(answer), address
    for n in range(1, 12):
        for value in ("A", "1", "写了什么", "\x00", "x" * 3000):
            data = lin._with_token({"question": str(n), "value": value, "go": "stay"}, csrf=True)
            assert not found_in(lin.client.post(f"{path}/answers", data=data))
    written = lin.post(f"{lesson}/responses", {"item": "p-essay", "value": "您好"}, status=200, htmx=True)
    assert set(re.findall(r"CANARY-TEN-\d", written)) == {"CANARY-TEN-7", "CANARY-TEN-8"}
    lin.post(f"{path}/hand-in")
    heard = {word for lang in ("zh", "en") for word in re.findall(r"CANARY-TEN-\d", lin.get(f"{path}/review?lang={lang}"))}
    assert heard == {f"CANARY-TEN-{n}" for n in range(1, 7)}
