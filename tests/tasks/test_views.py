"""A task from the learner's first note to the head's last signature, on the pages that both of them see."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.notices.models import Notice
from learning.people import queries as people
from learning.people.models import RecordView, RoleGrant
from learning.publishing import verbs as publishing
from learning.study.models import StepFact
from learning.tasks import intake, queries, rules
from learning.tasks.models import Work, WorkFile
from tests.cast import LONG_AGO, MORNING, TODAY
from tests.courses import TASK, TINY, changed, with_task
from tests.tasks.test_intake import PDF, picture
from tests.visit import plain

HERE = "/courses/greeting/tasks/first-morning"
TREE = with_task(TINY)


@pytest.fixture
def live(db, cast):
    made = publishing.publish(db, TREE, by_id=None, note="task", at=MORNING)
    db.commit()
    return made


def note(line, text="迎了十位", **file):
    return {"line": line, "note": text} | {name: (io.BytesIO(content), sent) for name, (content, sent) in file.items()}


@pytest.fixture
def ready(visit, cast, db, live):
    """Lin has written to her first line, shown a picture, and says that she is ready. The id of her work."""
    lin = visit(cast.lin)
    lin.post(f"{HERE}/notes", note("t-greet", file=(picture(), "柜台.jpg")))
    lin.post(f"{HERE}/readiness")
    return read(db, select(Work.id))[0]


def read(db, statement):
    """All that a statement finds; then the session lets go of the database, or on SQLite everybody waits for it."""
    found = db.scalars(statement).all()
    db.commit()
    return found


def states(page):
    return re.findall(r"task-line--(\w+)", page)


def told(db, person):
    """Of which kinds of things the bell has told about tasks."""
    about = select(Notice).where(Notice.person_id == person.id, Notice.kind.startswith("task-")).order_by(Notice.id)
    return [one.kind for one in read(db, about)]


def test_lin_begins_and_finds_everything_again(visit, cast, db, live):
    lin = visit(cast.lin)
    assert HERE in lin.get("/courses/greeting/")
    page = lin.get(f"{HERE}?lang=zh")
    assert states(page) == ["open", "open"] and "在自己的网点迎十位客户" in page and "十秒内起身问候" in page
    assert read(db, select(Work)) == []

    page = lin.follow(f"{HERE}/notes", note("t-greet", "<b>十位</b>", file=(picture(), "柜台.jpg")))
    page = lin.follow(f"{HERE}/notes", note("", "都在上午", file=(PDF, "记录.pdf")))

    assert "&lt;b&gt;十位&lt;/b&gt;" in page and "都在上午" in page and "柜台.jpg" in page and "记录.pdf" in page
    assert "Received ten" not in page and "Receive ten customers" in lin.get(f"{HERE}?lang=en")
    visit(cast.chen).get(HERE)
    assert "十位" not in re.sub("迎十位客户", "", visit(cast.chen).get(f"{HERE}?lang=zh"))


def test_the_whole_way_to_the_last_signature(visit, cast, db, ready, clock):
    assert told(db, cast.zhou) == ["task-ready"] and told(db, cast.qian) == []
    zhou, lin = visit(cast.zhou), visit(cast.lin)
    assert "待签任务：1" in zhou.get("/?lang=zh") and "林晓雯" in zhou.get("/tasks/?lang=zh")
    page = zhou.get(f"/tasks/{ready}?lang=zh")
    assert states(page) == ["waiting", "waiting"] and "迎了十位" in page and "柜台.jpg" in page

    page = zhou.follow(f"/tasks/{ready}/signatures", {"line": "t-greet", "act": "sign", "note": "我看到了"})
    assert states(page) == ["signed", "waiting"]
    page = zhou.follow(f"/tasks/{ready}/signatures", {"line": "t-wait", "act": "return", "note": "没有说多久"})
    assert states(page) == ["signed", "returned"]
    assert told(db, cast.lin) == ["task-returned"] and "待签任务：0" in zhou.get("/?lang=zh")

    clock.at += timedelta(minutes=10)
    page = lin.get(f"{HERE}?lang=zh")
    assert states(page) == ["signed", "returned"] and "没有说多久" in page
    assert "周明远于2026年3月2日 08:30签字。" in plain(lin.get(f"{HERE}?lang=zh", raw=True))
    lin.post(f"{HERE}/readiness")
    page = zhou.follow(f"/tasks/{ready}/signatures", {"line": "t-wait", "act": "sign"})

    assert states(page) == ["signed", "signed"]
    assert told(db, cast.lin) == ["task-returned", "task-signed"]
    done = read(db, select(StepFact).where(StepFact.step == "first-morning"))[0]
    assert (done.person_id, done.kind, done.source) == (cast.lin.id, "task", f"task:{ready}")
    acts = read(db, select(LedgerEntry).where(LedgerEntry.subject_kind == "work").order_by(LedgerEntry.id))
    assert [(one.what, one.by, one.reason) for one in acts] == [
        ("TaskReady", cast.lin.id, None), ("LineSigned", cast.zhou.id, "我看到了"), ("LineReturned", cast.zhou.id, "没有说多久"),
        ("TaskReady", cast.lin.id, None), ("LineSigned", cast.zhou.id, None), ("TaskSigned", cast.zhou.id, None),
    ]  # fmt: skip
    signed = read(db, select(LedgerEntry.details).where(LedgerEntry.what == "LineSigned").order_by(LedgerEntry.id))[0]
    assert signed["files"] == list(read(db, select(WorkFile.sha256)))


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ((PDF + b" " * 90_000, "a.pdf"), "larger than"),
        ((b"MZ an EXE", "invoice.pdf"), "invoice.pdf is no JPEG, PNG or WebP picture and no PDF"),
    ],
)
def test_a_bad_file_is_refused_and_the_note_stays_in_the_form(  # noqa: PLR0913 -- a table
    visit, cast, db, live, file, says, monkeypatch
):
    monkeypatch.setattr(intake, "MOST_BYTES", 90_000)
    page = visit(cast.lin).post(f"{HERE}/notes?lang=en", note("t-wait", "CANARY typed", file=file), status=422)

    assert says in page and "CANARY typed" in page
    assert read(db, select(WorkFile)) == [] and read(db, select(Work)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "Write a note or choose a file first."), ("长" * 1001, "At most 1000 characters"), ("a\0b", "invisible")],
)
def test_a_bad_note_is_refused(visit, cast, live, text, says):
    assert says in visit(cast.lin).post(f"{HERE}/notes?lang=en", note("t-wait", text), status=422)


def test_lines_and_tasks_that_there_are_not(visit, cast, live, ready):
    lin, zhou = visit(cast.lin), visit(cast.zhou)
    lin.post(f"{HERE}/notes", note("no-such-line"), status=404)
    lin.get("/courses/greeting/tasks/first-sentence", status=404)
    zhou.post(f"/tasks/{ready}/signatures", {"line": "no-such-line", "act": "sign"}, status=404)
    zhou.post("/tasks/987654/signatures", {"line": "t-greet", "act": "sign"}, status=404)


def test_who_signs_and_who_does_not(visit, cast, db, ready):
    token = read(db, select(WorkFile.token))[0]
    for who, status in ((cast.lin, 403), (cast.chen, 403), (cast.tao, 403), (cast.he, 403), (cast.qian, 404)):
        visit(who).post(f"/tasks/{ready}/signatures", {"line": "t-greet", "act": "sign"}, status=status)
        visit(who).get(f"/tasks/{ready}", status=status)
    for who, status in ((cast.lin, 200), (cast.zhou, 200), (cast.chen, 404), (cast.qian, 404), (cast.he, 404)):
        visit(who).get(f"/tasks/files/{token}", status=status, raw=True)
    visit(cast.zhou).get(f"/tasks/{ready}")
    assert db.query(RecordView).filter_by(viewer_id=cast.zhou.id, person_id=cast.lin.id, page="tasks.work").count() == 1


def test_a_head_does_not_sign_their_own_but_the_head_above_does(visit, cast, db, live):
    db.add(RoleGrant(person_id=cast.tao.id, role="head", unit_id=cast.area.id, from_on=LONG_AGO, granted_at=MORNING))
    db.commit()
    zhou = visit(cast.zhou)
    zhou.post(f"{HERE}/notes", note("t-greet"))
    zhou.post(f"{HERE}/readiness")
    own = read(db, select(Work.id))[0]

    zhou.get(f"/tasks/{own}", status=404)
    zhou.post(f"/tasks/{own}/signatures", {"line": "t-greet", "act": "sign"}, status=404)
    assert told(db, cast.tao) == ["task-ready"] and told(db, cast.zhou) == []
    assert states(visit(cast.tao).follow(f"/tasks/{own}/signatures", {"line": "t-greet", "act": "sign"})) == ["signed", "waiting"]


def test_what_is_signed_stays_as_it_is(visit, cast, db, ready):
    lin, zhou, where = visit(cast.lin), visit(cast.zhou), f"/tasks/{ready}/signatures"
    zhou.post(where, {"line": "t-greet", "act": "sign"})
    token = read(db, select(WorkFile.token))[0]

    for act in ("sign", "return"):
        assert "signed already" in zhou.post(f"{where}?lang=en", {"line": "t-greet", "act": act, "note": "x"}, status=409)
    assert "signed already" in lin.post(f"{HERE}/notes?lang=en", note("t-greet", "anders"), status=409)
    assert "signed already" in lin.post(f"/tasks/files/{token}/removal?lang=en", status=409)
    visit(cast.chen).post(f"/tasks/files/{token}/removal", status=404)


def test_a_file_is_removed_before_its_line_is_signed(visit, cast, db, ready):
    token = read(db, select(WorkFile.token))[0]
    zhou = visit(cast.zhou)
    zhou.post(f"/tasks/files/{token}/removal", status=404)

    assert "柜台.jpg" not in visit(cast.lin).follow(f"/tasks/files/{token}/removal")
    zhou.get(f"/tasks/files/{token}", status=404)


def test_giving_back_needs_a_word_and_only_what_waits_is_signed(visit, cast, db, ready):
    zhou, where = visit(cast.zhou), f"/tasks/{ready}/signatures?lang=en"
    assert "Say in a sentence what is missing" in zhou.post(where, {"line": "t-wait", "act": "return", "note": " "}, status=422)
    zhou.post(where, {"line": "t-wait", "act": "return", "note": "mehr"})
    assert "not waiting for signatures" in zhou.post(where, {"line": "t-greet", "act": "sign"}, status=409)


def test_a_text_that_changes_leaves_what_is_signed_in_its_revision(visit, cast, db, ready):
    zhou, lin = visit(cast.zhou), visit(cast.lin)
    zhou.post(f"/tasks/{ready}/signatures", {"line": "t-greet", "act": "sign"})
    new = changed(
        changed(TREE, TASK, "- [ ] 当场说出前面几位、大约多久 {#t-wait}", "- [ ] 新的要求 {#t-new}"), TASK, "十秒内", "五秒内"
    )
    new = changed(new, TASK.replace(".md", ".en.md"), "Said how many are ahead and how long {#t-wait}", "Something new {#t-new}")
    publishing.publish(db, new, by_id=None, note="new", at=MORNING)
    db.commit()

    page = lin.get(f"{HERE}?lang=zh")
    assert 'data-testid="pinned"' in page and "十秒内起身问候" in page and "新的要求" not in page
    assert "新的要求" in visit(cast.chen).get(f"{HERE}?lang=zh")
    zhou.post(f"/tasks/{ready}/signatures", {"line": "t-wait", "act": "sign"})
    assert read(db, select(StepFact.person_id).where(StepFact.step == "first-morning")) == [cast.lin.id]


def test_before_the_first_signature_the_work_follows_the_text(visit, cast, db, ready):
    publishing.publish(db, changed(TREE, TASK, "十秒内", "五秒内"), by_id=None, note="new", at=MORNING)
    db.commit()

    lin = visit(cast.lin)
    assert "五秒内起身问候" in lin.get(f"{HERE}?lang=zh")
    lin.post(f"{HERE}/notes", note("t-wait"))
    assert "五秒内起身问候" in visit(cast.zhou).get(f"/tasks/{ready}?lang=zh")


def test_a_picture_stands_in_a_sandbox_and_a_paper_is_saved(visit, cast, db, live):
    lin = visit(cast.lin)
    lin.post(f"{HERE}/notes", note("", file=(picture(), "a.jpg")))
    lin.post(f"{HERE}/notes", note("", file=(PDF, "<b>.pdf")))

    answers = [lin.get(f"/tasks/files/{one}", raw=True) for one in read(db, select(WorkFile.token).order_by(WorkFile.id))]
    assert [(one.mimetype, one.headers.get("Content-Disposition", "").split(";")[0]) for one in answers] == [
        ("image/jpeg", "inline"), ("application/pdf", "attachment"),
    ]  # fmt: skip
    assert {one.headers["Content-Security-Policy"] for one in answers} == {"default-src 'none'; sandbox"}
    assert answers[1].data == PDF


def test_twenty_files_and_no_more(visit, cast, live, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FILES", 1)
    lin = visit(cast.lin)
    lin.post(f"{HERE}/notes", note("", file=(PDF, "1.pdf")))
    assert "At most 1 files" in lin.post(f"{HERE}/notes?lang=en", note("", file=(PDF, "2.pdf")), status=422)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(visit, cast, db, live, queries, count):
    for person in (cast.lin, cast.chen, cast.person("E0009", "甲", cast.binjiang, "teller"))[:count]:
        db.commit()
        visit(person).post(f"{HERE}/readiness")
    zhou = visit(cast.zhou)
    zhou.get("/tasks/")

    with queries() as asked:
        page = zhou.get("/tasks/")

    assert len(re.findall(r'href="/tasks/\d', page)) == count
    assert len(asked) == 3, asked.statements  # who is asking with edition and bell, the work, its signatures


def test_all_of_it_is_in_ones_own_data(visit, cast, db, ready):
    visit(cast.zhou).post(f"/tasks/{ready}/signatures", {"line": "t-greet", "act": "sign", "note": "gut"})

    (work,) = queries_own(db, cast.lin.id)
    assert (work["task"], [one["text"] for one in work["notes"]], [one["name"] for one in work["files"]]) == (
        "first-morning",
        ["迎了十位"],
        ["柜台.jpg"],
    )
    assert [(one["line"], one["kind"], one["note"]) for one in work["signatures"]] == [("t-greet", "signed", "gut")]
    assert queries_own(db, cast.sun.id) == []


queries_own = queries.own_data


def test_a_file_belongs_to_the_viewer_or_to_their_people(db, cast, ready):
    token = read(db, select(WorkFile.token))[0]
    found = {
        name: queries.file(db, people.viewer(db, getattr(cast, name).id, on=TODAY), token, TODAY)
        for name in ("lin", "zhou", "qian")
    }

    assert [name for name, one in found.items() if one] == ["lin", "zhou"]
    assert found["lin"].bytes.startswith(b"\xff\xd8") and found["lin"].sha256 == intake.Kept("", "", found["lin"].bytes).sha256
