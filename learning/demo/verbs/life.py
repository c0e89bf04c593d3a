"""What happened in the demonstration bank, in the order in which it happened.

One queue of acts by moment: assigning, joining, leaving, learning. Each act is done by the verb that the product itself uses, so
that rows and ledger are those of a real bank; only readings and answers are written as rows, many at a time. An act whose
moment has not come is dropped: whoever had it before them is now in the middle of the course.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from random import Random
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from learning.certificates import verbs as certificates
from learning.certificates.models import CertificationPeriod, Proof
from learning.clauses import verbs as clauses
from learning.content.catalogue import Course, Lesson, Quiz, Step
from learning.content.payloads import payload
from learning.demo import rules
from learning.demo.rules import Days, Learner
from learning.demo.verbs.bank import House, Member
from learning.lessons.models import Reading
from learning.lessons.rules import asked
from learning.notices.models import Notice
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.people.verbs import postings, staff
from learning.publishing import verbs as publishing
from learning.publishing.models import Flag
from learning.publishing.queries import Live
from learning.questions import rules as questions
from learning.questions.models import Response
from learning.quiz import verbs as quiz
from learning.quiz.models import Answer
from learning.quiz.queries import attempts
from learning.study import verbs as study
from learning.study.models import Assignee, StepFact
from learning.study.rules import asked_version

MAIN = "service-standards"
REASON = "上月客户回访中多次提到等候时间，请先学本课。"
LEARNS = 0.66
"""The share of those assigned who have begun by now, or would have with time."""
FLAGS = (
    "“四层”里口头语和动作的区别，能不能再举一个柜面的例子？",
    "这道题的选项 B 和 C 说的好像是同一件事。",
    "图上的字在手机上看不清，希望能放大。",
    "本行的等候时间标准和课文示例不一样，以哪个为准？",
    "这里说的“过期物料”包括利率牌吗？",
)
ANSWERS = (
    "谢谢，已补充一个柜面例子，下一版可以看到。",
    "两项确有重叠，已改写选项 C。",
    "以本行标准为准，课文数字只是示例，已在文中注明。",
)

Act = Callable[[datetime], None]


@dataclass
class Life:
    """The queue of acts, and what they share."""

    db: Session
    days: Days
    random: Random
    house: House
    live: Live
    officer: Viewer
    done: dict[tuple[int, str], set[str]] = field(default_factory=dict)
    begun: set[tuple[int, str]] = field(default_factory=set)  # person and course, so that two assignments are learnt once
    _queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: int = 0

    def at(self, moment: datetime, act: Act) -> None:
        """Something will happen then, unless that is still to come."""
        if moment < self.days.now - timedelta(minutes=5):
            self._count += 1
            heappush(self._queue, (moment, self._count, act))

    def run(self) -> None:
        while self._queue:
            moment, _, act = heappop(self._queue)
            act(moment)
        self.db.flush()

    def day(self, moment: datetime) -> date:
        return self.days.clock.day(moment)


def happen(life: Life) -> None:
    """Everything, up to now."""
    main, *others = _courses(life.live)
    _plan_staff(life)
    _plan_assignments(life, main)
    for n, course in enumerate(others):
        _plan_for_all(life, course, n)
    for weeks in range(20):
        life.at(life.days.ago(7 * weeks + 1, 7, 30), partial(_settle, life))
    _plan_flags(life, main)
    _plan_lin(life, main)
    life.at(life.days.ago(4, 15, 12), partial(_revoke, life))
    life.run()
    _read_notices(life)


def _courses(live: Live) -> list[Course]:
    courses = sorted(live.catalogue.courses.values(), key=lambda course: (course.key != MAIN, course.order, course.key))
    return [course for course in courses if course.status == "active"]


def _plan_assignments(life: Life, course: Course) -> None:
    """One area long ago and due in the past, the other lately and due soon, head office in between; two people by name."""
    ago = life.days.ago
    for n, code in enumerate(code for code, *_ in rules.areas(len(life.house.branches))):
        given, due = ((45, 5), (120, -25), (90, 20), (100, -10))[n % 4]
        life.at(ago(given, 9, 12 + n), partial(_assign, life, course, unit=code, due=due))
    for n, (code, *_) in enumerate(rules.OFFICES):
        life.at(ago(80, 10, 3 + n), partial(_assign, life, course, unit=code, due=40))
    for member in [one for one in life.house.staff.values() if one.position == "relationship"][:2]:
        life.at(ago(12, 14, 20), partial(_assign, life, course, person=member, due=18, reason=REASON))
    for number in ("T0001", "T0002"):
        life.at(ago(140, 16), partial(_enrol, life, course, life.house.by_number(number)))


def _plan_for_all(life: Life, course: Course, n: int) -> None:
    life.at(life.days.ago(100 - 9 * n, 9, 30), partial(_assign, life, course, unit="QM", due=12 + 16 * n))


def _assign(  # noqa: PLR0913 -- one rule
    life: Life, course: Course, at: datetime, *, due: int, unit: str | None = None, person: Member | None = None,
    reason: str | None = None,
) -> None:  # fmt: skip
    whom = {"unit_id": life.house.units[unit]} if unit else {"person_id": person.id if person else None}
    due_on = life.days.today + timedelta(days=due)
    made = study.assign(
        life.db, by=life.officer, requirement=course.key, **whom, due_on=due_on, reason=reason, at=at, on=life.day(at)
    )  # fmt: skip
    _welcome(life, course, at, assignment=made.id)


def _enrol(life: Life, course: Course, member: Member, at: datetime) -> None:
    made = study.enrol(life.db, member.id, course.key, at=at, on=life.day(at))
    if made:
        _welcome(life, course, at, assignment=made.id)


def _settle(life: Life, at: datetime) -> None:
    """The week's joiners, in case no reaction has met them."""
    newest = life.db.scalar(select(func.max(Assignee.id))) or 0
    study.settle(life.db, at=at, on=life.day(at))
    for course in _courses(life.live):
        _welcome(life, course, at, after=newest)


