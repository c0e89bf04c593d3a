"""What happens in a quiz that others may want to know."""

from dataclasses import dataclass
from fractions import Fraction

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class LateAnswersDecided(Fact):
    """A trainer decided about answers that were given in time and arrived late. ``won`` is what the attempt is worth since."""

    subject = ("attempt", "attempt")
    attempt: str
    person_id: int
    course: str
    quiz: str
    questions: tuple[int, ...]
    accepted: bool
    before: Fraction
    won: Fraction
    of: Fraction
    passed: bool | None


@dataclass(frozen=True, kw_only=True)
class AttemptHandedIn(Fact):
    """An attempt is over and marked. ``digest`` is over questions, answers and marks as they stood at that moment."""

    subject = ("attempt", "attempt")
    attempt: str
    person_id: int
    course: str
    quiz: str
    number: int
    handed_in_by: str
    won: Fraction
    of: Fraction
    passed: bool | None
    digest: str
    waiting: int = 0  # essays that somebody must read before anybody has passed or failed


@dataclass(frozen=True, kw_only=True)
class EssayMarked(Fact):
    """One marker has read one essay. ``place``: the first, second or third."""

    subject = ("marking", "marking_id")
    marking_id: int
    attempt: str
    n: int
    place: int
    points: Fraction


@dataclass(frozen=True, kw_only=True)
class AttemptMarked(Fact):
    """The last mark is in: the result stands. ``digest`` is over questions, answers and marks as they stand now."""

    subject = ("attempt", "attempt")
    attempt: str
    person_id: int
    course: str
    quiz: str
    number: int
    won: Fraction
    of: Fraction
    passed: bool | None
    digest: str


@dataclass(frozen=True, kw_only=True)
class SecondMarkAsked(Fact):
    """Somebody wants a second marker for an essay: its first marker, or its writer."""

    subject = ("marking", "marking_id")
    marking_id: int
    attempt: str
    person_id: int
    course: str
    n: int


@dataclass(frozen=True, kw_only=True)
class AttemptReviewed(Fact):
    """A second marking that the learner asked for is over. A mark never falls by asking."""

    subject = ("attempt", "attempt")
    attempt: str
    person_id: int
    course: str
    marking_id: int
    n: int
    before: Fraction
    after: Fraction
    passed: bool | None


@dataclass(frozen=True, kw_only=True)
class AttemptGranted(Fact):
    """One attempt more than the quiz allows."""

    subject = ("attempt_grant", "grant_id")
    grant_id: int
    person_id: int
    course: str
    quiz: str
    version: int
