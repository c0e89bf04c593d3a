"""The life of an attempt, played at random: starts, answers, replays, hand-ins and clocks that jump, against a simple model."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.publishing import queries as publishing
from learning.questions import rules as questions
from learning.quiz import jobs, queries, rules, verbs
from learning.quiz.models import Answer, Attempt, AttemptItem, Mark
from learning.quiz.refusals import AlreadyHandedIn, AttemptsUsedUp, TimeIsUp
from learning.quiz.verbs import Given
from learning.study.models import StepFact
from tests.cast import MORNING
from tests.quiz import hands

GRACE = timedelta(seconds=5)


class Life(RuleBasedStateMachine):
    """What a learner, her two devices and a bad clock can do. ``model`` knows every acknowledged answer."""

    db = me = live = None
    past: frozenset[int] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.at, self.attempt = MORNING, None
        self.acknowledged: dict[str, tuple[int, int, list[str]]] = {}
        self.closed: set[str] = set()
        self.started = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield
        self.db.commit()

    @rule()
    def start(self) -> None:
        was_open = self.attempt is not None and self.attempt.uuid not in self.closed and not self.is_over()
        with self.transaction():
            try:
                attempt = hands.begin(self.db, self.live, self.me, self.at)
            except AttemptsUsedUp:
                assert self.started == 3 and not was_open
                self.closed.add(self.attempt.uuid)
                return
        if was_open:
            assert attempt is self.attempt
            return
        if self.attempt is not None:
            self.closed.add(self.attempt.uuid)
        self.attempt, self.acknowledged, self.started = attempt, {}, self.started + 1
        assert attempt.number == self.started

    def is_over(self) -> bool:
        return rules.is_over(self.attempt.deadline_at, self.attempt.late_seen_at, self.at)

    @precondition(lambda self: self.attempt is not None)
    @rule(given=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 6), st.booleans()), min_size=1, max_size=8))
    def answer_some(self, given: list[tuple[int, int, bool]]) -> None:
        for n, seq, is_right in given:
            self.answer(n, seq, is_right)

    def answer(self, n: int, seq: int, is_right: bool) -> None:
        texts = hands.answers(self.db, self.attempt, hands.right if is_right else hands.wrong)[n]
        taken = {known for m, known, _ in self.acknowledged.values() if m == n}
        must_refuse = self.attempt.uuid in self.closed or self.is_over()
        key = str(uuid4())
        with self.transaction():
            try:
                saved = verbs.answer(self.db, self.me, self.attempt.uuid, n, Given(texts, seq, key), at=self.at)
            except (TimeIsUp, AlreadyHandedIn):
                assert must_refuse
                self.closed.add(self.attempt.uuid)
                return
        assert not must_refuse
        if saved.is_stored:
            self.acknowledged[key] = (n, seq, texts)
        assert saved.is_stored is (seq not in taken)
        assert saved.is_stale is (seq in taken or seq < max(taken, default=-1))

    @precondition(lambda self: self.acknowledged)
    @rule(which=st.integers(0, 99))
    def replay(self, which: int) -> None:
        key = list(self.acknowledged)[which % len(self.acknowledged)]
        n, seq, texts = self.acknowledged[key]
        with self.transaction():
            assert verbs.answer(self.db, self.me, self.attempt.uuid, n, Given(texts, seq, key), at=self.at).is_stored

    @precondition(lambda self: self.attempt is not None)
    @rule()
    def hand_in(self) -> None:
        with self.transaction():
            verbs.hand_in(self.db, self.me, self.attempt.uuid, at=self.at)
        self.closed.add(self.attempt.uuid)

    @rule(minutes=st.sampled_from([-120, -11, -1, 1, 4, 9, 11]))
    def move_the_clock(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        with self.transaction():
            jobs.hand_in_overdue(self.db, at=self.at)
        if self.attempt is not None and self.attempt.handed_in_at is not None:
            self.closed.add(self.attempt.uuid)

    @invariant()
    def every_acknowledged_answer_is_there_once(self) -> None:
        if self.attempt is None:
            return
        rows = self.db.scalars(select(Answer).where(Answer.attempt_id == self.attempt.id)).all()
        assert {row.key: (row.n, row.seq) for row in rows} == {key: (n, seq) for key, (n, seq, _) in self.acknowledged.items()}

    @invariant()
    def every_score_is_what_recomputing_gives(self) -> None:
        for attempt in self.db.scalars(select(Attempt)):
            is_closed = attempt.handed_in_at is not None
            assert is_closed is (attempt.uuid in self.closed)
            marks = self.db.scalars(select(Mark).where(Mark.attempt_id == attempt.id)).all()
            assert len(marks) == (3 if is_closed else 0)
            if is_closed:
                won = recomputed(self.db, attempt)
                assert queries.score(attempt) == (won, 6)
                assert attempt.passed is (won / 6 >= Fraction(3, 5))
                assert sum(Fraction(mark.num, mark.den) for mark in marks) == won

    @invariant()
    def the_ledger_and_the_step_tell_the_same_story(self) -> None:
        entries = self.db.scalars(select(LedgerEntry).where(LedgerEntry.what == "AttemptHandedIn")).all()
        assert sorted(entry.subject_id for entry in entries if entry.id not in self.past) == sorted(self.closed)
        passed = [attempt for attempt in self.db.scalars(select(Attempt)) if attempt.passed]
        assert len(self.db.scalars(select(StepFact)).all()) == (1 if passed else 0)
        self.db.commit()


def recomputed(db, attempt: Attempt) -> Fraction:
    """The score by the plainest possible code: per question the answer with the highest number, marked again."""
    won = Fraction(0)
    for item in db.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)):
        given = db.scalars(select(Answer).where(Answer.attempt_id == attempt.id, Answer.n == item.n)).all()
        payload = publishing.payloads(db, attempt.course, [(item.item, item.rev)])[item.item, item.rev]
        if given:
            counts = max(given, key=lambda answer: answer.seq)
            won += questions.mark(payload, counts.value) * Fraction(item.points_num, item.points_den)
    return won


@pytest.mark.parametrize("lives", [12])
def test_any_life_of_an_attempt(bank, cast, live, db, lives):
    me = hands.viewer(db, cast.lin)
    db.commit()
    tables = (Mark, Answer, AttemptItem, Attempt, StepFact)

    class Fresh(Life):
        def __init__(self) -> None:
            super().__init__()
            self.db = bank.sessions.writer()
            self.me, self.live = me, live
            self.past = frozenset(self.db.scalars(select(LedgerEntry.id)))
            self.db.commit()

        def teardown(self) -> None:
            self.db.rollback()
            for table in tables:
                for row in self.db.scalars(select(table)):
                    self.db.delete(row)
                self.db.flush()
            self.db.commit()
            self.db.close()

    run_state_machine_as_test(
        Fresh, settings=settings(max_examples=lives, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    )
