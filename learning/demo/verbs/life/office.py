"""Beside the courses: people come and go, readers ask and trainers answer, a certificate is taken back, notices are read."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select, update

from learning.certificates import verbs as certificates
from learning.certificates.models import CertificationPeriod, Proof
from learning.content.catalogue import Course, Lesson
from learning.demo import rules
from learning.demo.verbs.bank import Member
from learning.demo.verbs.life.assigning import welcome
from learning.demo.verbs.life.queue import Life, courses_of
from learning.notices.models import Notice
from learning.people.models import Person
from learning.people.verbs import postings, staff
from learning.publishing import verbs as publishing
from learning.publishing.models import Flag
from learning.study.models import Assignee

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


def plan_flags(life: Life, course: Course) -> None:
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


def plan_staff(life: Life) -> None:
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
    for course in courses_of(life.live):
        welcome(life, course, at, after=newest)


def _be_absent(life: Life, member: Member, at: datetime) -> None:
    member.is_away, on = True, life.day(at)
    back = on + timedelta(days=life.random.choice((10, 21, 128)))
    postings.be_absent(
        life.db, _person(life, member), kind="leave", from_on=on, until_on=back, by=life.officer.id,
        reason=life.random.choice(rules.BREAKS), at=at,
    )  # fmt: skip


def revoke(life: Life, at: datetime) -> None:
    """One certificate was issued to a name that had to be corrected; HR took it back."""
    known = [life.house.by_number(account.number).id for account in rules.ACCOUNTS]
    rows = select(Proof).join(CertificationPeriod).where(CertificationPeriod.person_id.not_in(known)).order_by(Proof.id)
    proof = life.db.scalars(rows.limit(1)).first()
    if proof is not None:
        certificates.revoke(life.db, proof, by=life.officer.id, reason="监考记录显示由他人代考，证书收回，请重新参加测验。", at=at)


def read_notices(life: Life) -> None:
    """Most people have opened what is older than three days."""
    old = life.days.now - timedelta(days=3)
    life.db.execute(
        update(Notice).where(Notice.at < old, Notice.person_id % 10 < 7).values(read_at=old + timedelta(hours=5)),
        execution_options={"synchronize_session": False},
    )
