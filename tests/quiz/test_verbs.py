"""Attempts from the first question to the mark, on the verbs alone."""

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.clauses import queries as clauses
from learning.publishing import verbs as publishing
from learning.quiz import jobs, queries, verbs
from learning.quiz.models import Answer, Attempt, Mark
from learning.quiz.refusals import (
    AlreadyHandedIn,
    AttemptsUsedUp,
    BadKey,
    BadSequence,
    NobodyToAsk,
    NoSuchQuestion,
    TimeIsUp,
)
from learning.quiz.verbs import Given
from learning.study.models import StepFact
from tests.cast import MORNING
from tests.courses import BANK, EXAM, TINY, changed
from tests.quiz import hands

MINUTE = timedelta(minutes=1)
BANK_EN = BANK.replace(".md", ".en.md")


def stored(db, attempt) -> list[tuple[int, int]]:
    rows = db.execute(select(Answer.n, Answer.seq).where(Answer.attempt_id == attempt.id).order_by(Answer.n, Answer.seq))
    return [(row.n, row.seq) for row in rows]


def test_starting_twice_is_starting_once(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    first = hands.begin(db, live, lin, MORNING)
    again = hands.begin(db, live, lin, MORNING + MINUTE)
    chen = hands.begin(db, live, hands.viewer(db, cast.chen), MORNING)
    assert again is first
    assert (first.number, chen.number, len(first.items), first.deadline_at) == (1, 1, 3, MORNING + 10 * MINUTE)
    assert first.seed != chen.seed
    assert first.terms["pass"] == [3, 5]


def test_all_right_passes_and_does_the_step_once(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    hands.answer_all(db, lin, attempt, MORNING + MINUTE)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING + 2 * MINUTE)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING + 3 * MINUTE)
    assert queries.score(attempt) == (6, 6)
    assert (attempt.passed, attempt.handed_in_by, attempt.handed_in_at) == (True, "person", MORNING + 2 * MINUTE)
    assert db.scalar(select(func.count(Mark.id))) == 3
    assert [(step.step, step.version) for step in db.scalars(select(StepFact))] == [("greeting-exam", 1)]
    entry = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "AttemptHandedIn")).one()
    assert (entry.subject_id, entry.by, entry.details["won"], entry.details["passed"]) == (attempt.uuid, lin.id, [6, 1], True)
    assert len(entry.details["digest"]) == 64


def test_all_wrong_fails_and_does_no_step(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    hands.answer_all(db, lin, attempt, MORNING, hand=hands.wrong)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING + MINUTE)
    assert (queries.score(attempt), attempt.passed) == ((0, 6), False)
    assert db.scalar(select(func.count(StepFact.id))) == 0


def test_clauses_are_noted_for_answered_questions_only(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    cited = {item.n: attempt.terms["clauses"].get(item.item, []) for item in attempt.items}
    n, texts = next(iter(hands.answers(db, attempt, hands.wrong).items()))
    verbs.answer(db, lin, attempt.uuid, n, Given(texts), at=MORNING)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING + MINUTE)
    assert [(tally.clause, tally.seen, tally.broken) for tally in clauses.tallies(db)] == [(clause, 1, 1) for clause in cited[n]]


def test_the_same_key_is_the_same_answer(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    key, texts = str(uuid4()), hands.answers(db, attempt)[1]
    first = verbs.answer(db, lin, attempt.uuid, 1, Given(texts, 0, key), at=MORNING)
    again = verbs.answer(db, lin, attempt.uuid, 1, Given(["anything"], 7, key.upper()), at=MORNING + MINUTE)
    assert (first.seq, first.is_stale, again) == (0, False, first)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING + 2 * MINUTE)
    assert verbs.answer(db, lin, attempt.uuid, 1, Given(texts, 0, key), at=MORNING + 60 * MINUTE) == first
    assert stored(db, attempt) == [(1, 0)]


