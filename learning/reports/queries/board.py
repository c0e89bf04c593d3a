"""The report itself: from the sums where they hold, counted where they do not."""

from datetime import date

from sqlalchemy.orm import Session

from learning.base.engines import take_time
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reports import rules
from learning.reports.queries.counting import ALL, Question, counted
from learning.reports.queries.past import past
from learning.reports.queries.sums import sums
from learning.reports.queries.tree import READERS, nodes, offered
from learning.reports.rules import Board, Counts, Filters, Tree


def board(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date, is_paged: bool = False) -> Board | None:
    """The units that are open, fifty of the innermost at a time if ``is_paged``. None: a unit that is not the viewer's to see.

    As many statements whatever the number of units and people.
    """
    tree = Tree(nodes(db, me, on=filters.on, today=today))
    if filters.unit is not None and filters.unit not in tree.nodes:
        return None
    courses = offered(live, filters.course)
    shown = rules.shown(tree, filters, is_paged=is_paged)
    wanted = {node.id for node, _ in shown.rows} | {root.id for root in tree.roots} | ({filters.unit} if filters.unit else set())
    whole = (sums if filters.on == today else past)(db, live, tree, courses, filters, wanted)
    if whole is None:
        whole = _counted(db, me, live, tree, filters)
    return rules.board(tree, shown, whole, courses, filters)


PATIENCE = 20
"""Seconds a statement may take that counts rows: at 400,000 staff on a busy machine more than a page has otherwise."""


def _counted(db: Session, me: Viewer, live: Live, tree: Tree, filters: Filters) -> dict[int, Counts]:
    scope = None if me.sees_all(*READERS) else list(tree.nodes)
    question = Question(offered(live, filters.course), filters.on, db.info["clock"], scope, filters.position)
    take_time(db.connection(), PATIENCE)
    own = counted(db, question)
    return tree.summed({unit: counts for (unit, position), counts in own.items() if position == ALL})