def _welcome(life: Life, course: Course, at: datetime, *, assignment: int | None = None, after: int | None = None) -> None:
    """Some of those who came under an assignment will begin, each in their own time."""
    rows = select(Assignee.person_id).where(Assignee.requirement == course.key)
    rows = rows.where(Assignee.assignment_id == assignment) if assignment else rows.where(Assignee.id > (after or 0))
    for person_id in life.db.scalars(rows.order_by(Assignee.person_id)):
        member = life.house.staff[person_id]
        is_played = member.number in ("E0001", "E0002")
        if member.learner is None and not is_played and life.random.random() < LEARNS:
            member.learner = rules.learner(life.random)
        if member.number == "E0002" and course.key == _courses(life.live)[0].key:
            member.learner = Learner(ability=0.9, pace=6, stamina=1, does_practice=True)
        if member.learner is not None and (member.id, course.key) not in life.begun:
            life.begun.add((member.id, course.key))
            begins = life.days.later(at, member.learner.pace * (1 if course.key == MAIN else life.random.uniform(0.8, 2.2)))
            life.at(begins, partial(_go_on, life, course, member, 0))


def _go_on(life: Life, course: Course, member: Member, place: int, at: datetime) -> None:
    """Do the step at this place of the outline, then come back for the next one, or lose heart."""
    learner = member.learner
    if learner is None or member.is_away or place >= len(course.outline):
        return
    step = course.outline[place]
    if step.kind == "lesson" and step.key in course.lessons:
        done = _read(life, course, step, course.lessons[step.key], member, at)
    elif step.kind == "quiz" and step.key in course.quizzes and (step.required or learner.does_practice):
        done = sit(life, course, course.quizzes[step.key], member, at)
    else:
        _go_on(life, course, member, place + 1, at)
        return
    if (done or step.kind == "quiz") and life.random.random() < learner.stamina:
        _come_back(life, course, member, place + 1 if done else place, at)


def _come_back(life: Life, course: Course, member: Member, place: int, at: datetime) -> None:
    after = life.days.later(at + timedelta(minutes=30), life.random.choice((0, 0, 1, 1, 2, 4, 7)))
    life.at(after, partial(_go_on, life, course, member, place))


def _read(life: Life, course: Course, step: Step, lesson: Lesson, member: Member, at: datetime) -> bool:
    """Read a lesson and answer its questions until all are right; one in twelve stops in the middle for good."""
    learner = member.learner or rules.learner(life.random)
    toc = lesson.toc.get("zh", ())
    if learner.stamina < 1 and life.random.random() < 0.08:
        write_reading(life, course, step, lesson, member, at, percent=life.random.randint(15, 80), is_end=False)
        return False
    end = at + timedelta(minutes=life.random.randint(6, 16), seconds=life.random.randrange(60))
    write_reading(life, course, step, lesson, member, at, percent=100, is_end=True, end=end, place=toc[-1].anchor if toc else None)
    last = respond(life, course, lesson, member, learner.ability, at)
    life.db.flush()
    tick(life, course, step, member, max(end, last))
    return True


