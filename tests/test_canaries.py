"""Words that must not come out: the keys of an open quiz, the people of the other branch, and what would run in a browser.

On SQLite only: what is shown does not depend on the database, and each test asks some hundred pages.
"""

import json
import re
from collections.abc import Iterable

import pytest
from sqlalchemy import select, update

from learning.people.models import Person
from learning.publishing.models import ItemRevision
from tests.conftest import DATABASES
from tests.courses import tiny
from tests.crawl import ALL_WAYS, PLAIN, Crawl, Page, Seen, every_address
from tests.quiz import hands
from tests.visit import Visitor
from tests.world import World

BANK = "courses/{}/bank/queue"
KEY = re.compile(r"CANARY-(?:greeting|waiting)-\w+|7351[79]|73521")


@pytest.fixture(autouse=True)
def only_once(request: pytest.FixtureRequest) -> None:
    if "sqlite" in DATABASES and "sqlite" not in request.node.name:
        pytest.skip("once is enough: on SQLite")


def with_canaries(course: str, tree: dict[str, bytes]) -> dict[str, bytes]:
    """The course with a word of its own in every feedback, explanation and accepted text."""
    for end, lang in ((".md", "zh"), (".en.md", "en")):
        path = BANK.format(course) + end
        words, count = tree[path].decode(), iter(range(100))

        def mark(found: re.Match[str], lang: str = lang, count: Iterable[int] = count) -> str:
            return f"{found[1]}CANARY-{course}-{lang}{next(iter(count))} "

        words = re.sub(r"(  > |解析：|Explanation: )", mark, words)
        words = re.sub(r"(\[\[[^|\]]+)(\||\]\])", rf"\1|CANARY-{course}-gap\2", words)
        if course == "waiting":
            words = re.sub(r"10 ± 2", "73519 ± 2", words)
        tree[path] = words.encode()
    return tree


@pytest.fixture
def world(db, cast) -> World:
    return World.into(db, cast, with_canaries("waiting", with_canaries("greeting", tiny("greeting", "waiting"))), sits=hands.wrong)


def found(seen: Iterable[Seen], canary: re.Pattern[str] = KEY) -> dict[str, set[str]]:
    """Where canaries came out: address → which."""
    out: dict[str, set[str]] = {}
    for one in seen:
        assert one.answer.status_code < 500, str(one)
        if words := set(canary.findall(one.text)):
            out.setdefault(one.path, set()).update(words)
    return out


def review(world: World, attempt: str) -> str:
    return f"/attempts/{world.things['own'][attempt]}/review"


def test_the_canaries_sing_where_they_may(app, visit, cast, world):
    """Or the tests below would prove nothing: her own review shows them in both languages."""
    out = found(Crawl(visit(cast.lin), [review(world, "passed")], most=1).answers())
    assert {word.split("-")[2][:2] for words in out.values() for word in words} >= {"zh", "en"}


def test_no_key_comes_out_before_handing_in(app, visit, cast, world):
    """Lin sits in the exam and opens whatever there is, hers and others', in every form."""
    crawl = Crawl(visit(cast.lin), every_address(app, world, "own", "other", "missing"))
    assert set(found(crawl.answers())) == {review(world, "passed")}
    assert len(crawl.paths) > 60


def test_after_handing_in_it_is_on_her_own_review_only(app, visit, cast, world):
    lin = visit(cast.lin)
    lin.post(f"/attempts/{world.things['own']['attempt']}/hand-in")
    out = found(Crawl(lin, every_address(app, world, "own")).answers(ALL_WAYS[1:3]))
    assert set(out) == {review(world, "passed"), review(world, "attempt")}
    assert all(word.split("-")[1] in ("greeting",) for word in out[review(world, "passed")])


