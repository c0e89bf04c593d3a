"""What happens in role-plays that others may want to know."""

from dataclasses import dataclass
from fractions import Fraction

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class RoleplayEnded(Fact):
    """A scored run is over. ``digest`` is over text, choices and result as they stood at that moment."""

    subject = ("roleplay_run", "run")
    run: str
    person_id: int
    course: str
    roleplay: str
    number: int
    score: Fraction
    end: str
    passed: bool
    digest: str