def tick(life: Life, course: Course, step: Step, member: Member, at: datetime) -> None:
    """The step is done. The one that completes the course goes the product's own way; the others are rows of the same shape."""
    done = life.done.setdefault((member.id, course.key), set())
    done.add(step.key)
    source = f"lesson:{step.key}"
    if done.issuperset(course.required_for(member.position)):
        study.do_step(life.db, member.id, course, step, edition=life.live.edition, source=source, at=at)
        return
    life.db.add(
        StepFact(
            person_id=member.id, course=course.key, step=step.key, version=asked_version(course, step), kind=step.kind,
            source=source, effective_at=at, recorded_at=at,
        )
    )  # fmt: skip


def write_reading(  # noqa: PLR0913 -- the columns of one row
    life: Life, course: Course, step: Step, lesson: Lesson, member: Member, at: datetime, *, percent: int, is_end: bool,
    end: datetime | None = None, place: str | None = None,
) -> None:  # fmt: skip
    life.db.add(
        Reading(
            person_id=member.id, course=course.key, lesson=lesson.id, rev=lesson.revision, version=asked_version(course, step),
            place=place, percent=percent, opened_at=at, seen_at=end or at, ended_at=end if is_end else None,
        )
    )  # fmt: skip


def respond(life: Life, course: Course, lesson: Lesson, member: Member, ability: float, at: datetime) -> datetime:
    """Answer each question of the lesson, wrong at first for some; returns when the last answer was given."""
    rows, cites = [], []
    for item, question in asked(course, lesson).items():
        whole = payload(question)
        for is_right in [False] * (life.random.random() > ability) + [True]:
            at += timedelta(seconds=life.random.randint(25, 110))
            given = rules.value(life.random, whole, is_right=is_right)
            share = questions.mark(whole, given)
            is_marked = not questions.needs_marker(whole, given)
            rows.append(
                Response(
                    person_id=member.id, course=course.key, item=item, rev=question.revision, place="lesson", value=given,
                    num=share.numerator if is_marked else None, den=share.denominator if is_marked else None, at=at,
                )
            )  # fmt: skip
            cites.append((question.clauses if is_marked else (), questions.is_right(share)))
    life.db.add_all(rows)
    life.db.flush()
    seen = {f"response:{row.id}": cited for row, cited in zip(rows, cites, strict=True)}
    clauses.record(life.db, member.id, member.unit_id, seen, source="lesson", at=at)
    return at


def sit(life: Life, course: Course, paper: Quiz, member: Member, at: datetime) -> bool:
    """Sit a quiz: drawn, answered one by one, handed in and marked by the product. Returns whether the step is done now."""
    used = len(attempts(life.db, member.id, course.key, paper.id))
    if paper.attempts is not None and used >= paper.attempts:
        return False
    ability = (member.learner.ability if member.learner else 0.8) + 0.1 * used
    if member.number == "E0002" and paper.purpose == "exam":
        ability = 1.0 if used else 0.35
    attempt = quiz.start(life.db, member.viewer, course, paper, edition=life.live.edition, lang="zh", at=at)
    papers = {one.id: payload(one) for item in attempt.items for one in course.questions[item.item].asked}
    for item in attempt.items:
        at += timedelta(seconds=life.random.randint(12, 50))
        whole = papers[item.key]
        life.db.add(
            Answer(
                attempt_id=attempt.id, n=item.n, key=str(UUID(int=life.random.getrandbits(128), version=4)), seq=0, late=False,
                value=rules.value(life.random, whole, is_right=life.random.random() < ability), received_at=at,
            )
        )  # fmt: skip
    life.db.flush()
    handed = quiz.hand_in(life.db, member.viewer, attempt.uuid, at=at + timedelta(seconds=life.random.randint(5, 60)))
    is_done = bool(handed and (paper.purpose != "exam" or handed.passed))
    if is_done:
        life.done.setdefault((member.id, course.key), set()).add(paper.id)
    return is_done


