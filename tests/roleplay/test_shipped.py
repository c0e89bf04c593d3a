"""Every role-play that ships is played to a pass, to a fail and to every kind of end in it."""

from fractions import Fraction

import pytest
from sqlalchemy import func, select

from learning.clauses.models import ClauseObservation
from learning.content.catalogue import Catalogue, Roleplay
from learning.content.reading import read_tree
from learning.content.roleplays.scoring import best_way, outcome, visits
from learning.content.tree import tree_of
from learning.publishing import verbs as publishing
from learning.roleplay import queries
from learning.roleplay.models import Run
from learning.study.models import StepFact
from tests.cast import MORNING
from tests.roleplay.conftest import viewer
from tests.roleplay.scenes import Player
from tests.serving import ROOT

TREE, _ = tree_of(ROOT / "content")


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_tree(TREE).catalogue


def ways(scene: Roleplay) -> list[tuple[int, ...]]:
    """Every way through, the short ones first."""
    found, waiting = [], [()]
    while waiting:
        way = waiting.pop(0)
        replies = visits(scene, way)[-1].node.replies
        waiting.extend((*way, place) for place in range(len(replies)))
        if not replies:
            found.append(way)
    return found


def chosen_ways(scene: Roleplay) -> dict[str, tuple[int, ...]]:
    """The best way, and the shortest to each kind of end and of trouble that is not passed."""
    found = {"best": best_way(scene)}
    for way in ways(scene):
        result = outcome(scene, way)
        found.setdefault(f"{result.end}, {'passed' if result.passed else 'not passed'}", way)
        if result.red_lines:
            found.setdefault("red line", way)
    return found


def test_every_scene_can_be_passed_and_failed_and_every_end_is_reached(shipped):
    scenes = [scene for course in shipped.courses.values() for scene in course.roleplays.values()]
    assert len(scenes) == 23
    for scene in scenes:
        found = chosen_ways(scene)
        assert outcome(scene, found["best"]).passed, scene.id
        assert outcome(scene, found["best"]).score == 1, scene.id
        ends = {node.end for node in scene.nodes if node.end}
        assert {kind.partition(",")[0] for kind in found if ", " in kind} == ends, scene.id
        assert "failed, not passed" in found, scene.id


def test_they_are_played_by_the_verbs_and_what_is_stored_is_what_the_rules_say(db, cast):
    live = publishing.publish(db, TREE, by_id=None, note="as shipped", at=MORNING)
    zhou = Player(db, live, viewer(cast.zhou))
    played = 0
    for course in live.catalogue.courses.values():
        for scene in course.roleplays.values():
            for way in chosen_ways(scene).values():
                run, result = zhou.play(way, course=course.key, scene=scene.id), outcome(scene, way)
                assert (run.end, run.passed, Fraction(run.num, run.den)) == (result.end, result.passed, result.score), scene.id
                assert bool(queries.result(db, run).reasons) is not result.passed
                played += 1
    assert db.scalar(select(func.count()).select_from(Run).where(Run.end.is_not(None))) == played
    assert len(db.scalars(select(StepFact.step).where(StepFact.kind == "roleplay")).all()) == 23
    assert db.scalar(select(func.count()).select_from(ClauseObservation).where(ClauseObservation.source == "roleplay")) >= played


def test_a_branch_head_plays_every_scene_and_everybody_plays_some(shipped):
    for course in shipped.courses.values():
        assert set(course.roleplays) <= set(course.required_for("head")), course.key
        for position in shipped.positions:
            assert set(course.roleplays) & set(course.required_for(position)), (course.key, position)
