"""What was observed of a clause, and how often it was broken."""

from datetime import timedelta

from learning.clauses import queries, verbs
from learning.clauses.queries import Tally
from tests.cast import MORNING


def test_every_observation_is_a_row_and_the_most_broken_clause_comes_first(db, cast):
    lin, binjiang, gutang = cast.lin.id, cast.binjiang.id, cast.gutang.id
    verbs.observe(db, lin, binjiang, ["s-greet", "s-pin", "s-pin"], kept=False, source="quiz", source_id="a:1", at=MORNING)
    verbs.observe(db, lin, binjiang, ["s-greet"], kept=True, source="quiz", source_id="a:2", at=MORNING + timedelta(days=1))
    verbs.observe(db, cast.sun.id, gutang, ["s-pin"], kept=False, source="lesson", source_id="b", at=MORNING)
    verbs.observe(db, lin, None, [], kept=True, source="quiz", source_id="c", at=MORNING)
    assert queries.tallies(db) == [Tally("s-pin", 2, 2), Tally("s-greet", 2, 1)]
    assert queries.tallies(db, unit_ids=[gutang]) == [Tally("s-pin", 1, 1)]
    assert queries.tallies(db, since=MORNING + timedelta(hours=1)) == [Tally("s-greet", 1, 0)]