def _plan_lin(life: Life, course: Course) -> None:
    """E0001 has read the first lesson three days ago, begun the second this morning, and has the exam before her."""
    lin = life.house.by_number("E0001")
    first, second = [step for step in course.outline if step.kind == "lesson"][:2]

    def read(at: datetime) -> None:
        lin.learner = Learner(ability=0.8, pace=0, stamina=1, does_practice=False)
        _read(life, course, first, course.lessons[first.key], lin, at)
        lin.learner = None

    def begin(at: datetime) -> None:
        lesson = course.lessons[second.key]
        toc = lesson.toc.get("zh", ())
        write_reading(
            life, course, second, lesson, lin, at, percent=35, is_end=False, place=toc[len(toc) // 3].anchor if toc else None
        )  # fmt: skip

    life.at(life.days.later(life.days.ago(4), 1), read)
    life.at(life.days.now - timedelta(minutes=100), begin)


def _plan_flags(life: Life, course: Course) -> None:
    lessons = [step.key for step in course.outline if step.key in course.lessons]
    readers = [one for one in life.house.staff.values() if one.position in ("teller", "lobby")][2:]
    for n, text in enumerate(FLAGS):
        reader, lesson = readers[n * 3 % len(readers)], course.lessons[lessons[n % len(lessons)]]
        when = life.days.later(life.days.ago(40 - 7 * n), 0)
        life.at(when, partial(_flag, life, course, reader, lesson, text))


def _flag(life: Life, course: Course, reader: Member, lesson: Lesson, text: str, at: datetime) -> None:  # noqa: PLR0913 -- one row
    made = publishing.flag(life.db, reader.id, course=course.key, item=lesson.id, rev=lesson.revision, lang="zh", text=text, at=at)
    answered = life.db.scalar(select(func.count()).select_from(Flag)) or 0
    if answered <= len(ANSWERS):
        trainer = life.house.by_number("T0001").id
        life.at(
            life.days.later(at, 2), lambda at: publishing.answer_flag(life.db, trainer, made, ANSWERS[answered - 1], at=at)
        )  # fmt: skip


def _plan_staff(life: Life) -> None:
    """A few leave, a few move to another branch, a few are away for a while."""
    known = {account.number for account in rules.ACCOUNTS}
    movable = [one for one in life.house.staff.values() if one.number not in known and one.position not in ("head", "back")]
    settled = [one for one in movable if one.hired_on < life.days.today - timedelta(days=150)]
    each = max(1, len(life.house.staff) // 35)
    chosen = life.random.sample(settled, min(len(settled), 3 * each))
    for n, member in enumerate(chosen):
        act = (_leave, _move, _be_absent)[n % 3]
        when = life.days.later(life.days.ago(life.random.randint(4, 110)), 0)
        life.at(when, partial(act, life, member))


def _person(life: Life, member: Member) -> Person:
    return life.db.get_one(Person, member.id)


def _leave(life: Life, member: Member, at: datetime) -> None:
    member.is_away = True
    staff.leave(life.db, None, _person(life, member), life.day(at), reason="个人原因离职", at=at)


def _move(life: Life, member: Member, at: datetime) -> None:
    code = life.random.choice([code for code, _ in life.house.branches if life.house.units[code] != member.unit_id])
    new = postings.Post(life.house.units[code], member.position, "main", life.day(at))
    newest = life.db.scalar(select(func.max(Assignee.id))) or 0
    postings.post(life.db, _person(life, member), new, by=life.officer.id, reason="轮岗", at=at)
    member.unit_id = new.unit_id
    for course in _courses(life.live):
        _welcome(life, course, at, after=newest)


def _be_absent(life: Life, member: Member, at: datetime) -> None:
    member.is_away, on = True, life.day(at)
    back = on + timedelta(days=life.random.choice((10, 21, 128)))
    postings.be_absent(
        life.db, _person(life, member), kind="leave", from_on=on, until_on=back, by=life.officer.id,
        reason=life.random.choice(rules.BREAKS), at=at,
    )  # fmt: skip


def _revoke(life: Life, at: datetime) -> None:
    """One certificate was issued to a name that had to be corrected; HR took it back."""
    known = [life.house.by_number(account.number).id for account in rules.ACCOUNTS]
    rows = select(Proof).join(CertificationPeriod).where(CertificationPeriod.person_id.not_in(known)).order_by(Proof.id)
    proof = life.db.scalars(rows.limit(1)).first()
    if proof is not None:
        certificates.revoke(life.db, proof, by=life.officer.id, reason="监考记录显示由他人代考，证书收回，请重新参加测验。", at=at)


def _read_notices(life: Life) -> None:
    """Most people have opened what is older than three days."""
    old = life.days.now - timedelta(days=3)
    life.db.execute(
        update(Notice).where(Notice.at < old, Notice.person_id % 10 < 7).values(read_at=old + timedelta(hours=5)),
        execution_options={"synchronize_session": False},
    )