@pytest.mark.parametrize("who", ["chen", "zhou", "an"])
def test_nobody_else_reads_the_keys_of_hers(app, visit, cast, world, who):
    visit(cast.lin).post(f"/attempts/{world.things['own']['attempt']}/hand-in")
    """But for those who may see her record: they read what she has been shown, and it is noted."""
    own = world.things["own"]
    out = found(Crawl(visit(getattr(cast, who)), every_address(app, world, "own")).answers([PLAIN]))
    record = {f"/people/E0001/attempts/{own[one]}" for one in ("passed", "attempt")}
    beside = {f"/people/E0002/attempts/{world.things['other']['passed']}"} if who == "an" else set()
    assert set(out) == (set() if who == "chen" else record | beside)


def test_no_key_comes_out_of_any_form_she_sends(app, visit, cast, world):
    """Every form of every page, sent with the values that stand in it; but for handing in and answering in the lesson."""
    lin = visit(cast.lin)
    crawl = Crawl(lin, every_address(app, world, "own"))
    list(crawl.answers([PLAIN]))
    sent = 0
    for (method, action, _names), form in list(crawl.forms.items()):
        if (
            method != "post"
            or action.endswith(("/hand-in", "/responses"))
            or action.startswith(("/sign-out", "/profile/sign-outs"))
        ):
            continue
        for way in (PLAIN, {"Accept": "application/json"}, {"HX-Request": "true"}):
            answer = lin.client.post(action, data=as_it_stands(form.fields, lin), headers=way)
            assert answer.status_code < 500, (action, form.fields)
            assert not KEY.findall(answer.get_data(as_text=True)), action
            sent += 1
    assert sent >= 15


def as_it_stands(fields: list[tuple[str, str]], browser: Visitor) -> dict[str, list[str]]:
    """The fields of a form as they stand, with a token that is fresh."""
    data: dict[str, list[str]] = {}
    for name, told in fields:
        if name:
            data.setdefault(name, []).append(told)
    return {**data, "csrf_token": [browser._csrf()]}


def test_an_answer_inside_a_lesson_shows_its_own_key_and_no_other(app, visit, cast, world):
    answer = visit(cast.chen).post(
        "/courses/waiting/lessons/first-sentence/responses", {"item": "q-first-words", "value": "A"}, status=200, htmx=True
    )
    shown = set(KEY.findall(answer))
    assert shown
    assert shown <= {f"CANARY-waiting-zh{n}" for n in range(5)}, "the five canaries of this one question"


def test_the_page_is_the_same_whatever_the_key(app, visit, cast, world, db):
    """A key need not be a word: with all marks turned round, and true false, an open question's page stays what it was."""
    lin, attempt = visit(cast.lin), world.things["own"]["attempt"]
    paths = [f"/attempts/{attempt}/{n}" for n in (1, 2, 3)] + [
        "/courses/waiting/lessons/first-sentence",
        f"/attempts/{attempt}/hand-in",
    ]
    before = [lin.get(path) for path in paths]
    for row in db.scalars(select(ItemRevision).where(ItemRevision.course == "waiting")):
        db.execute(
            update(ItemRevision)
            .where(ItemRevision.course == row.course, ItemRevision.item == row.item, ItemRevision.rev == row.rev)
            .values(payload=turned_round(row.payload))
        )
    db.commit()
    assert [lin.get(path) for path in paths] == before


def turned_round(payload: dict) -> dict:
    turned = json.loads(json.dumps(payload))
    if "marks" in turned:
        turned["marks"] = [[1 - num, den] if den == 1 else [num, den] for num, den in turned["marks"]]
    if isinstance(turned.get("answer"), bool):
        turned["answer"] = not turned["answer"]
    if "low" in turned:
        turned["low"], turned["high"] = [1, 1], [2, 1]
    return turned


# The other branch.

PEOPLE = re.compile(r"孙晓岚|Sun Xiaolan|钱宇航|Qian Yuhang|E0002")
NAMES = re.compile(r"孙晓岚|Sun Xiaolan|钱宇航|Qian Yuhang")
"""Where E0002 was asked for, an answer may repeat it."""


@pytest.fixture
def branches(db, cast) -> World:
    return World.into(db, cast)


