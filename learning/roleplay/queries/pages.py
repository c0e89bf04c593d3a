"""What the pages of a run show: the line it stands at, and what a finished one came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Character, Reply, Roleplay, ScriptLine, Words
from learning.content.roleplays.scoring import Outcome, outcome, visits
from learning.roleplay import rules
from learning.roleplay.models import Run
from learning.roleplay.queries.runs import scene


@dataclass(frozen=True)
class Said:
    """One moment that is over: what was said before the reply, and the reply."""

    lines: tuple[ScriptLine, ...]
    reply: Reply


@dataclass(frozen=True)
class Now:
    """Where an open run stands. ``lines`` since the last reply; ``choices`` as this run shows them; nothing of what is right."""

    run: Run
    roleplay: Roleplay
    n: int
    mood: int
    person: Character | None
    before: tuple[Said, ...]
    lines: tuple[ScriptLine, ...]
    choices: tuple[Words, ...]

    @property
    def last(self) -> Reply | None:
        return self.before[-1].reply if self.before else None

    @property
    def comment(self) -> Words | None:
        """What is said of the last reply, where the trainer wants it said at once; what was taken over has been commented on."""
        is_told = self.run.terms["comments"] == "at_once" and len(self.before) > self.run.carried
        return self.last.comment if is_told and self.last else None


def now(db: Session, run: Run) -> Now:
    """The line the run stands at."""
    roleplay = scene(db, run)
    since: list[ScriptLine] = []
    before: list[Said] = []
    mood = None
    way = visits(roleplay, run.chosen)
    for visit in way:
        since.extend(visit.node.lines)
        mood = visit.node.mood or mood
        if visit.reply is not None:
            before.append(Said(tuple(since), visit.reply))
            since = []
    node = way[-1].node
    said = [line for one in before for line in one.lines] + since
    return Now(
        run, roleplay, len(before) + 1, mood or rules.NO_MOOD, _speaker(roleplay, said), tuple(before), tuple(since),
        tuple(node.replies[place].text for place in rules.order(run.seed, node)),
    )  # fmt: skip


def _speaker(roleplay: Roleplay, said: Sequence[ScriptLine]) -> Character | None:
    """Whose face is shown: of those the system plays whoever spoke last, at first the first of them."""
    played = {one.name.zh: one for one in roleplay.people if one.plays == "system"}
    spoke = [line.who.zh for line in said if line.who and line.who.zh in played]
    return played[spoke[-1]] if spoke else next(iter(played.values()), None)


@dataclass(frozen=True)
class Past:
    """A scored run that is over, among all of the same scene."""

    uuid: str
    number: int
    score: Fraction
    passed: bool
    end: str
    ended_at: datetime
    is_first: bool
    is_best: bool


PAST = (Run.uuid, Run.number, Run.num, Run.den, Run.passed, Run.end, Run.ended_at)


def past(db: Session, person_id: int, course: str, roleplay_id: str) -> list[Past]:
    """This person's scored runs of a scene, the first first, in one query of columns."""
    mine = Run.person_id == person_id, Run.course == course, Run.roleplay == roleplay_id, Run.mode == "scored"
    return told(db.execute(select(*PAST).where(*mine, Run.ended_at.is_not(None)).order_by(Run.number)).all())


def told(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Past]:
    """Rows of ``PAST`` of one scene, by number, with the first and the best marked."""
    scores = [Fraction(row.num, row.den) for row in rows]
    best = rules.best(scores)
    return [
        Past(row.uuid, row.number, scores[i], bool(row.passed), row.end, row.ended_at, i == 0, i == best)
        for i, row in enumerate(rows)
    ]


@dataclass(frozen=True)
class Result:
    """A finished run with everything that may be told now."""

    run: Run
    roleplay: Roleplay
    outcome: Outcome
    path: list[rules.Stretch]
    reasons: list[rules.Why]

    @property
    def closing(self) -> Words | None:
        return self.roleplay.closing_word(self.outcome.score)

    @property
    def last_lines(self) -> tuple[ScriptLine, ...]:
        """What happens after the last reply."""
        after = [visit for visit in self.outcome.visits if visit.reply is None]
        return tuple(line for visit in after[-1:] for line in visit.node.lines)


def _kept(run: Run, roleplay: Roleplay) -> Outcome:
    """Of a run whose choices are not there any more: what its own row says."""
    missed = tuple(map(int, (run.floors_missed or "").split()))
    score = Fraction(run.num or 0, run.den or 1)
    return Outcome((), score, (None,) * len(roleplay.dimensions), missed, (), run.end, bool(run.passed))  # type: ignore[arg-type]  # a word of End


def result(db: Session, run: Run) -> Result:
    """What a finished run came to, worked out anew from its text and its choices where they are kept."""
    roleplay = scene(db, run)
    found = outcome(roleplay, run.chosen) if run.choices else _kept(run, roleplay)
    return Result(run, roleplay, found, rules.path(run.terms, roleplay, found), rules.reasons(roleplay, found))
