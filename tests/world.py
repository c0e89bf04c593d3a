"""A bank in which everything exists that an address can name, once for Lin and once for Sun, made by the real verbs.

world = World.into(db, cast)            # commits
world.things["own"]["attempt"]          # Lin's; "other": Sun's at Gutang; "missing": nobody's
"""

from datetime import date, timedelta
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.certificates import verbs as certificates
from learning.certificates.models import CertificationPeriod, Proof
from learning.content.catalogue import Words
from learning.downloads import verbs as downloads
from learning.lessons import verbs as lessons
from learning.meetings import queries
from learning.meetings import verbs as meetings
from learning.notices.models import Notice
from learning.people.models import Person, Unit
from learning.people.rules import Viewer
from learning.people.verbs import accounts, calendar, postings
from learning.publishing import verbs as publishing
from learning.publishing.queries import Live
from learning.quiz import verbs as quiz
from learning.quiz.models import Attempt, Marking
from learning.reminders.models import Message
from learning.reports import verbs as reports
from learning.requirements import verbs as requirements
from learning.requirements.rules import Asked, Certification, Span, Terms
from learning.rooms import verbs as rooms
from learning.roster import verbs as rosters
from learning.study import verbs as study
from learning.tasks import intake
from learning.tasks import verbs as tasks
from learning.tasks.models import WorkFile
from tests.cast import LONG_AGO, MORNING, TODAY, Cast
from tests.courses import MEETING_ZH, tiny, with_roleplay, with_task
from tests.quiz import hands
from tests.roleplay.scenes import COMPLAINT, Player
from tests.rooms import stage
from tests.tasks.test_intake import picture

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf000000030101"
    "00c9fe92ef0000000049454e44ae426082"
)

ESSAY = """---
编号: essay
标题: 写一写
用途: 练习
及格: 60%
---

## 写一句 {#w-essay}
属性：简答；分值 2

请写一句问候。

参考答案：您好，请问今天办理什么业务？

评分点：
- 2 分：有称呼，有问候
"""
"""A quiz outside the outline: what is written in it waits for a marker and completes nothing."""
BANKS_DAY = date(2026, 7, 1)
NOBODY = "00000000-0000-4000-8000-000000000000"
MISSING = {
    "assignment_id": 987_654, "concession_id": 987_654, "attempt": NOBODY, "passed": NOBODY, "n": 99, "day": "no-such-day",
    "certificate": "0" * 26, "person": "E9999", "certification": "no-such-one",
    "absence_id": 987_654, "posting_id": 987_654, "grant_id": 987_654, "course": "no-such-course", "step": "no-such-step",
    "lesson": "no-such-step",
    "name": "no-such-picture.png", "notice_id": 987_654, "session_id": 987_654, "flag_id": 987_654, "role": "no-such-role",
    "follower": "1-1-x",
    "marking_id": 987_654,
    "code": "no-such-code",
    "scene": "no-such-step", "run": NOBODY, "played": NOBODY,
    "task": "no-such-step", "work_id": 987_654, "file": NOBODY,
    "meeting": NOBODY, "task_id": 987_654, "kind": "noon", "plan_id": 987_654, "feed": "no-such-address",
    "room_id": 987_654, "seat_id": 987_654, "roleplay": "no-such-scene", "case": "no-such-case",
    "view_id": 987_654, "way": "pigeon",
    "unit_id": 987_654, "download_id": 987_654, "import_id": 987_654, "message_id": 987_654, "requirement": "no-such-course",
}  # fmt: skip