def gutang_values(world: World) -> dict[str, list[str]]:
    things = world.things["other"]
    return {
        "q": ["孙晓", "sunx", "E0002", "%", "_"], "unit": [str(things["unit_id"]), "0", "-1"], 
        "number": ["E0002", things["certificate"]],
        "whom": ["person", "unit"], "after": ["E0001", "sun", "0"], "as_of": ["2026-02-27"], 
        "state": ["all", "overdue", "complete", "left"],
        "position": ["teller"], "course": ["greeting"], "page": ["1", "2"], "format": ["csv", "xlsx"], "ended": ["1"],
        "before": ["999999"], "again": ["q-first-words"], "year": ["2026"], "sort": ["name", "unit"], "next": ["/people/E0002"],
        "role": ["head"], "by": ["M0002"], "from": ["2026-01-01"], "until": ["2026-12-31"],
    }  # fmt: skip


def test_zhou_meets_nobody_of_gutang(app, visit, cast, branches):
    """Every page he reaches and every address with Sun's ids, in every form."""
    crawl = Crawl(visit(cast.zhou), every_address(app, branches, "own", "other"))
    out = found(crawl.answers([*ALL_WAYS[1:4], ALL_WAYS[4]]), PEOPLE)
    assert {path: words for path, words in out.items() if "E0002" not in path} == {}
    assert not [path for path, words in out.items() if any(NAMES.fullmatch(word) for word in words)]


def test_nor_by_filling_in_gutangs_values_anywhere(app, visit, cast, branches):
    """Each parameter that any page of ours reads, on each page, filled with Gutang's unit, number, certificate, names."""
    zhou, values = visit(cast.zhou), gutang_values(branches)
    bare = [path for path in every_address(app, branches, "own") if not path.startswith(("/static", "/profile/data"))]
    asked = [f"{path}?{name}={told}" for path in bare for name, many in values.items() for told in many[:2]]
    unit = values["unit"][0]
    asked += [
        f"/reports/completion{end}?unit={unit}&course=greeting&state={state}&format={form}"
        for end in ("", "/people") for state in ("", "overdue", "complete") for form in ("", "csv", "xlsx")
    ]  # fmt: skip
    asked += [
        f"/reports/completion/people?course=greeting&after={after}&format={form}" for after in ("", "E") for form in ("", "csv")
    ]
    asked += [f"/people/?q={q}&unit={unit}&state={state}" for q in values["q"] for state in ("all", "here", "left", "disabled")]
    out = found((Seen(path, PLAIN, zhou.client.get(path, headers=PLAIN)) for path in asked), NAMES)
    assert out == {}


def test_nor_by_sending_forms_about_them(app, visit, cast, branches):
    zhou, sun = visit(cast.zhou), branches.things["other"]
    unit = str(branches.things["own"]["unit_id"])
    common = {"course": "greeting", "due_on": "2026-04-01", "mandatory": "y", "unit": unit, "position": ""}
    zhou.post("/assignments/", {**common, "whom": "person", "number": "E0003"}, status=200)
    for more in ({"whom": "person", "number": "E0002"}, {"whom": "unit", "unit": str(sun["unit_id"])}):
        for act in ("", "save"):
            answer = zhou.post("/assignments/", {**common, **more, "act": act}, status=422, raw=True)
            assert not NAMES.findall(answer.text)


def test_qian_does_meet_them(visit, cast, branches):
    """The canaries are alive."""
    assert "孙晓岚" in visit(cast.qian).get("/people/")
    assert "孙晓岚" in visit(cast.qian).get(f"/reports/completion/people?course=greeting&unit={cast.gutang.id}")


# What would run.

X = "<script>alert(1)</script>\"'><b onxss=1>"


