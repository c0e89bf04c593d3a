"""Pure decisions about certificates: from when until when, what that is worth on a day, how a number is written and read."""

from learning.certificates.rules.numbers import (
    ALPHABET,
    NOBODY,
    Window,
    canonical,
    did_document,
    digest,
    grouped,
    masked,
    read_number,
    version_of,
    written,
)
from learning.certificates.rules.paths import Held, Holding, Line, Path, Proven, cap_of, proof_of
from learning.certificates.rules.periods import HABITS, Cycle, Days, Old, next_days, simulate
from learning.certificates.rules.states import COUNTING, RANK, Cap, Event, PeriodState, Standing, days_of, period_state, standing

__all__ = [
    "ALPHABET", "COUNTING", "HABITS", "NOBODY", "RANK", "Cap", "Cycle", "Days", "Event", "Held", "Holding", "Line", "Old", "Path",
    "PeriodState", "Proven", "Standing", "Window", "canonical", "cap_of", "days_of", "did_document", "digest", "grouped", "masked",
    "next_days", "period_state", "proof_of", "read_number", "simulate", "standing", "version_of", "written",
]  # fmt: skip
