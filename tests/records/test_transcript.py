"""The transcript: one person's learning as page, CSV, JSON and PDF, all with the same lines; its price, and to whom it opens."""

import csv
import io
import json
from collections import Counter
from dataclasses import fields
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from learning.base import spreadsheets
from learning.content.catalogue import Words
from learning.downloads import jobs as downloads
from learning.downloads import queries as download_queries
from learning.downloads.models import Download
from learning.meetings.models import Attendance, MeetingRun
from learning.people.models import RecordView
from learning.quiz import verbs as quiz
from learning.records import queries as records
from learning.records import rules
from learning.records.papers import tables
from learning.records.rules import Entry, Holder, Transcript
from learning.study.models import Completion
from tests.cast import MORNING
from tests.quiz import hands
from tests.visit import plain
from tests.world import World

DAYS, POINTS = ("on", "due_on", "valid_until"), ("won", "of")


@pytest.fixture
def world(db, cast) -> World:
    """Lin has learned something of every kind; this morning's meeting is over, and last spring she passed an older 版本."""
    world = World(db, cast)
    held = db.scalars(select(MeetingRun).where(MeetingRun.unit_id == cast.binjiang.id)).one()
    held.state, held.ended_at = "closed", MORNING
    past = MORNING - timedelta(days=300)
    db.add(Completion(person_id=cast.lin.id, course="bygone", version=1, edition=1, effective_at=past, recorded_at=past))
    db.commit()
    return world


def read(text: str) -> Transcript:
    """The JSON file back into what it was made of, by nothing but what docs/transcript.md says."""
    said = json.loads(text)
    assert said.pop("format") == rules.FORMAT
    words = lambda value: value and Words(value["zh"], value["en"])  # noqa: E731 -- a line of its own would say less
    holder = said["holder"]
    entries = []
    for line in said["entries"]:
        assert set(line) == {field.name for field in fields(Entry)}
        line |= {name: line[name] and date.fromisoformat(line[name]) for name in DAYS}
        line |= {name: line[name] and Fraction(*line[name]) for name in POINTS}
        entries.append(Entry(**line | {name: words(line[name]) for name in ("title", "course_title")}))
    return Transcript(
        bank=words(said["bank"]), made_at=datetime.fromisoformat(said["made_at"]), entries=tuple(entries),
        holder=Holder(number=holder["number"], **{name: words(holder[name]) for name in ("name", "unit", "position")}),
    )  # fmt: skip


def test_every_kind_of_learning_is_there_and_every_file_says_the_same(db, cast, world, visit, queries):
    with queries() as short:
        found = records.transcript(db, cast.lin, at=MORNING)
    db.commit()
    assert [(kind, [(one.title.zh, one.state) for one in entries]) for kind, entries in found.parts()] == [
        ("course", [("迎宾与分流", "complete"), ("bygone", "earlier")]),
        ("attempt", [("迎宾结业测验", "passed"), ("写一写", "to_mark")]),
        ("roleplay", [("过号的王女士", "failed")]),
        ("practice", [("过号的王女士", "waiting")]),
        ("task", [("岗位实践：第一个早晨", "ready")]),
        ("meeting", [("只练一句", "present")]),
        ("certificate", [("迎宾与分流", "valid")]),
    ]
    assert [entry.won for entry in found.entries if entry.state == "to_mark"] == [None]

    as_json = visit(cast.lin).get("/me/record?format=json", raw=True)
    assert as_json.headers["Content-Disposition"] == "attachment; filename=transcript-E0001.json"
    assert read(as_json.text) == found

    as_csv = visit(cast.lin).get("/me/record?format=csv", raw=True).data
    assert as_csv.startswith(b"\xef\xbb\xbf")
    head, *rows, _ = list(csv.reader(io.StringIO(as_csv.decode("utf-8-sig"))))
    assert head[:3] == ["部分", "课程", "标题"]
    assert [row[-1] for row in rows] == [entry.evidence or "" for _, entries in found.parts() for entry in entries]

    page = visit(cast.lin).get("/me/record")
    assert f"/attempts/{world.things['own']['passed']}/review" in page
    assert "还没有学习记录" in plain(visit(cast.shen).get("/me/record", raw=True))

    _learn_more(db, cast, world)
    with queries() as long:
        more = records.transcript(db, cast.lin, at=MORNING)
    assert len(more.entries) == len(found.entries) + 3
    assert len(long) <= len(short) <= 12


def _learn_more(db, cast, world) -> None:
    """Two essays more, and a meeting as a guest."""
    run = db.scalars(select(MeetingRun).where(MeetingRun.unit_id == cast.gutang.id)).one()
    run.state = "closed"
    db.add(Attendance(run_id=run.id, person_id=cast.lin.id, state="guest", how="tap", at=MORNING))
    me = world.viewer(cast.lin)
    for _ in range(2):
        attempt = hands.begin(db, world.live, me, MORNING, quiz="essay")
        quiz.hand_in(db, me, attempt.uuid, at=MORNING)
    db.commit()
    db.refresh(cast.lin)


def test_others_read_it_within_their_range_leave_a_trace_and_get_their_paper(db, bank, cast, world, visit):
    db.execute(RecordView.__table__.delete())
    db.commit()
    readers = {"zhou": 200, "he": 200, "an": 200, "qian": 404, "tao": 403, "sun": 403}
    for who, status in readers.items():
        reader = visit(getattr(cast, who))
        for wanted in ("", "?format=csv", "?format=json"):
            reader.get(f"/people/E0001/record{wanted}", status=status, raw=True)
        reader.post("/people/E0001/record", status={"zhou": 303, "he": 303, "qian": 404}.get(who, 403))
    hers = visit(cast.zhou).get("/people/E0001/record?lang=en")
    assert f"/people/E0001/attempts/{world.things['own']['passed']}" in hers
    assert "Transcript of Lin Xiaowen" in hers

    with bank.sessions.reader() as then:
        traced = Counter(then.execute(select(RecordView.viewer_id, RecordView.page)).all())
    assert traced == {
        (cast.zhou.id, "records.transcript_of"): 4, (cast.zhou.id, "records.print_transcript_of"): 1,
        (cast.he.id, "records.transcript_of"): 3, (cast.he.id, "records.print_transcript_of"): 1,
        (cast.an.id, "records.transcript_of"): 3,
    }  # fmt: skip

    bank.clock.at += timedelta(microseconds=1)  # no real moment is a whole second
    while downloads.make_downloads(bank.sessions, bank.clock):
        pass
    with bank.sessions.reader() as then:
        made = then.scalars(select(Download).where(Download.kind == "transcript").order_by(Download.id)).all()
    assert [(row.person_id, row.name, row.refusal) for row in made] == [
        (getattr(cast, who).id, "transcript-E0001.pdf", None) for who in ("zhou", "he")
    ]
    pdf = PdfReader(io.BytesIO(b"".join(download_queries.pieces(bank.sessions, made[0].id))))
    text = "".join(page.extract_text() for page in pdf.pages)
    for words in ("学习档案", "林晓雯", "E0001", "过号的王女士", "待评分"):
        assert words in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_what_a_spreadsheet_would_run_is_made_harmless():
    entry = Entry(kind="course", title=Words("=1+1"), state="open")
    holder = Holder(number="E0001", name=Words("林晓雯"), unit=None, position=None)
    paper = tables.transcript(Transcript(bank=Words(""), holder=holder, made_at=MORNING, entries=(entry,)), "zh", str)
    assert '"\'=1+1"' in b"".join(spreadsheets.as_csv(paper)).decode()