class World:
    """Two courses are live. In the first, Lin and Sun have passed and hold a certificate; in the second each sits in the exam."""

    def __init__(self, db: Session, cast: Cast, tree: dict[str, bytes] | None = None, *, sits: Any = hands.right) -> None:
        self.db, self.cast, self.sits = db, cast, sits
        MigrationContext.configure(db.connection()).stamp(ScriptDirectory("migrations"), "head")  # or /readyz is not ready
        tree = {**(tree or with_roleplay(with_task(tiny("greeting", "waiting")))), "courses/greeting/assets/stand.png": PIXEL}
        tree["courses/greeting/quizzes/essay.md"] = ESSAY.encode()
        tree["courses/greeting/meetings/one-line.md"] = MEETING_ZH.partition("## 抽问")[0].replace("6 分钟", "4 分钟").encode()
        tree |= {path: words for path, words in stage.STAGE.items() if "/roleplay/" in path or "/samples/" in path}
        self.live: Live = publishing.publish(db, tree, by_id=None, note="world", at=MORNING)
        calendar.set_day(db, BANKS_DAY, kind="holiday", name="行庆", name_en="Founding day", by=cast.he.id, at=MORNING)
        self.shared = {
            "course": "greeting", "requirement": "greeting", "step": "greeting-exam", "lesson": "first-sentence",
            "name": "stand.png", "task": "first-morning", "scene": "missed-number", "day": BANKS_DAY.isoformat(),
            "role": "head", "n": 1, "roleplay": "queue-jump", "case": "case-a",
            "kind": "morning", "follower": "1-1-x", "way": "mail", "certification": "front-annual",
        }  # fmt: skip
        self.certification = self._certification()
        self.things: dict[str, dict[str, Any]] = {
            "own": self._things_of(cast.lin, cast.zhou, cast.binjiang),
            "other": self._things_of(cast.sun, cast.qian, cast.gutang),
            "missing": dict(MISSING),
        }

    @classmethod
    def into(cls, db: Session, cast: Cast, tree: dict[str, bytes] | None = None, **how: Any) -> "World":
        """``sits=hands.wrong``: what they answer in the exam that is still open."""
        world = cls(db, cast, tree, **how)
        db.commit()
        return world

    def viewer(self, person: Person) -> Viewer:
        self.db.refresh(person)
        post = person.postings[0]
        grants = tuple((grant.role, grant.unit_id) for grant in person.grants if grant.from_on <= TODAY)
        return Viewer(person.id, person.number, person.name, unit_id=post.unit_id, position=post.position, grants=grants)

    def _certification(self) -> Certification:
        """One that nobody earns here: its exam stays open."""
        asked = Terms(validity=Span(12), window=Span(2), courses=(Asked("greeting"), Asked("waiting")))
        draft = requirements.Draft(
            key="front-annual", after=0, title=Words("柜面年度认证", "Annual counter certification"), terms=asked
        )
        return requirements.set_terms(self.db, draft, by=self.cast.he.id, at=MORNING)

    def _things_of(self, person: Person, head: Person, unit: Unit) -> dict[str, Any]:
        db, me, by = self.db, self.viewer(person), self.viewer(head)
        rule = study.assign(
            db, by=by, requirement="greeting", unit_id=unit.id, due_on=date(2026, 3, 31), reason="旺季前", at=MORNING, on=TODAY
        )
        certificates.certify_for_now(
            db, person.id, self.certification, until=date(2026, 3, 31), reason="顶岗", by=self.cast.he.id, at=MORNING
        )
        he, until = self.viewer(self.cast.he), date(2026, 4, 30)
        extended = study.extend(
            db, person.id, self.live.catalogue.courses["greeting"], until, by=he, reason="旺季人手紧", at=MORNING, on=TODAY
        )
        passed = self._sit(me, "greeting", hand_in=True)
        self._read_lesson(me)
        sitting = self._sit(me, "waiting", hand_in=False)
        flag = publishing.flag(
            db, person.id, at=MORNING, text=f"{person.name}看不懂", course="greeting", item="first-sentence", rev="", lang="zh"
        )  # fmt: skip
        return self.shared | self._office_things(person, unit) | {
            "assignment_id": rule.id, "concession_id": extended.id, "attempt": sitting.uuid,
            "passed": passed.uuid, "flag_id": flag.id, "person": person.number,
            "unit_id": unit.id, "certificate": self._certificate(person), "notice_id": self._notice(person), "session_id": 0,
            **self._task_things(me), **self._runs(me), **self._room_things(me, by),
            **self._meeting_things(me, by, unit),
            "message_id": self._message(person), "download_id": self._download(me),
            "view_id": self._view(by, unit), "marking_id": self._marking(me),
        }  # fmt: skip

    def _sit(self, me: Viewer, course: str, *, hand_in: bool) -> Attempt:
        attempt = hands.begin(self.db, self.live, me, MORNING, course=course)
        hands.answer_all(self.db, me, attempt, MORNING, hands.right if hand_in else self.sits)
        if hand_in:
            quiz.hand_in(self.db, me, attempt.uuid, at=MORNING)
        return attempt

    def _runs(self, me: Viewer) -> dict[str, Any]:
        """A scene that is over and one that goes on; nothing where the tree has no scene."""
        scene = self.live.catalogue.courses["greeting"].roleplays.get("missed-number")
        if scene is None:
            return {"run": NOBODY, "played": NOBODY}
        player = Player(self.db, self.live, me)
        return {"played": player.play(COMPLAINT).uuid, "run": player.begin().uuid}

    def _marking(self, me: Viewer) -> int:
        """An essay that waits to be marked."""
        attempt = hands.begin(self.db, self.live, me, MORNING, quiz="essay")
        hands.answer_all(self.db, me, attempt, MORNING)
        quiz.hand_in(self.db, me, attempt.uuid, at=MORNING)
        return self.db.scalars(select(Marking.id).where(Marking.attempt_id == attempt.id)).one()

    def _read_lesson(self, me: Viewer) -> None:
        course = self.live.catalogue.courses["greeting"]
        step = course.step("first-sentence")
        page = lessons.Page(course, step, course.lessons["first-sentence"], self.live.edition)
        lessons.write_note(self.db, me, page, f"{me.name}的笔记", at=MORNING)
        study.do_step(self.db, me.id, course, step, edition=self.live.edition, source="lesson", at=MORNING)

    def _task_things(self, me: Viewer) -> dict[str, Any]:
        """Work that waits for a signature, with a picture; nothing where the tree has no task."""
        course = self.live.catalogue.courses["greeting"]
        if not course.tasks:
            return {"work_id": MISSING["work_id"], "file": NOBODY}
        place = tasks.Place(course, course.step("first-morning"), course.tasks["first-morning"])
        photo = intake.read_file("counter.jpg", picture())
        work = tasks.write(self.db, me, place, "t-greet", note=f"{me.name}迎了十位", file=photo, at=MORNING)
        tasks.ready(self.db, me, place, at=MORNING)
        return {"work_id": work.id, "file": str(self.db.scalars(select(WorkFile.token).where(WorkFile.work_id == work.id)).one())}

    def _meeting_things(self, me: Viewer, head: Viewer, unit: Unit) -> dict[str, Any]:
        """This morning's meeting goes on: the head leads it, the other is there and has something to do today."""
        held = meetings.start(self.db, head, meetings.Choice(unit, "morning", "greeting", "one-line"), at=MORNING)
        meetings.mark(self.db, head, held, me.id, "present", at=MORNING)
        meetings.add_task(self.db, held, me.id, text="十点多开一窗", at=MORNING)
        day = TODAY + timedelta(days=3)
        wish = meetings.Wish("greeting", "one-line")
        plan = meetings.plan(self.db, head, unit, day, "morning", wish, at=MORNING)
        feed = meetings.open_feed(self.db, head, unit, at=MORNING)
        return {
            "meeting": str(held.token), "task_id": queries.tasks(self.db, held.id)[0].id, "plan_id": plan.id, "feed": feed.token,
        }  # fmt: skip

    def _room_things(self, me: Viewer, head: Viewer) -> dict[str, Any]:
        """A practice that the head opened and observed alone, and that waits for somebody else's word."""
        chen = self.viewer(self.cast.chen)
        room = stage.started(self.db, head, customer=chen, employee=me, observers=[head])
        stage.hand_in(self.db, room, head, (5, 4, 5))
        seat = next(one for one in room.seats if one.role == "observer")
        rooms.come_in(self.db, me, stage.opened(self.db, head).code, at=MORNING)
        return {"room_id": room.id, "seat_id": seat.id}

    def _office_things(self, person: Person, unit: Unit) -> dict[str, Any]:
        he, boss = self.cast.he, self.viewer(self.cast.shen)
        second = postings.Post(unit.id, "lobby", "second", date(2026, 1, 5))
        posting = postings.post(self.db, person, second, by=he.id, reason="帮厅堂", at=MORNING)
        absence = postings.be_absent(
            self.db, person, kind="leave", from_on=date(2026, 8, 3), until_on=date(2026, 8, 10), by=he.id, reason="年假", at=MORNING
        )
        accounts.grant(self.db, boss, person, role="head", unit_id=unit.id, from_on=date(2027, 1, 4), reason="接班", at=MORNING)
        self.db.refresh(person)
        grant = next(grant for grant in person.grants if grant.from_on > LONG_AGO)
        text = f"工号,岗位\n{person.number},大堂经理\n".encode()
        roster = rosters.send(self.db, self.viewer(he), f"{unit.code}.csv", text, is_full=False, on=TODAY, at=MORNING)
        return {"posting_id": posting.id, "absence_id": absence.id, "grant_id": grant.id, "import_id": roster.id}

    def _certificate(self, person: Person) -> str:
        proof = self.db.scalars(select(Proof).join(Proof.period).where(CertificationPeriod.person_id == person.id)).one()
        certificates.keep_paper(self.db, proof.id, pdf=b"%PDF-1.7 " + person.number.encode(), at=MORNING)
        return proof.number

    def _view(self, head: Viewer, unit: Unit) -> int:
        wish = {"unit": unit.id, "position": None, "course": None, "state": "complete"}
        return reports.save_view(self.db, head, unit.name, wish, "never", at=MORNING).id

    def _download(self, me: Viewer) -> int:
        wanted = downloads.Wanted("report-people", {}, Words("完成情况", "Completion"), "completion.csv", "text/csv", "zh")
        return downloads.ask(self.db, me, wanted, at=MORNING).id

    def _message(self, person: Person) -> int:
        """A digest that was not delivered."""
        lost = Message(
            person_id=person.id, on=TODAY, channel="mail", address=f"{person.number}@bank.example", lang="zh", state="failed",
            letter_id=f"<{person.number}@zhili>", made_at=MORNING, next_at=MORNING, tries=5, trouble="550 no such box",
        )  # fmt: skip
        self.db.add(lost)
        self.db.flush()
        return lost.id

    def _notice(self, person: Person) -> int:
        return int(self.db.scalars(select(Notice.id).where(Notice.person_id == person.id).order_by(Notice.id)).first() or 0)
