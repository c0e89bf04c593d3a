"""Somebody goes through a course: reads, answers, sits the quizzes, loses heart or comes to the end."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from learning.clauses import verbs as clauses
from learning.content.catalogue import Course, Lesson, Quiz, Roleplay, Step
from learning.content.payloads import payload
from learning.content.roleplays.scoring import visits
from learning.demo import rules
from learning.demo.rules import Learner
from learning.demo.verbs.bank import Member
from learning.demo.verbs.life.marking import plan_marking
from learning.demo.verbs.life.queue import Life
from learning.lessons.models import Reading
from learning.lessons.rules import asked
from learning.questions import rules as questions
from learning.questions.models import Response
from learning.quiz import verbs as quiz
from learning.quiz.models import Answer
from learning.quiz.queries import attempts
from learning.roleplay import verbs as roleplay
from learning.roleplay.models import Choice
from learning.roleplay.rules import replied
from learning.study import verbs as study
from learning.study.models import StepFact
from learning.study.rules import asked_version

AT_IT = timedelta(minutes=90)
"""Who opened a lesson so short a time ago is still reading: nobody finishes it in the future."""
UNDER_WAY = timedelta(minutes=25)
"""A quiz or a scene takes less: who would begin it later than so long ago begins it another day."""


def go_on(life: Life, course: Course, member: Member, place: int, at: datetime) -> None:
    """Do the step at this place of the outline, then come back for the next one, or lose heart."""
    learner = member.learner
    if learner is None or member.is_away or place >= len(course.outline):
        return
    step = course.outline[place]
    if step.kind == "lesson" and step.key in course.lessons:
        done = _read(life, course, step, course.lessons[step.key], member, at)
    elif step.kind == "quiz" and step.key in course.quizzes and (step.required or learner.does_practice):
        done = sit(life, course, course.quizzes[step.key], member, at)
    elif step.kind == "roleplay" and step.key in course.required_for(member.position):
        done = play(life, course, step, course.roleplays[step.key], member, at)
    else:
        go_on(life, course, member, place + 1, at)
        return
    if (done or step.kind in ("quiz", "roleplay")) and life.random.random() < learner.stamina:
        _come_back(life, course, member, place + 1 if done else place, at)


def _come_back(life: Life, course: Course, member: Member, place: int, at: datetime) -> None:
    after = life.days.later(at + timedelta(minutes=30), life.random.choice((0, 0, 1, 1, 2, 4, 7)))
    life.at(after, partial(go_on, life, course, member, place))


def _read(life: Life, course: Course, step: Step, lesson: Lesson, member: Member, at: datetime) -> bool:
    """Read a lesson and answer its questions until all are right; one in twelve stops for good, some are at it now."""
    learner = member.learner or rules.learner(life.random)
    toc = lesson.toc.get("zh", ())
    is_at_it = at > life.days.now - AT_IT
    if is_at_it or (learner.stamina < 1 and life.random.random() < 0.08):
        write_reading(life, course, step, lesson, member, at, percent=life.random.randint(15, 80), is_end=False)
        return False
    end = at + timedelta(minutes=life.random.randint(6, 16), seconds=life.random.randrange(60))
    write_reading(life, course, step, lesson, member, at, percent=100, is_end=True, end=end, place=toc[-1].anchor if toc else None)
    last = respond(life, course, lesson, member, learner.ability, at)
    life.db.flush()
    tick(life, course, step, member, max(end, last))
    return True


def tick(life: Life, course: Course, step: Step, member: Member, at: datetime, source: str = "") -> None:  # noqa: PLR0913 -- one fact
    """The step is done. The one that completes the course goes the product's own way; the others are rows of the same shape."""
    done = life.done.setdefault((member.id, course.key), set())
    done.add(step.key)
    source = source or f"lesson:{step.key}"
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
    if at > life.days.now - UNDER_WAY:
        return False
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
    if handed:
        plan_marking(life, handed, at)
    is_done = bool(handed and (paper.purpose != "exam" or handed.passed))
    if is_done:
        life.done.setdefault((member.id, course.key), set()).add(paper.id)
    return is_done


def play(life: Life, course: Course, step: Step, scene: Roleplay, member: Member, at: datetime) -> bool:  # noqa: PLR0913 -- who plays what
    """Play a scene to its end: begun and ended by the product, the choices written as rows. Returns whether it was passed."""
    if at > life.days.now - UNDER_WAY:
        return False
    run = roleplay.begin(life.db, member.viewer, course, scene, edition=life.live.edition, lang="zh", at=at)
    ability = (member.learner.ability if member.learner else 0.8) + 0.04 * (run.number - 1)
    for n, (visit, _) in enumerate(replied(visits(scene, rules.way(life.random, scene, ability))), 1):
        at += timedelta(seconds=life.random.randint(12, 75))
        run.choices.append(Choice(n=n, node=visit.node.id, place=visit.chosen, at=at))
    life.db.flush()
    roleplay.end(life.db, run, scene, unit_id=member.unit_id, at=at)
    if run.passed:
        tick(life, course, step, member, at, f"roleplay:{run.uuid}")
    return bool(run.passed)


def plan_lin(life: Life, course: Course) -> None:
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