@pytest.fixture
def typed(app, visit, cast, db, branches) -> World:
    """X, typed by whoever owns the place, wherever a text can be typed."""
    lin, he, tao, zhou = (visit(person) for person in (cast.lin, cast.he, cast.tao, cast.zhou))
    own = branches.things["own"]
    lesson = "/courses/greeting/lessons/first-sentence"
    lin.post(f"{lesson}/note", {"text": X})
    lin.post("/courses/greeting/flags", {"item": "first-sentence", "text": X})
    attempt = own["attempt"]
    for n in (1, 2, 3):
        lin.client.post(f"/attempts/{attempt}/answers", data={"question": n, "value": [X, X, X], "csrf_token": lin._csrf()})
    tao.post(f"/publishing/flags/{own['flag_id']}/answer", {"text": X})
    zhou.post(
        "/assignments/",
        {"course": "waiting", "whom": "person", "number": "E0001", "unit": str(own["unit_id"]), "position": "",
         "due_on": "2026-04-01", "reason": X, "act": "save"},
    )  # fmt: skip
    he.post("/people/E0001/details", {"name": X, "name_en": X, "hired_on": "2020-01-01", "email": f"{X.replace(' ', '')}@x"})
    he.post(f"/units/{own['unit_id']}/names", {"name": X, "name_en": X, "position": "0"})
    he.post("/calendar/days", {"day": "2026-07-02", "kind": "holiday", "name": X, "name_en": X})
    he.post("/people/E0003/absences", {"kind": "leave", "from_on": "2026-03-02", "until_on": "2026-03-09", "reason": X})
    he.post("/people/E0003/leaving", {"left_on": "2026-12-31", "reason": X})
    he.post(f"/people/E0001/postings/{own['posting_id']}/end", {"until_on": "2026-06-01", "reason": X})
    he.post(f"/certificates/{own['certificate']}/revocation", {"reason": X})
    he.post("/people/new", {"number": X, "name": X, "hired_on": "2026-03-02"}, status=422)
    db.execute(update(Person).where(Person.number == "E0003").values(number=X[:32]))
    db.commit()
    return branches


def test_what_is_typed_never_runs(app, visit, cast, typed):
    """Every page of every role after X was typed everywhere, and X in every parameter."""
    shown = 0
    for person in (None, cast.lin, cast.chen, cast.zhou, cast.tao, cast.he, cast.an, cast.shen):
        browser = visit(person)
        for seen in Crawl(browser, every_address(app, typed, "own")).answers(
            [PLAIN, ALL_WAYS[5]] if person is cast.lin else [PLAIN]
        ):
            refuse_alarms(seen)
            shown += "&lt;script&gt;alert(1)" in seen.text
    assert shown > 25, "X must stand on many pages, escaped"


def refuse_alarms(seen: Seen) -> None:
    assert seen.answer.status_code < 500, str(seen)
    if seen.answer.mimetype == "text/html":
        html = seen.answer.get_data(as_text=True)
        assert "<script>alert" not in html, str(seen)
        assert Page(html).alarms == [], str(seen)
    else:
        assert seen.answer.headers["X-Content-Type-Options"] == "nosniff", str(seen)


def test_what_stands_in_an_address_never_runs(app, visit, cast, branches):
    names = [*gutang_values(branches), "lang", "theme", "item", "text", "message", "error"]
    for person in (None, cast.lin, cast.he):
        browser = visit(person)
        for path in every_address(app, branches, "own"):
            url = f"{path}?" + "&".join(f"{name}={X.replace('&', '%26')}" for name in names)
            refuse_alarms(Seen(url, PLAIN, browser.client.get(path, query_string=dict.fromkeys(names, X), headers=PLAIN)))


def test_forms_give_back_what_was_typed_without_running_it(app, visit, cast, branches):
    """Every field of every form holds X; most are refused, and the page shows them again."""
    again = 0
    for person in (None, cast.lin, cast.tao, cast.he):
        browser = visit(person)
        crawl = Crawl(browser, every_address(app, branches, "own"))
        list(crawl.answers([PLAIN]))
        for (method, action, names), _form in list(crawl.forms.items()):
            if method != "post" or action.startswith(("/sign-out", "/profile/sign-outs")):
                continue
            data = dict.fromkeys(names, X) | {"csrf_token": browser._csrf()}
            answer = browser.client.post(action, data=data, headers=PLAIN)
            refuse_alarms(Seen(action, PLAIN, answer))
            again += "&lt;script&gt;alert(1)" in answer.text
    assert again > 10
