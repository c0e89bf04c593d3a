"""Lin plays a scene: what a run keeps, what it refuses, what its end writes down."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from learning.base.ledger import LedgerEntry
from learning.clauses.models import ClauseObservation
from learning.publishing import verbs as publishing
from learning.roleplay import queries, verbs
from learning.roleplay.models import Choice, Run
from learning.roleplay.refusals import (
    AlreadyChosen,
    NoLine,
    NotOffered,
    NotPlayable,
    NotThereYet,
    PracticeLeft,
    RunIsOpen,
    RunIsOver,
)
from learning.study.models import StepFact
from tests.cast import MORNING
from tests.courses import ROLEPLAY, changed, tiny, with_roleplay
from tests.roleplay.scenes import COMPLAINT, COURSE, FAIR, HAPPY, RED, SCENE, shown

LATER = MORNING + timedelta(minutes=4)


def seen(db):
    rows = db.scalars(select(ClauseObservation).order_by(ClauseObservation.id))
    return [(row.source, row.source_id.partition(":")[2], row.clause, row.kept) for row in rows]


def facts(db):
    return list(db.scalars(select(LedgerEntry).where(LedgerEntry.what == "RoleplayEnded").order_by(LedgerEntry.id)))


def test_the_best_way_passes_does_the_step_and_is_written_down(db, lin):
    run = lin.begin()
    lin.say(run, 0)
    assert (run.ended_at, facts(db)) == (None, [])
    lin.say(run, 0, LATER)

    assert (run.end, run.passed, Fraction(run.num, run.den), run.seconds) == ("happy", True, Fraction(1), 240)
    step = db.scalars(select(StepFact)).one()
    assert (step.step, step.kind, step.source, step.person_id) == (SCENE, "roleplay", f"roleplay:{run.uuid}", lin.me.id)
    (fact,) = facts(db)
    assert (fact.subject_id, fact.by, fact.details["score"], fact.details["passed"]) == (run.uuid, lin.me.id, [1, 1], True)
    assert len(fact.details["digest"]) == 64
    # Both replies speak of the wait; the scene as a whole stands for greeting and for the PIN.
    assert seen(db) == [
        ("roleplay", "1", "s-wait-told", True), ("roleplay", "2", "s-wait-told", True),
        ("roleplay", "", "s-greet-10s", True), ("roleplay", "", "s-pin-own", True),
    ]  # fmt: skip


def test_a_fair_end_passes_with_less(db, lin):
    run = lin.play(FAIR)
    # Of 1.6 + 2.0 to be had, 1.6 + 1.6.
    assert (run.end, run.passed, Fraction(run.num, run.den)) == ("fair", True, Fraction(8, 9))


def test_a_red_line_fails_whatever_the_points_and_does_no_step(db, lin):
    run = lin.play(RED)
    assert (run.end, run.passed, run.red_lines) == ("failed", False, 1)
    assert db.scalar(select(func.count()).select_from(StepFact)) == 0
    assert seen(db) == [
        ("roleplay", "1", "s-wait-told", True), ("roleplay", "2", "s-pin-own", False), ("roleplay", "", "s-greet-10s", False),
    ]  # fmt: skip
    assert facts(db)[0].details["passed"] is False


def test_a_complaint_misses_the_floor(db, lin):
    run = lin.play(COMPLAINT)
    assert (run.end, run.passed, run.floors_missed, Fraction(run.num, run.den)) == ("failed", False, "0", Fraction(0))
    assert [why.rule for why in queries.result(db, run).reasons] == ["end", "floor", "score"]


def test_beginning_twice_is_one_run_and_the_next_comes_after_the_end(db, lin):
    first = lin.begin()
    assert lin.begin().id == first.id
    lin.say(first, 0)
    lin.say(first, 0)
    assert (lin.begin().number, lin.begin().mode) == (2, "scored")
    db.flush()
    db.add(Run(uuid="x", person_id=lin.me.id, course=COURSE, roleplay=SCENE, rev="r", version=1, edition=1, number=3, mode="scored",
               terms={}, seed="00", lang="zh", started_at=MORNING))  # fmt: skip
    with pytest.raises(IntegrityError):
        db.flush()


def test_the_same_choice_again_is_harmless_and_another_is_told_what_stands(db, lin):
    run = lin.begin()
    lin.say(run, 0)
    lin.say(run, 0, n=1)
    assert run.chosen == (0,)
    with pytest.raises(AlreadyChosen) as no:
        lin.say(run, 1, n=1)
    assert (no.value.gaps["n"], no.value.gaps["words"].zh) == (1, "“对不起，您先坐，我马上看看。”")
    lin.say(run, 0)
    lin.say(run, 0, n=2)  # the last one again, after the end
    assert (run.chosen, len(facts(db))) == ((0, 0), 1)
    with pytest.raises(AlreadyChosen):
        lin.say(run, 1, n=2)
    with pytest.raises(RunIsOver):
        verbs.choose(db, lin.me, run.uuid, 3, 0, at=MORNING)


def test_what_was_not_offered_is_refused(db, lin, sun):
    run = lin.begin()
    for shown_at, n, no in ((2, 1, NotOffered), (-1, 1, NotOffered), (0, 2, NotThereYet), (0, 0, NoLine)):
        with pytest.raises(no):
            verbs.choose(db, lin.me, run.uuid, n, shown_at, at=MORNING)
    assert run.chosen == ()
    assert verbs.choose(db, sun.me, run.uuid, 1, 0, at=MORNING) is None
    assert verbs.practise(db, sun.me, run.uuid, 1, lang="zh", at=MORNING) is None


def test_two_choices_at_the_same_moment_leave_one(db, bank, lin):
    run = lin.begin()
    db.commit()
    at_once, told = Barrier(2), []

    def post(place: int) -> None:
        with bank.sessions.writer() as own:
            at_once.wait()
            try:
                verbs.choose(own, lin.me, run.uuid, 1, place, at=MORNING)
                own.commit()
                told.append("kept")
            except AlreadyChosen:
                own.rollback()
                told.append("told")

    both = [Thread(target=post, args=(place,)) for place in (0, 1)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == ["kept", "told"]
    assert db.scalar(select(func.count()).select_from(Choice)) == 1


def test_a_run_goes_on_in_the_text_it_began_with(db, lin):
    run = lin.begin()
    lin.say(run, 0)
    tree = with_roleplay(tiny(COURSE), required=True)
    tree = changed(tree, ROLEPLAY, "我赶十一点半。", "我不赶时间。")
    tree = changed(tree, ROLEPLAY, "转到：#walk", "转到：#complaint")
    new = publishing.publish(db, tree, by_id=None, note="new text", at=LATER)
    db.commit()
    assert new.catalogue.courses[COURSE].roleplays[SCENE].revision != run.rev

    assert [line.text.zh for line in queries.now(db, run).lines] == ["我赶十一点半。"]
    lin.say(run, 0, LATER)
    assert (run.end, run.passed) == ("happy", True)
    assert queries.result(db, run).path[1].node.lines[-1].text.zh == "我赶十一点半。"


def test_a_run_goes_on_after_its_scene_was_withdrawn(db, lin):
    run = lin.begin()
    publishing.publish(db, tiny(COURSE), by_id=None, note="without", at=LATER)
    db.commit()
    lin.say(run, 0, LATER)
    lin.say(run, 0, LATER)
    assert (run.end, run.passed) == ("happy", True)
    assert db.scalar(select(func.count()).select_from(StepFact)) == 0  # nobody asks for this step any more


def test_a_higher_version_asks_again_and_an_old_run_does_the_old_step(db, lin):
    run = lin.begin()
    tree = changed(with_roleplay(tiny(COURSE), required=True), ROLEPLAY, "及格: 70%\n", "及格: 70%\n版本: 2\n")
    publishing.publish(db, tree, by_id=None, note="版本 2", at=LATER)
    db.commit()
    lin.say(run, 0, LATER)
    lin.say(run, 0, LATER)
    assert db.scalars(select(StepFact.version)).all() == [run.version]


def test_practice_goes_on_from_a_line_and_counts_nothing(db, lin):
    run = lin.play(RED)
    before = (seen(db), len(facts(db)))
    again = verbs.practise(db, lin.me, run.uuid, 2, lang="zh", at=LATER)
    assert (again.mode, again.number, again.carried, again.chosen) == ("practice", 1, 1, (0,))
    lin.say(again, 0, LATER)
    assert (again.end, again.passed) == ("happy", True)
    assert db.scalar(select(func.count()).select_from(StepFact)) == 0
    assert (seen(db), len(facts(db))) == before
    assert [(one.number, one.is_first, one.is_best) for one in queries.past(db, lin.me.id, COURSE, SCENE)] == [(1, True, True)]


def test_practice_is_left_for_another_and_refuses_what_is_not_there(db, lin):
    run = lin.begin()
    with pytest.raises(RunIsOpen):
        verbs.practise(db, lin.me, run.uuid, 1, lang="zh", at=LATER)
    lin.say(run, 0)
    lin.say(run, 1)
    for n in (0, 3):
        with pytest.raises(NoLine):
            verbs.practise(db, lin.me, run.uuid, n, lang="zh", at=LATER)
    left = verbs.practise(db, lin.me, run.uuid, 1, lang="zh", at=LATER)
    assert verbs.practise(db, lin.me, run.uuid, 2, lang="zh", at=LATER).number == 2
    assert (left.ended_at, left.end) == (LATER, None)
    with pytest.raises(PracticeLeft):
        verbs.choose(db, lin.me, left.uuid, 1, 0, at=LATER)


def test_first_and_best_are_kept_apart(db, lin):
    for way in (FAIR, COMPLAINT, HAPPY, HAPPY):
        lin.play(way)
    past = queries.past(db, lin.me.id, COURSE, SCENE)
    assert [(one.score, one.is_first, one.is_best) for one in past] == [
        (Fraction(8, 9), True, False), (Fraction(0), False, False), (Fraction(1), False, True), (Fraction(1), False, False),
    ]  # fmt: skip


def test_a_scene_with_errors_cannot_be_begun(db, lin):
    course = lin.live.catalogue.courses[COURSE]
    broken = replace(course.roleplays[SCENE], playable=False)
    with pytest.raises(NotPlayable):
        verbs.begin(db, lin.me, course, broken, edition=1, lang="zh", at=MORNING)


def test_the_order_on_the_screen_is_the_runs_own(db, lin, sun):
    scene = lin.live.catalogue.courses[COURSE].roleplays[SCENE]
    orders = set()
    for _ in range(12):
        run = lin.play(COMPLAINT)
        orders.add(tuple(shown(scene, run, place, n=1) for place in (0, 1)))
    assert orders == {(0, 1), (1, 0)}


def test_my_data_holds_every_run_and_choice(db, lin):
    run = lin.play(FAIR)
    (told,) = queries.own_data(db, lin.me.id)
    assert (told["uuid"], told["passed"], told["end"]) == (run.uuid, True, "fair")
    assert [(one["n"], one["node"], one["place"]) for one in told["choices"]] == [(1, "start", 0), (2, "look-up", 1)]
