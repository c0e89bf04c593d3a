"""How somebody of the crowd went through the courses: retold from what the first hundred and twenty really did."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from learning.base.ledger import LedgerEntry
from learning.base.tables import Table
from learning.certificates import rules as certificates
from learning.certificates.models import CertificationPeriod, Proof, ProofPaper
from learning.certificates.refusals import PaperOfCrowd
from learning.content.catalogue import Course, Step
from learning.demo import rules
from learning.demo.rules import Days, Learner
from learning.demo.verbs.bulk import Bulk
from learning.demo.verbs.life.queue import courses_of
from learning.demo.verbs.scenes import CHOICE, RUN, Rows, Scenes
from learning.notices.models import Notice
from learning.publishing.queries import Live
from learning.quiz.models import Answer, Attempt, AttemptItem, Mark
from learning.roleplay.models import Choice, Run
from learning.study.models import Completion, StepFact
from learning.study.rules import asked_version

LEARNS, WITH_ANSWERS, TRIES = 0.66, 20, 3
ENTRY = ("id", "at", "by", "what", "subject_kind", "subject_id", "reason", "details")


class Learning(Protocol):
    """Who learns: as much of a person as a story needs."""

    id: int
    name: str
    name_en: str
    position: str
    asked: dict[str, date]

    def is_there(self, day: date) -> bool: ...


@dataclass(frozen=True)
class Sat:
    """An attempt that somebody really sat, to be retold."""

    is_done: bool  # it did the step
    row: dict[str, Any]
    lasted: timedelta
    items: list[tuple[Any, ...]]
    answers: list[tuple[int, int, str, timedelta]]
    marks: list[tuple[int, int, int, str]]


@dataclass
class Stories:
    """What can be retold: by quiz the attempts that did its step and those that did not, by course a proof as printed."""

    bulk: Bulk
    days: Days
    random: Random
    live: Live
    courses: list[Course]
    sat: dict[tuple[str, str, bool], list[Sat]]
    printed: dict[str, dict[str, Any]]
    scenes: Scenes
    told: int = 0

    def tell(self, one: Learning, rows: Rows) -> None:
        """The person's way through the courses they were asked for, in the rows of every table it leaves a trace in."""
        if self.random.random() >= LEARNS:
            return
        learner = rules.learner(self.random)
        for course in self.courses:
            if course.key in one.asked:
                gap = learner.pace * self.random.uniform(0.8, 1.6)
                self._go_through(one, learner, course, self.days.later(self.days.at(one.asked[course.key], 9, 30), gap), rows)

    def _go_through(self, one: Learning, learner: Learner, course: Course, at: datetime, rows: Rows) -> None:
        missing = set(course.required_for(one.position))
        for step in course.outline:
            if step.key not in missing and not (step.kind == "quiz" and learner.does_practice):
                continue
            if at >= self.days.now - timedelta(minutes=30) or not one.is_there(self.days.clock.day(at)):
                return
            if missing == {step.key} and course.key not in self.printed:
                return  # nobody ever saw a certificate of this course
            done = self._do(one, learner, course, step, at, rows)
            if done is None:
                return
            missing.discard(step.key)
            if not missing:
                self._complete(one, course, done, rows)
                return
            if self.random.random() > learner.stamina:
                return
            at = self.days.later(done + timedelta(minutes=30), self.random.choice((0, 0, 1, 1, 2, 4, 7)))

    def _do(self, one: Learning, learner: Learner, course: Course, step: Step, at: datetime, rows: Rows) -> datetime | None:  # noqa: PLR0913 -- who does what when
        """Do the step; None when it was tried in vain or there is nothing to retell."""
        tried: tuple[str, datetime] | None = None
        if step.kind == "lesson":
            tried = f"lesson:{step.key}", at
        elif step.kind == "quiz":
            tried = self._sit(one, learner, course, step, at, rows)
        elif step.kind == "roleplay":
            tried = self.scenes.play(one.id, learner, course, step.key, at, rows)
        if tried is None or tried[1] >= self.days.now:
            return None
        source, at = tried
        version = asked_version(course, step)
        rows[StepFact].append((self.bulk.key(StepFact), one.id, course.key, step.key, version, step.kind, source, at, at))
        return at

    def _sit(  # noqa: PLR0913 -- who does what when
        self, one: Learning, learner: Learner, course: Course, step: Step, at: datetime, rows: Rows
    ) -> tuple[str, datetime] | None:
        """Sit until the step is done: the source of the step, and when."""
        for number in range(1, TRIES + 1):
            passes = self.random.random() < learner.ability + 0.1 * (number - 1) - 0.15
            found = self.sat.get((course.key, step.key, passes)) or self.sat.get((course.key, step.key, True))
            if not found:
                return None
            sat = self.random.choice(found)
            uuid = self._retell(one, sat, number, at, rows)
            at += sat.lasted
            if sat.is_done:
                return f"attempt:{uuid}", at
            at += timedelta(minutes=self.random.randint(20, 90))
            if at >= self.days.now:
                return None
        return None

    def _retell(self, one: Learning, sat: Sat, number: int, at: datetime, rows: Rows) -> str:
        """The attempt under another name and at another time; one in twenty with its questions, answers and marks."""
        key, uuid = self.bulk.key(Attempt), self._uuid()
        limit = sat.row["limit"]
        own = {"id": key, "uuid": uuid, "person_id": one.id, "number": number, "started_at": at, "handed_in_at": at + sat.lasted}
        own |= {"deadline_at": at + limit if limit else None, "seed": f"{self.random.getrandbits(128):032x}"}
        rows[Attempt].append(tuple((sat.row | own)[name] for name in ATTEMPT))
        self.told += 1
        if self.told % WITH_ANSWERS == 0:
            end = at + sat.lasted
            rows[AttemptItem] += [(self.bulk.key(AttemptItem), key, *item) for item in sat.items]
            rows[Answer] += [
                (self.bulk.key(Answer), key, n, self._uuid(), seq, value, at + after, False) for n, seq, value, after in sat.answers
            ]
            rows[Mark] += [(self.bulk.key(Mark), key, n, num, den, end, why) for n, num, den, why in sat.marks]
        return uuid

    def _uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _complete(self, one: Learning, course: Course, at: datetime, rows: Rows) -> None:
        """The completion, the period and the proof, the notice, and both in the ledger."""
        completion, period, proof = self.bulk.key(Completion), self.bulk.key(CertificationPeriod), self.bulk.key(Proof)
        number, on, version = certificates.written(self.random.getrandbits(128)), self.days.clock.day(at), course.edition
        printed = self.printed[course.key] | {
            "number": number, "name": one.name, "name_en": one.name_en, "issued_on": on.isoformat(),
        }  # fmt: skip
        rows[Completion].append((completion, one.id, course.key, version, self.live.edition, at, at))
        baseline = f"completion:{course.key}:{version}"
        rows[CertificationPeriod].append((period, one.id, course.key, baseline, on, "completion", at, at))
        rows[Proof].append((proof, number, period, at, _json(printed), certificates.digest(number, at, printed), False))
        rows[ProofPaper].append((proof, PaperOfCrowd.__name__, at))
        title, path = {"course": {"zh": course.title.zh, "en": course.title.en}}, f"/certificates/{number}"
        read_at = at + timedelta(hours=5) if self.random.random() < 0.7 and at < self.days.now - timedelta(days=3) else None
        rows[Notice].append(
            (self.bulk.key(Notice), one.id, "certificate", f"certificate:{period}", _json(title), path, at, read_at)
        )
        done = {"completion_id": completion, "person_id": one.id, "course": course.key, "version": version}
        done["edition"] = self.live.edition
        issued = {"proof_number": number, "person_id": one.id, "certification": course.key, "period_id": period}
        for what, kind, subject, details in (
            ("CourseCompleted", "completion", completion, done), ("CertificateIssued", "certificate", number, issued),
        ):  # fmt: skip
            rows[LedgerEntry].append(
                (self.bulk.key(LedgerEntry), at, one.id, what, kind, str(subject), None, _json(details))
            )  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def heard(db: Session, bulk: Bulk, days: Days, random: Random, live: Live) -> Stories:
    """Read once what the first ones did."""
    sat: dict[tuple[str, str, bool], list[Sat]] = defaultdict(list)
    handed = select(Attempt).where(Attempt.handed_in_at.is_not(None)).options(selectinload(Attempt.items)).order_by(Attempt.id)
    for one in db.scalars(handed):
        is_done = one.passed is True if one.purpose == "exam" else True
        sat[one.course, one.quiz, is_done].append(_sat(db, one, is_done))
    proofs = select(CertificationPeriod.certification, Proof.printed).join(Proof, Proof.period_id == CertificationPeriod.id)
    printed = {course: words for course, words in db.execute(proofs.order_by(Proof.id))}
    return Stories(bulk, days, random, live, courses_of(live), dict(sat), printed, Scenes(bulk, days, random, live.edition))