def test_the_higher_number_counts_whatever_comes_first(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    right, wrong = hands.answers(db, attempt)[1], hands.answers(db, attempt, hands.wrong)[1]
    verbs.answer(db, lin, attempt.uuid, 1, Given(right, 5, str(uuid4())), at=MORNING)
    late = verbs.answer(db, lin, attempt.uuid, 1, Given(wrong, 3, str(uuid4())), at=MORNING)
    assert (late.is_stored, late.is_stale, late.seq) == (True, True, 5)
    twin = verbs.answer(db, lin, attempt.uuid, 1, Given(wrong, 5, str(uuid4())), at=MORNING)
    assert (twin.is_stored, twin.is_stale, twin.seq) == (False, True, 5)
    assert stored(db, attempt) == [(1, 3), (1, 5)]
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING)
    assert queries.score(attempt)[0] == 2


def test_a_plain_form_that_changes_nothing_writes_nothing(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    right, wrong = hands.answers(db, attempt)[1], hands.answers(db, attempt, hands.wrong)[1]
    for texts in ([], right, right, wrong, right):
        verbs.answer(db, lin, attempt.uuid, 1, Given(texts), at=MORNING)
    assert stored(db, attempt) == [(1, 0), (1, 1), (1, 2)]


@pytest.mark.parametrize(
    ("n", "given", "refusal"),
    [
        (1, Given(["A"], 2**53 + 1), BadSequence), (1, Given(["A"], 2**63), BadSequence), (1, Given(["A"], -1), BadSequence),
        (1, Given(["A"], 1, "no uuid"), BadKey), (4, Given(["A"]), NoSuchQuestion), (0, Given([]), NoSuchQuestion),
    ],
)  # fmt: skip
def test_nonsense_is_refused(db, cast, live, n, given, refusal):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    with pytest.raises(refusal):
        verbs.answer(db, lin, attempt.uuid, n, given, at=MORNING)
    assert stored(db, attempt) == []


def test_somebody_elses_key_or_attempt_is_of_no_use(db, cast, live):
    lin, chen = hands.viewer(db, cast.lin), hands.viewer(db, cast.chen)
    mine, hers = hands.begin(db, live, chen, MORNING), hands.begin(db, live, lin, MORNING)
    key, texts = str(uuid4()), hands.answers(db, hers)[1]
    verbs.answer(db, lin, hers.uuid, 1, Given(texts, 0, key), at=MORNING)
    assert verbs.answer(db, chen, hers.uuid, 1, Given(texts, 1), at=MORNING) is None
    assert verbs.hand_in(db, chen, hers.uuid, at=MORNING) is None
    assert verbs.bookmark(db, chen, hers.uuid, 1, wanted=True, at=MORNING) is None
    with pytest.raises(BadKey):
        verbs.answer(db, chen, mine.uuid, 1, Given(hands.answers(db, mine)[1], 0, key), at=MORNING)


def test_after_the_deadline_and_its_grace_no_clock_reopens_the_attempt(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    sheet = hands.answers(db, attempt)
    verbs.answer(db, lin, attempt.uuid, 1, Given(sheet[1]), at=MORNING + MINUTE)
    in_grace = attempt.deadline_at + timedelta(seconds=5)
    assert verbs.answer(db, lin, attempt.uuid, 2, Given(sheet[2]), at=in_grace).is_stored
    with pytest.raises(TimeIsUp):
        verbs.answer(db, lin, attempt.uuid, 3, Given(sheet[3]), at=in_grace + timedelta(milliseconds=1))
    assert (attempt.handed_in_by, attempt.handed_in_at, queries.score(attempt)) == ("deadline", attempt.deadline_at, (4, 6))
    with pytest.raises(TimeIsUp):
        verbs.answer(db, lin, attempt.uuid, 3, Given(sheet[3]), at=MORNING - 120 * MINUTE)
    assert stored(db, attempt) == [(1, 0), (2, 0)]


def test_a_handed_in_attempt_takes_no_answer(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    sheet = hands.answers(db, attempt)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING)
    with pytest.raises(AlreadyHandedIn):
        verbs.answer(db, lin, attempt.uuid, 1, Given(sheet[1]), at=MORNING)
    with pytest.raises(AlreadyHandedIn):
        verbs.bookmark(db, lin, attempt.uuid, 1, wanted=True, at=MORNING)


def test_the_worker_hands_in_what_is_overdue_and_only_that(db, cast, live):
    lin, chen, sun = (hands.viewer(db, person) for person in (cast.lin, cast.chen, cast.sun))
    old = hands.begin(db, live, lin, MORNING)
    hands.answer_all(db, lin, old, MORNING + MINUTE)
    latched = hands.begin(db, live, sun, MORNING + 9 * MINUTE)
    latched.late_seen_at = MORNING + 9 * MINUTE
    young = hands.begin(db, live, chen, MORNING + 9 * MINUTE)
    assert jobs.hand_in_overdue(db, at=MORNING + 11 * MINUTE) == 2
    assert jobs.hand_in_overdue(db, at=MORNING + 11 * MINUTE) == 0
    assert (old.handed_in_by, old.handed_in_at, old.passed, young.handed_in_at) == ("deadline", MORNING + 10 * MINUTE, True, None)
    fact = db.scalars(select(StepFact)).one()
    assert (fact.person_id, fact.effective_at) == (lin.id, MORNING + 10 * MINUTE)
    entry = db.scalars(select(LedgerEntry).where(LedgerEntry.subject_id == old.uuid)).one()
    assert (entry.by, entry.details["handed_in_by"]) == (None, "deadline")


def test_three_attempts_and_then_whom_to_ask(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    for minute in range(3):
        attempt = hands.begin(db, live, lin, MORNING + minute * MINUTE)
        assert attempt.number == minute + 1
        verbs.hand_in(db, lin, attempt.uuid, at=MORNING + minute * MINUTE)
    with pytest.raises(AttemptsUsedUp) as refused:
        hands.begin(db, live, lin, MORNING + 5 * MINUTE)
    assert (refused.value.gaps["whom"].zh, refused.value.gaps["attempts"]) == ("周明远", 3)


def test_who_has_no_head_is_sent_to_the_branch_or_a_trainer(db, cast, live):
    tao = hands.viewer(db, cast.tao)
    for _ in range(3):
        verbs.hand_in(db, tao, hands.begin(db, live, tao, MORNING).uuid, at=MORNING)
    with pytest.raises(NobodyToAsk):
        hands.begin(db, live, tao, MORNING)


def test_an_overdue_attempt_is_handed_in_when_the_next_one_starts(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    old = hands.begin(db, live, lin, MORNING)
    new = hands.begin(db, live, lin, MORNING + 30 * MINUTE)
    assert (old.handed_in_by, new.number) == ("deadline", 2)


TURNED = [
    (BANK, "- [x] 停笔起身", "- [ ] 停笔起身"), (BANK, "- [ ] 先填完这一行", "- [x] 先填完这一行"),
    (BANK, "答案：错误", "答案：正确"),
    (BANK, "10 ± 2 秒", "99 ± 1 秒"), (BANK, "[[迎声]]", "[[来声]]"), (BANK, "- [ ] 把叫号屏", "- [x] 把叫号屏"),
    (BANK_EN, "- [x] Put the pen", "- [ ] Put the pen"),
    (BANK_EN, "- [ ] Finish the line", "- [x] Finish the line"),
    (BANK_EN, "Answer: False", "Answer: True"), (BANK_EN, "10 ± 2 seconds", "99 ± 1 seconds"),
    (BANK_EN, "- [ ] Turning", "- [x] Turning"),
    (EXAM, "及格: 60%", "及格: 100%"), (EXAM, "版本: 1", "版本: 2"),
]  # fmt: skip


def turned(tree):
    """The tree with every key turned round and the pass mark raised."""
    for path, old, new in TURNED:
        tree = changed(tree, path, old, new)
    return tree


def test_a_new_edition_in_the_middle_changes_nothing_for_who_is_sitting(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    before = {n: dict(payload) for n, payload in queries.payloads(db, attempt, attempt.items).items()}
    tree = turned(TINY)
    publishing.publish(db, tree, by_id=None, note="all keys turned", at=MORNING + MINUTE)
    assert queries.payloads(db, attempt, attempt.items) == before
    sheet = hands.answers(db, attempt)
    for n in (1, 2):
        verbs.answer(db, lin, attempt.uuid, n, Given(sheet[n]), at=MORNING + 2 * MINUTE)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING + 3 * MINUTE)
    assert (queries.score(attempt), attempt.passed) == ((4, 6), True)
    assert [(fact.step, fact.version) for fact in db.scalars(select(StepFact))] == [("greeting-exam", 1)]


def test_a_raised_version_gives_new_attempts(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    for _ in range(3):
        verbs.hand_in(db, lin, hands.begin(db, live, lin, MORNING).uuid, at=MORNING)
    raised = publishing.publish(db, changed(TINY, EXAM, "版本: 1", "版本: 2"), by_id=None, note="again", at=MORNING)
    attempt = hands.begin(db, raised, lin, MORNING)
    assert (attempt.number, attempt.version) == (4, 2)


def test_a_bookmark_comes_and_goes(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    assert verbs.bookmark(db, lin, attempt.uuid, 2, wanted=True, at=MORNING).marked_by_taker
    assert not verbs.bookmark(db, lin, attempt.uuid, 2, wanted=False, at=MORNING).marked_by_taker
    assert verbs.bookmark(db, lin, attempt.uuid, 9, wanted=True, at=MORNING) is None


def test_first_and_best_are_both_known(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    for hand in (hands.wrong, hands.right, hands.right):
        attempt = hands.begin(db, live, lin, MORNING)
        hands.answer_all(db, lin, attempt, MORNING, hand=hand)
        verbs.hand_in(db, lin, attempt.uuid, at=MORNING)
    results = queries.results(queries.attempts(db, lin.id, "greeting", "greeting-exam"))
    assert [(result.won, result.is_first, result.is_best) for result in results] == [
        (0, True, False),
        (6, False, True),
        (6, False, False),
    ]
    assert queries.ever_passed(db, attempt)


def test_half_points_add_up_exactly(db, cast, live):
    """Three gaps of one question of 2 points: two right are 4/3, not 1.33."""
    lin = hands.viewer(db, cast.lin)
    only_gaps = changed(changed(TINY, EXAM, "标签 结业 | 3 | 2", "题型 填空 | 1 | 2"), EXAM, "60%", "66.6%")
    attempt = hands.begin(db, publishing.publish(db, only_gaps, by_id=None, note="gaps", at=MORNING), lin, MORNING)
    verbs.answer(db, lin, attempt.uuid, 1, Given(["迎声", "应声", "?"]), at=MORNING)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING)
    assert (queries.score(attempt), attempt.passed) == ((Fraction(4, 3), 2), True)
    assert db.scalar(select(func.count(Attempt.id))) == 1


def test_my_data_holds_my_answers_and_no_key(db, cast, live):
    lin = hands.viewer(db, cast.lin)
    attempt = hands.begin(db, live, lin, MORNING)
    hands.begin(db, live, hands.viewer(db, cast.chen), MORNING)
    hands.answer_all(db, lin, attempt, MORNING)
    verbs.hand_in(db, lin, attempt.uuid, at=MORNING)
    (mine,) = queries.own_data(db, lin.id)["attempts"]
    assert (mine["uuid"], mine["passed"], [answer["n"] for answer in mine["answers"]]) == (attempt.uuid, True, [1, 2, 3])
    assert {"terms", "seed"} & set(mine) == set()
