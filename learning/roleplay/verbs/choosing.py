"""Choosing a reply. The same one again changes nothing; another one is told what stands."""

from datetime import datetime

from sqlalchemy.orm import Session

from learning.content.catalogue import Roleplay
from learning.content.roleplays.scoring import visits
from learning.people.rules import Viewer
from learning.roleplay import queries, rules
from learning.roleplay.models import Choice, Run
from learning.roleplay.refusals import AlreadyChosen, NoLine, NotOffered, NotThereYet, PracticeLeft, RunIsOver
from learning.roleplay.verbs.ending import do_step, end


def choose(db: Session, me: Viewer, uuid: str, n: int, shown: int, *, at: datetime) -> Run | None:
    """Answer the ``n``-th line with the choice shown at this place (from 0); None when there is no such run of mine.

    Once a line has been answered the same choice again is harmless, also after the end; another one raises ``AlreadyChosen``,
    which quotes what stands. A line that has not been come to, and a choice that was not offered, are refused. The choice that
    leads to an end ends the run.
    """
    run = queries.locked(db, me, uuid)
    if run is None:
        return None
    roleplay = queries.scene(db, run)
    way = visits(roleplay, run.chosen)
    if 1 <= n <= len(run.choices):
        _same_again(run, roleplay, n, shown)
        return run
    if run.ended_at is not None:
        raise RunIsOver if run.end else PracticeLeft
    if n != len(run.choices) + 1:
        raise NotThereYet(n=n) if n > 0 else NoLine
    node = way[-1].node
    places = rules.order(run.seed, node)
    if not 0 <= shown < len(places):
        raise NotOffered
    run.choices.append(Choice(n=n, node=node.id, place=places[shown], at=at))
    db.flush()
    if visits(roleplay, run.chosen)[-1].node.end:
        end(db, run, roleplay, unit_id=me.unit_id, at=at)
        do_step(db, run, at=at)
    return run


def _same_again(run: Run, roleplay: Roleplay, n: int, shown: int) -> None:
    stands = run.choices[n - 1]
    node = roleplay.node(stands.node)
    if node is None:
        raise LookupError(stands.node)
    places = rules.order(run.seed, node)
    if not (0 <= shown < len(places) and places[shown] == stands.place):
        raise AlreadyChosen(n=n, words=rules.plain(node.replies[stands.place].text))