def _sat(db: Session, one: Attempt, is_done: bool) -> Sat:
    end = one.handed_in_at or one.started_at
    row = {name: getattr(one, name) for name in ATTEMPT if name != "terms"} | {"terms": _json(one.terms)}
    row["limit"] = one.deadline_at - one.started_at if one.deadline_at else None
    items = [
        (item.n, item.item, item.rev, item.part, item.points_num, item.points_den, _json(item.choice_order), False)
        for item in one.items
    ]
    answers = db.scalars(select(Answer).where(Answer.attempt_id == one.id).order_by(Answer.id))
    marks = db.scalars(select(Mark).where(Mark.attempt_id == one.id).order_by(Mark.id))
    return Sat(
        is_done, row, end - one.started_at, items,
        [(given.n, given.seq, _json(given.value), given.received_at - one.started_at) for given in answers],
        [(mark.n, mark.num, mark.den, mark.why) for mark in marks],
    )  # fmt: skip


ATTEMPT = (
    "id", "uuid", "person_id", "course", "quiz", "quiz_rev", "version", "edition", "number", "purpose", "terms", "seed", "lang",
    "started_at", "deadline_at", "handed_in_at", "handed_in_by", "num", "den", "max_num", "max_den", "passed",
)  # fmt: skip
TABLES: tuple[tuple[type[Table], tuple[str, ...]], ...] = (
    (StepFact, ("id", "person_id", "course", "step", "version", "kind", "source", "effective_at", "recorded_at")),
    (Attempt, ATTEMPT),
    (AttemptItem, ("id", "attempt_id", "n", "item", "rev", "part", "points_num", "points_den", "choice_order", "marked_by_taker")),
    (Answer, ("id", "attempt_id", "n", "key", "seq", "value", "received_at", "late")),
    (Mark, ("id", "attempt_id", "n", "num", "den", "at", "why")),
    (Run, RUN),
    (Choice, CHOICE),
    (Completion, ("id", "person_id", "course", "version", "edition", "effective_at", "recorded_at")),
    (CertificationPeriod, ("id", "person_id", "certification", "baseline", "valid_from", "reason", "effective_at", "recorded_at")),
    (Proof, ("id", "number", "period_id", "issued_at", "printed", "sha256", "shows_name")),
    (ProofPaper, ("proof_id", "refusal", "made_at")),
    (Notice, ("id", "person_id", "kind", "key", "gaps", "path", "at", "read_at")),
    (LedgerEntry, ENTRY),
)
