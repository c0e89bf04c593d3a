"""Pure decisions about meetings: where a run stands, who is late, which code is on the wall."""

from learning.meetings.rules.attending import GRACE, counts, is_kept, is_late
from learning.meetings.rules.cards import CARD, total
from learning.meetings.rules.codes import WINDOW, code_at, code_state, follow_token, followed, normal_code, window_of
from learning.meetings.rules.planning import (
    LONGEST,
    REASONS,
    SEASONS,
    SHORTEST,
    Hosting,
    Known,
    Observed,
    Suggestion,
    Why,
    day_state,
    is_short,
    next_host,
    seasons_of,
    suggest,
)
from learning.meetings.rules.running import EXTRA, Held, Standing, Tap, agenda, stand, taken

__all__ = [
    "CARD",
    "REASONS",
    "LONGEST",
    "SEASONS",
    "SHORTEST",
    "Hosting",
    "Known",
    "Observed",
    "Suggestion",
    "Why",
    "day_state",
    "is_short",
    "next_host",
    "seasons_of",
    "suggest",
    "total",
    "EXTRA",
    "GRACE",
    "WINDOW",
    "Held",
    "Standing",
    "Tap",
    "agenda",
    "code_at",
    "code_state",
    "counts",
    "follow_token",
    "followed",
    "is_kept",
    "is_late",
    "normal_code",
    "stand",
    "taken",
    "window_of",
]
