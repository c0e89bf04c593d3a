"""A course with a scene of two dimensions and three rows, three sample cases, and rooms made by the real verbs.

live = stage(db)                                            # publishes the tree STAGE, commits
qualify(db, viewer)                                         # the three cases, scored like the reference
room = started(db, opener, customer=…, employee=…, observers=(…))
hand_in(db, room, viewer, (5, 4, 3), red=(0,))              # an observer's sheet
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.people.models import Person
from learning.people.rules import Viewer
from learning.publishing import queries as publishing_queries
from learning.publishing import verbs as publishing
from learning.publishing.queries import Live
from learning.rooms import queries, verbs
from learning.rooms.models import Result, Room
from learning.rooms.verbs import Filled, Scene
from tests.cast import MORNING, TODAY
from tests.content.scenes import SAMPLE, SAMPLE_EN, SCENE, SCENE_EN
from tests.courses import TINY, changed

FOLDER = "courses/greeting"
SCENE_PATH = f"{FOLDER}/roleplay/queue-jump.md"
EVIDENCE = "对不起，您先坐。"
CASES = ("case-a", "case-b", "case-c")
RUBRIC = (
    "| 维度 | 观察点 | 优秀（5） | 良好（4） | 合格（3） | 待改进（2） | 未做到（1） |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
    "| 同理 | 第一句话 | 先道歉 | 道歉稍慢 | 有安慰 | 催了才说 | 指责 |\n"
    "| 同理 | 语气 | 平稳 | 偶尔急 | 一般 | 急 | 吼 |\n"
    "| 规范 | 过号 | 讲清 | 少一样 | 少两样 | 讲错 | 不管 |\n"
)
RUBRIC_EN = (
    "| Dimension | Observed | Excellent (5) | Good (4) | Fair (3) | To improve (2) | Not done (1) |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
    "| Empathy | First sentence | Apology | Late | Kind | Asked | Blame |\n"
    "| Empathy | Tone | Calm | Once sharp | Fair | Sharp | Shouts |\n"
    "| Standards | Missed number | Clear | One gap | Two gaps | Wrong | Nothing |\n"
)
CARD = "### 角色卡：大堂经理 {#card-staff}\n\n你知道前面还有三位。\n\n### 角色卡：观察员"
CARD_EN = "### Card: Lobby manager {#card-staff}\n\nYou know that three are before her.\n\n### Card: Observer"


def _section(text: str, title: str, body: str, after: str) -> str:
    begin, end = text.index(title), text.index(after)
    return f"{text[:begin]}{title}\n\n{body}\n{text[end:]}"


def tree(*, in_outline: bool = True) -> dict[str, bytes]:
    """The tiny course, with the scene at the end of its outline, and its cases."""
    head = "编号: queue-jump\n标题: 过号的王女士\n时长: 6 分钟\n及格: 70%\n目标: o-greet\n条款: s-greet-10s\n版本: 1"
    zh = _section(SCENE.replace("s-greet", "s-greet-10s"), "## 评分表", RUBRIC, "## 红线").replace("### 角色卡：观察员", CARD)
    en = _section(SCENE_EN, "## Rubric", RUBRIC_EN, "## Red lines").replace("### Card: Observer", CARD_EN)
    files = {**TINY, SCENE_PATH: f"---\n{head}\n---\n\n{zh}".encode()}
    files[f"{FOLDER}/roleplay/queue-jump.en.md"] = f"---\ntitle: The missed number\nsource: 000000000000\n---\n\n{en}".encode()
    for number, key in enumerate(CASES, 1):
        files[f"{FOLDER}/samples/{key}.md"] = _case(number, key)
        files[f"{FOLDER}/samples/{key}.en.md"] = _case_en(number)
    if in_outline:
        line, english = "2. [迎宾结业测验](quizzes/greeting-exam.md)\n", "2. [Greeting exam](quizzes/greeting-exam.md)\n"
        files = changed(files, f"{FOLDER}/course.md", line, f"{line}3. [过号的王女士](roleplay/queue-jump.md)（选修）\n")
        files = changed(files, f"{FOLDER}/course.en.md", english, f"{english}3. [The missed number](roleplay/queue-jump.md)\n")
    return files


def _case(number: int, key: str) -> bytes:
    sheet = "| 第一句话 | 4 | 道歉稍慢 |\n| 语气 | 3 | 一般 |\n| 过号 | 5 | 讲清了 |\n"
    body = SAMPLE.replace("| 第一句话 | 0 | 没有道歉 |\n| 过号 | 3 | 讲清了 |\n", sheet)
    if key != "case-c":
        body = body.replace("## 红线\n\n- [ ] 索要密码\n\n", "")
    return f"---\n编号: {key}\n标题: 样例{number}\n演练: queue-jump\n角色: 王女士、大堂经理\n---\n\n{body}".encode()


def _case_en(number: int) -> bytes:
    sheet = "| First sentence | 4 | A little late |\n| Tone | 3 | Fair |\n| Missed number | 5 | Clear |\n"
    body = SAMPLE_EN.replace("| First sentence | 0 | No apology |\n| Missed number | 3 | Clear |\n", sheet)
    if number < 3:
        body = body.replace("## Red lines\n\n- [ ] Asked for a PIN\n\n", "")
    return f"---\ntitle: Case {number}\nsource: 000000000000\nroles: Ms Wang, Lobby manager\n---\n\n{body}".encode()


STAGE = tree()


def stage(db: Session, files: dict[str, bytes] | None = None) -> Live:
    made = publishing.publish(db, files or STAGE, by_id=None, note="stage", at=MORNING)
    db.commit()
    return made


def viewer(db: Session, person: Person) -> Viewer:
    db.refresh(person)
    post = person.postings[0]
    grants = tuple((grant.role, grant.unit_id) for grant in person.grants if grant.from_on <= TODAY)
    return Viewer(person.id, person.number, person.name, unit_id=post.unit_id, position=post.position, grants=grants)


def qualify(db: Session, *viewers: Viewer, at: datetime = MORNING) -> None:
    """The three cases, scored like the reference."""
    for me in viewers:
        for case in queries.cases(db)[:3]:
            filled = Filled(dict(enumerate(case.sample.points)), list(case.sample.red_lines), "")
            assert verbs.try_case(db, me, case, filled, at=at).passed


def scene(db: Session) -> Scene:
    live = publishing_queries.live(db)
    course = live.catalogue.courses["greeting"]
    return Scene(course, course.roleplays["queue-jump"], live.edition)


def opened(db: Session, opener: Viewer, *, observers: int = 2, at: datetime = MORNING) -> Room:
    return verbs.open_room(db, opener, scene(db), observers=observers, at=at)


def seated(db: Session, room: Room, me: Viewer, role: str, place: int = 1, *, at: datetime = MORNING) -> Room:
    """Comes in by the code, and takes a role."""
    verbs.come_in(db, me, room.code, at=at)
    found = queries.room(db, me, room.id, lock=True)
    verbs.take(db, me, found, role, place, at=at)
    return queries.room(db, me, room.id, lock=True)


def started(
    db: Session, opener: Viewer, *, customer: Viewer, employee: Viewer, observers: Sequence[Viewer], at: datetime = MORNING
) -> Room:
    qualify(db, *observers, at=at)
    room = opened(db, opener, observers=min(len(observers), 2), at=at)
    seated(db, room, customer, "customer", at=at)
    seated(db, room, employee, "employee", at=at)
    for number, one in enumerate(observers, 1):
        seated(db, room, one, "observer", number, at=at)
    room = queries.room(db, opener, room.id, lock=True)
    verbs.start(db, room, at=at)
    return room


def hand_in(
    db: Session, room: Room, me: Viewer, points: Sequence[int], *, red: Sequence[int] = (), at: datetime = MORNING
) -> Result | None:
    found = queries.room(db, me, room.id, lock=True)
    seat = next(one for one in queries.taken(found) if one.person_id == me.id)
    return verbs.hand_in(db, me, found, seat, Filled(dict(enumerate(points)), list(red), EVIDENCE), at=at)


def result_of(db: Session, room: Room) -> Result | None:
    found = db.scalars(select(Result).where(Result.room_id == room.id)).one_or_none()
    db.commit()
    return found
