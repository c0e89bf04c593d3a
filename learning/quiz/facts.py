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
