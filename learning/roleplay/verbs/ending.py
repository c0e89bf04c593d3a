"""The end of a run: its exact result; of a scored one also the clauses observed, the step done, one fact in the ledger."""

from datetime import datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.clauses import verbs as clauses
from learning.content.catalogue import Roleplay
from learning.content.roleplays.scoring import outcome
from learning.publishing import queries as publishing
from learning.roleplay import rules
from learning.roleplay.facts import RoleplayEnded
from learning.roleplay.models import Run
from learning.study import verbs as study


def end(db: Session, run: Run, roleplay: Roleplay, *, unit_id: int | None, at: datetime) -> None:
    """Score the run and shut it. A scored one observes its clauses and announces ``RoleplayEnded``; practice only has a result."""
    result = outcome(roleplay, run.chosen)
    if result.end is None:
        raise ValueError("a run without an end cannot be ended")
    run.ended_at, run.end, run.passed = at, result.end, result.passed
    run.num, run.den = result.score.as_integer_ratio()
    run.red_lines, run.floors_missed = len(result.red_lines), " ".join(map(str, result.floors_missed))
    run.seconds = max(0, int((at - run.started_at).total_seconds()))
    db.flush()
    if not run.is_scored:
        return
    seen = rules.observed(run.uuid, run.terms, roleplay, result)
    clauses.record(db, run.person_id, unit_id, seen, source="roleplay", at=at)
    announce(
        db,
        RoleplayEnded(
            at=at, by=run.person_id, run=run.uuid, person_id=run.person_id, course=run.course, roleplay=run.roleplay,
            number=run.number, score=result.score, end=result.end, passed=result.passed, digest=_digest(run),
        ),
    )  # fmt: skip
    db.flush()


def do_step(db: Session, run: Run, *, at: datetime) -> None:
    """A passed run does the step, in the 版本 that was asked when it began, whatever was published since. Twice is once."""
    if not (run.is_scored and run.passed):
        return
    live = publishing.live(db)
    course = live.catalogue.course(run.course)
    step = course.step(run.roleplay) if course else None
    if course is None or step is None:
        return
    study.do_step(
        db, run.person_id, course, step, edition=live.edition, source=f"roleplay:{run.uuid}", at=at, version=run.version
    )  # fmt: skip


def _digest(run: Run) -> str:
    return rules.digest({
        "uuid": run.uuid, "person": run.person_id, "course": run.course, "roleplay": run.roleplay, "rev": run.rev,
        "number": run.number, "seed": run.seed, "terms": run.terms,
        "choices": [[one.n, one.node, one.place] for one in run.choices],
        "score": [run.num, run.den], "end": run.end, "passed": run.passed,
    })  # fmt: skip
